"""Keeps credentials out of everything that is shown or written.

Knows the values it was given and the forms in which texts repeat them; it cannot know others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import takewhile
from typing import Any
from urllib.parse import quote, quote_plus

STAND_IN = "$TOKEN"


_PIECE = 6  # characters of a credential that do not stand together by chance


class Secrets:
    """Credentials, each replaced by `$TOKEN` wherever a text repeats it."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        forms: set[str] = set()
        self._whole: list[str] = []
        for value in values:
            # An Authorization value is a scheme and a credential: either part may be repeated.
            credential = value.partition(" ")[2].strip()
            told = credential or value
            # Probes send it in other case and backwards too, and answers are quoted cut.
            self._whole += [told, told.swapcase(), told[::-1]] if len(told) >= 2 * _PIECE else []
            for part in (value, credential):
                forms |= {part, quote(part, safe=""), quote_plus(part), quote(part)}
                forms |= {json.dumps(part)[1:-1], repr(part)[1:-1]}
        # The longest first, lest a form that is part of another leave its rest behind.
        self._forms = sorted(forms - {""}, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """The text without any of the credentials."""
        for form in self._forms:
            text = text.replace(form, STAND_IN)
        for whole in self._whole:
            text = _without_beginnings(text, whole, STAND_IN)
            text = _without_beginnings(text[::-1], whole[::-1], STAND_IN[::-1])[::-1]
        return text

    def mask_all(self, value: Any) -> Any:
        """A JSON value with every string in it masked, those of its keys included."""
        if isinstance(value, str):
            return self.mask(value)
        if isinstance(value, dict):
            return {self.mask_all(key): self.mask_all(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.mask_all(item) for item in value]
        return value


def _without_beginnings(text: str, whole: str, stand_in: str) -> str:
    """The text with each piece that `whole` begins with replaced, as long as the piece may be."""
    start = text.find(whole[:_PIECE])
    while start >= 0:
        pairs = zip(text[start:], whole, strict=False)
        end = start + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        text = text[:start] + stand_in + text[end:]
        start = text.find(whole[:_PIECE], start + len(stand_in))
    return text
