"""Redacts known secrets, in their common encodings, from everything shown or written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import takewhile
from typing import Any
from urllib.parse import quote, quote_plus

STAND_IN = "$TOKEN"


_MIN_PIECE = 6  # characters; shorter matches are coincidence


class Secrets:
    """Replaces each given credential by `$TOKEN` in texts and JSON values."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        forms: set[str] = set()
        self._whole: list[str] = []
        for value in values:
            # An Authorization value is scheme and credential; a text may quote only the latter.
            credential = value.partition(" ")[2].strip()
            secret = credential or value
            # Probes also send it case-swapped and reversed; findings quote truncated responses.
            self._whole += (
                [secret, secret.swapcase(), secret[::-1]] if len(secret) >= 2 * _MIN_PIECE else []
            )
            for part in (value, credential):
                forms |= {part, quote(part, safe=""), quote_plus(part), quote(part)}
                forms |= {json.dumps(part)[1:-1], repr(part)[1:-1]}
        # Longest first: a form may be part of another.
        self._forms = sorted(forms - {""}, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """The text with all credentials redacted."""
        for form in self._forms:
            text = text.replace(form, STAND_IN)
        for whole in self._whole:
            text = _without_beginnings(text, whole, STAND_IN)
            text = _without_beginnings(text[::-1], whole[::-1], STAND_IN[::-1])[::-1]
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


def _without_beginnings(text: str, whole: str, stand_in: str) -> str:
    """The text with each prefix of `whole` of at least _MIN_PIECE characters replaced."""
    start = text.find(whole[:_MIN_PIECE])
    while start >= 0:
        pairs = zip(text[start:], whole, strict=False)
        end = start + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        text = text[:start] + stand_in + text[end:]
        start = text.find(whole[:_MIN_PIECE], start + len(stand_in))
    return text
