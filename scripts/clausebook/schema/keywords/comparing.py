"""What a keyword lets in when its value changes: less, more, or both.

Only the value is looked at; what depends on other keywords, or takes values to find out, is decided
by `diff`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """Whether values that were let in no longer are, and whether others newly are."""

    narrows: bool
    widens: bool


Comparison = Callable[[Any, Any], Change]  # by the value before and the one after, which differ


def larger_is_narrower(before: Any, after: Any) -> Change:
    """Of a least number: the larger it is, the less is let in."""
    return Change(after > before, after < before)


def smaller_is_narrower(before: Any, after: Any) -> Change:
    """Of a greatest number: the smaller it is, the less is let in."""
    return Change(after < before, after > before)
