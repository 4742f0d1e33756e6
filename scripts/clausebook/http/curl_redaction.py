"""Redacts credentials in findings and in their curl lines, which still repeat the request.

Covers the credentials in headers and the variants that probes make of them. Not signatures, which
differ in each request.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from clausebook.http.exchange import Request
from clausebook.http.redaction import MIN_LEAK_LENGTH, Secrets, any_of, credential_of, spellings

_REDACTED = "***"
_MIN_PIECE = 12  # characters; a shorter piece of a credential may be a word of the document


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
        known = [*self._credentials.items(), *(("", value) for value in others)]
        self._expansions = {
            text: expansion
            for name, value in known
            for text, expansion in _expansions(value, variables.get(name)).items()
            if _is_long(value) and (text != credential_of(value) or _is_long(text))
        }
        secrets = {part for name, value in known for part in (value, *_secret_parts(name, value))}
        redacted = {form for secret in secrets for form in spellings(secret)}
        self._in_curl = any_of({*redacted, *self._expansions})
        self._in_text = Secrets(secrets, _REDACTED)
        self._pieces = {piece for it in secrets for piece in _pieces(it, _MIN_PIECE)}

    def text(self, text: str) -> str:
        """The text with all credentials redacted, a short one where it is the whole text."""
        return self._without_pieces(self._in_text.mask(text))

    def curl(self, request: Request, base_url: str, tested: str = "") -> str:
        """A curl line that repeats the request if the variables hold the credentials.

        The header `tested` stands in it whatever its value.

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
            tested,
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
        for start in range(len(text) - _MIN_PIECE + 1):
            if text[start : start + _MIN_PIECE] in self._pieces:
                if start > end or not redacted:
                    redacted += text[end:start] + _REDACTED
                end = start + _MIN_PIECE
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
        values = [credential_of(credential) or credential]
    return {part for value in values for part in (value, unquote(value)) if part}


def _pieces(part: str, length: int) -> set[str]:
    """Every substring of that length, also of the reversed, case-swapped and encoded secret."""
    return {
        variant[start : start + length]
        for variant in (part, part[::-1], part.swapcase(), quote(part, safe=""))
        for start in range(len(variant) - length + 1)
    }


def _is_long(secret: str) -> bool:
    return len(secret) >= MIN_LEAK_LENGTH


def _quoted(text: str) -> str:
    return shlex.quote(text) if text else ""
