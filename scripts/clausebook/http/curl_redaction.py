"""Credentials kept out of findings, whose shell lines ask what was asked all the same.

Knows whole credentials, given as headers, and what probes make of them. What is made by a key is
new each time and not known here.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from clausebook.http.exchange import Request

MIN_LEAK_LENGTH = 8  # characters of a credential that do not stand together by chance
_STAND_IN = "***"


class CurlRedaction:
    """Hides `credentials`, by header, and `others`, by no header in particular.

    `variables` names, by lower-case header, the shell variable that holds the credential. A header
    with a variable and no credential is always shown as its variable.
    """

    def __init__(
        self,
        credentials: Mapping[str, str],
        variables: Mapping[str, str],
        others: Iterable[str] = (),
    ) -> None:
        self._credentials = {name.lower(): value for name, value in credentials.items()}
        self._variables = variables
        self._expansions: dict[str, str] = {}
        self._pieces: set[str] = set()
        known = [*self._credentials.items(), *(("", value) for value in others)]
        for name, value in known:
            # One less: a credential that is just telling may have lost a character.
            expansions = _expansions(value, variables.get(name)).items()
            self._expansions |= {
                text: e for text, e in expansions if len(text) >= MIN_LEAK_LENGTH - 1
            }
            for part in _parts(name, value):
                self._pieces |= _pieces(part, MIN_LEAK_LENGTH)
        whole = {value for _, value in known}
        made = {value for value in whole if len(value) >= MIN_LEAK_LENGTH} | self._expansions.keys()
        self._made = _any_of(made)
        self._hidden = _any_of(made | whole)

    def text(self, text: str) -> str:
        """The text without credentials, the short ones included."""
        return self._without_pieces(self._hidden.sub(_STAND_IN, text))

    def curl(self, request: Request, base_url: str) -> str:
        """A shell line that repeats the request where the variables hold the credentials.

        What no variable makes simply is hidden, so that such a line asks something else.
        """
        own = {
            f"{name}: {value}": self._own(name, value)
            for name, value in request.headers
            if name.lower() in self._credentials
        }
        made_by_keys = {
            header: variable
            for header, variable in self._variables.items()
            if header not in self._credentials
        }
        return request.curl(base_url, made_by_keys, lambda text: own.get(text) or self._word(text))

    def _own(self, name: str, value: str) -> str:
        """A credential's header as a shell word: the credential, another, or what tells of it."""
        header = name.lower()
        credential = self._credentials[header]
        expansion = _expansions(credential, self._variables.get(header)).get(value)
        if expansion is not None:
            return f'{shlex.quote(f"{name}: ")}"{expansion}"'
        if _tells(value, header, credential):
            return shlex.quote(f"{name}: {_STAND_IN}")
        return self._word(f"{name}: {value}")

    def _word(self, text: str) -> str:
        """Any text as a shell word, in which a variable stands for each credential."""
        word, plain = "", ""
        for index, part in enumerate(self._made.split(text)):
            if index % 2 == 0:
                plain += self._without_pieces(part)
            elif part in self._expansions:
                word += f'{_quoted(plain)}"{self._expansions[part]}"'
                plain = ""
            else:
                plain += _STAND_IN
        return word + _quoted(plain) or "''"

    def _without_pieces(self, text: str) -> str:
        told, end = "", 0
        for start in range(len(text) - MIN_LEAK_LENGTH + 1):
            if text[start : start + MIN_LEAK_LENGTH] in self._pieces:
                if start > end or not told:
                    told += text[end:start] + _STAND_IN
                end = start + MIN_LEAK_LENGTH
        return told + text[end:]


def _expansions(credential: str, variable: str | None) -> dict[str, str]:
    """What a shell makes simply of the variable that holds the credential, by what comes out."""
    if variable is None:
        return {}
    _, blank, rest = credential.partition(" ")
    return {
        **({rest: f"${{{variable}#* }}"} if blank else {}),
        credential[1:]: f"${{{variable}#?}}",
        credential[:-1]: f"${{{variable}%?}}",
        f"{credential}0": f"${{{variable}}}0",
        f"0{credential}": f"0${variable}",
        credential: f"${variable}",
    }


def _tells(value: str, header: str, credential: str) -> bool:
    """Whether a value of the credential's own header was made of it, however short that is."""
    for part in _parts(header, credential):
        length = min(MIN_LEAK_LENGTH, max(1, len(part) - 1))
        if any(
            piece in text for piece in _pieces(part, length) for text in (value, unquote(value))
        ):
            return True
    return False


def _parts(header: str, credential: str) -> set[str]:
    """The secret in a credential: not the name of its scheme or of its cookie."""
    if header == "cookie":
        values = [pair.partition("=")[2].strip() for pair in credential.split(";")]
    else:
        values = [credential.partition(" ")[2].strip() or credential]
    return {part for value in values for part in (value, unquote(value)) if part}


def _pieces(part: str, length: int) -> set[str]:
    """Every piece of that length of a secret, as probes and addresses may write it."""
    return {
        written[start : start + length]
        for written in (part, part[::-1], part.swapcase(), quote(part, safe=""))
        for start in range(len(written) - length + 1)
    }


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest of the texts; splits into what is between them and them, by turns."""
    longest_first = sorted(filter(None, texts), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")


def _quoted(text: str) -> str:
    return shlex.quote(text) if text else ""
