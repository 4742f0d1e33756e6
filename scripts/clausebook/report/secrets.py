"""Keeps credentials out of everything that is shown or written.

Knows the values it was given and the forms in which texts repeat them; it cannot know others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

STAND_IN = "$TOKEN"


class Secrets:
    """Credentials, each replaced by `$TOKEN` wherever a text repeats it."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        forms: set[str] = set()
        for value in values:
            # An Authorization value is a scheme and a credential: either part may be repeated.
            for part in (value, value.partition(" ")[2].strip()):
                forms |= {part, quote(part, safe=""), quote_plus(part), quote(part)}
                forms |= {json.dumps(part)[1:-1], repr(part)[1:-1]}
        # The longest first, lest a form that is part of another leave its rest behind.
        self._forms = sorted(forms - {""}, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """The text without any of the credentials."""
        for form in self._forms:
            text = text.replace(form, STAND_IN)
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
