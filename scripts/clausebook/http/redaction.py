"""Redacts known secrets, in their common encodings, from everything shown or written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import takewhile
from typing import Any
from urllib.parse import quote, quote_plus

REDACTED = "$TOKEN"
_MIN_PREFIX = 6  # characters; shorter matches are coincidence


class Secrets:
    """Replaces each given credential by `$TOKEN` in texts and JSON values."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        encodings: set[str] = set()
        self._long_secrets: list[str] = []
        for value in values:
            # An Authorization value is scheme and credential; a text may quote only the latter.
            credential = value.partition(" ")[2].strip()
            secret = credential or value
            # Probes also send it case-swapped and reversed; findings quote truncated responses.
            self._long_secrets += (
                [secret, secret.swapcase(), secret[::-1]] if len(secret) >= 2 * _MIN_PREFIX else []
            )
            for part in (value, credential):
                encodings |= {part, quote(part, safe=""), quote_plus(part), quote(part)}
                encodings |= {json.dumps(part)[1:-1], repr(part)[1:-1]}
        # Longest first: one may be part of another.
        self._encodings = sorted(encodings - {""}, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """The text with all credentials redacted."""
        for encoding in self._encodings:
            text = text.replace(encoding, REDACTED)
        for secret in self._long_secrets:
            text = _without_prefixes(text, secret, REDACTED)
            text = _without_prefixes(text[::-1], secret[::-1], REDACTED[::-1])[::-1]
        return text

    def mask_all(self, value: Any) -> Any:
        """A JSON value with every string redacted, keys included."""
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, dict):
            return {self.mask_all(key): self.mask_all(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.mask_all(item) for item in value]
        return value


def _without_prefixes(text: str, secret: str, replacement: str) -> str:
    """The text with each prefix of `secret` of at least _MIN_PREFIX characters replaced."""
    start = text.find(secret[:_MIN_PREFIX])
    while start >= 0:
        pairs = zip(text[start:], secret, strict=False)
        end = start + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        text = text[:start] + replacement + text[end:]
        start = text.find(secret[:_MIN_PREFIX], start + len(replacement))
    return text
