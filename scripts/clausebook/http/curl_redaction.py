"""Redacts credentials in findings and in their curl lines, which still repeat the request.

Covers the credentials in headers and the variants that probes make of them. Not signatures, which
differ in each request.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from clausebook.http.exchange import Request

MIN_LEAK_LENGTH = 8  # characters; shorter matches are coincidence
_REDACTED = "***"


class CurlRedaction:
    """Redacts `credentials` (by header name) and `others` (sent in no particular header).

    `variables` maps a lower-case header name to the shell variable that holds its credential. A
    header with a variable and no credential is always shown as its variable.
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
        credentials_and_headers = [*self._credentials.items(), *(("", value) for value in others)]
        for name, value in credentials_and_headers:
            # One less, because probes shorten a credential of exactly that length by a character.
            expansions = _expansions(value, variables.get(name)).items()
            self._expansions |= {
                text: expansion
                for text, expansion in expansions
                if len(text) >= MIN_LEAK_LENGTH - 1
            }
            for part in _secret_parts(name, value):
                self._pieces |= _pieces(part, MIN_LEAK_LENGTH)
        all_credentials = {value for _, value in credentials_and_headers}
        long_credentials = {value for value in all_credentials if len(value) >= MIN_LEAK_LENGTH}
        self._in_curl = _any_of(long_credentials | self._expansions.keys())
        self._in_text = _any_of(all_credentials | self._expansions.keys())

    def text(self, text: str) -> str:
        """The text with all credentials redacted, also the short ones."""
        return self._without_pieces(self._in_text.sub(_REDACTED, text))

    def curl(self, request: Request, base_url: str) -> str:
        """A curl line that repeats the request if the variables hold the credentials.

        A variant that no simple shell expansion makes is redacted; that line does not repeat it.
        """
        credential_words = {
            f"{name}: {value}": self._credential_word(name, value)
            for name, value in request.headers
            if name.lower() in self._credentials
        }
        headers_without_credential = {
            header: variable
            for header, variable in self._variables.items()
            if header not in self._credentials
        }
        return request.curl(
            base_url,
            headers_without_credential,
            lambda text: credential_words.get(text) or self._word(text),
        )

    def _credential_word(self, name: str, value: str) -> str:
        """The shell word for a credential's header: its expansion, redacted, or as sent."""
        header = name.lower()
        credential = self._credentials[header]
        expansion = _expansions(credential, self._variables.get(header)).get(value)
        if expansion is not None:
            return f'{shlex.quote(f"{name}: ")}"{expansion}"'
        if _contains_secret(value, header, credential):
            return shlex.quote(f"{name}: {_REDACTED}")
        return self._word(f"{name}: {value}")

    def _word(self, text: str) -> str:
        """The text as a shell word with each credential replaced by its variable."""
        word, literal = "", ""
        for index, part in enumerate(self._in_curl.split(text)):
            if index % 2 == 0:
                literal += self._without_pieces(part)
            elif part in self._expansions:
                word += f'{_quoted(literal)}"{self._expansions[part]}"'
                literal = ""
            else:
                literal += _REDACTED
        return word + _quoted(literal) or "''"

    def _without_pieces(self, text: str) -> str:
        redacted, end = "", 0
        for start in range(len(text) - MIN_LEAK_LENGTH + 1):
            if text[start : start + MIN_LEAK_LENGTH] in self._pieces:
                if start > end or not redacted:
                    redacted += text[end:start] + _REDACTED
                end = start + MIN_LEAK_LENGTH
        return redacted + text[end:]


def _expansions(credential: str, variable: str | None) -> dict[str, str]:
    """Text -> the shell expansion of `variable` that yields it."""
    if variable is None:
        return {}
    _, space, without_scheme = credential.partition(" ")
    return {
        **({without_scheme: f"${{{variable}#* }}"} if space else {}),
        credential[1:]: f"${{{variable}#?}}",
        credential[:-1]: f"${{{variable}%?}}",
        f"{credential}0": f"${{{variable}}}0",
        f"0{credential}": f"0${variable}",
        credential: f"${variable}",
    }


def _contains_secret(value: str, header: str, credential: str) -> bool:
    """Whether the value of the credential's header contains a piece of the credential."""
    for part in _secret_parts(header, credential):
        length = min(MIN_LEAK_LENGTH, max(1, len(part) - 1))
        if any(
            piece in text for piece in _pieces(part, length) for text in (value, unquote(value))
        ):
            return True
    return False


def _secret_parts(header: str, credential: str) -> set[str]:
    """The secret parts of a credential, without scheme or cookie names."""
    if header == "cookie":
        values = [pair.partition("=")[2].strip() for pair in credential.split(";")]
    else:
        values = [credential.partition(" ")[2].strip() or credential]
    return {part for value in values for part in (value, unquote(value)) if part}


def _pieces(part: str, length: int) -> set[str]:
    """Every substring of that length, also of the reversed, case-swapped and encoded secret."""
    return {
        variant[start : start + length]
        for variant in (part, part[::-1], part.swapcase(), quote(part, safe=""))
        for start in range(len(variant) - length + 1)
    }


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the texts, longest first. Its `split` alternates gaps and matches."""
    longest_first = sorted(filter(None, texts), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")


def _quoted(text: str) -> str:
    return shlex.quote(text) if text else ""
