"""Redacts known secrets, in their common spellings, from texts that may quote an exchange.

Callers pass values and messages, never keys, paths of the document or words of ours: a secret may
be part of those by chance.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

REDACTED = "$TOKEN"
MIN_LEAK_LENGTH = 8  # characters; shorter ones stand in a longer text by chance

_CUT = re.compile(r"\.\.\.|…")
_PERCENT_ENCODED = re.compile(r"%[0-9A-F]{2}")


class Secrets:
    """Replaces each given secret: a short one where it is the whole text, others anywhere."""

    def __init__(self, values: Iterable[str] = (), replacement: str = REDACTED) -> None:
        secrets = {part for value in values for part in (value, credential_of(value)) if part}
        self._replacement = replacement
        self._whole = {form for it in secrets for form in (it, repr(it), json.dumps(it))}
        self._cut = [
            variant
            for secret in secrets
            for variant in _variants(secret)
            if len(secret) >= MIN_LEAK_LENGTH
        ]
        self._anywhere = any_of(form for secret in secrets for form in spellings(secret))

    def mask(self, text: str) -> str:
        """The text with all secrets redacted."""
        if text.strip() in self._whole:
            return self._replacement
        return self._without_beginnings(self._anywhere.sub(lambda _: self._replacement, text))

    def _without_beginnings(self, text: str) -> str:
        """The text without beginnings of a secret where something was cut."""
        for secret in self._cut:
            for end in reversed([match.start() for match in _CUT.finditer(text)]):
                start = text.rfind(secret[:MIN_LEAK_LENGTH], max(0, end - len(secret)), end)
                if start >= 0 and secret.startswith(text[start:end]):
                    text = text[:start] + self._replacement + text[end:]
        return text


def credential_of(value: str) -> str:
    """The credential of an Authorization value, without its scheme; '' where it has none."""
    return value.partition(" ")[2].strip()


def spellings(secret: str) -> set[str]:
    """What a text may have in place of the secret; nothing for a short one.

    Also of what probes make of it: in other case, backwards, and without its first or last letter.
    """
    if len(secret) < MIN_LEAK_LENGTH:
        return set()
    cut = (secret[1:], secret[:-1])
    plain = [*_variants(secret), *cut]
    encoded = {encode(it) for it in plain for encode in (_fully_quoted, quote_plus, quote)}
    lower = {_PERCENT_ENCODED.sub(lambda code: code[0].lower(), it) for it in encoded}
    escaped = {form for it in plain for form in (json.dumps(it)[1:-1], repr(it)[1:-1])}
    return {*plain, *encoded, *lower, *escaped, *_base64(secret)}


def any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the texts, longest first. Its `split` alternates gaps and matches."""
    longest_first = sorted(set(texts) - {""}, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})")


def _variants(secret: str) -> tuple[str, str, str]:
    return secret, secret.swapcase(), secret[::-1]


def _fully_quoted(text: str) -> str:
    return quote(text, safe="")


def _base64(secret: str) -> set[str]:
    """What base64 makes of it, wherever it stands among other bytes, in both alphabets."""
    data, forms = secret.encode("utf-8", "surrogateescape"), set[str]()
    for before, first in ((0, 0), (1, 2), (2, 3)):
        end = (before + len(data)) * 8 // 6
        form = b64encode(b"\0" * before + data).decode()[first:end]
        forms |= {form, form.translate(str.maketrans("+/", "-_"))}
    return forms
