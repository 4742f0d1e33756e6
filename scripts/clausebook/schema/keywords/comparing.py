"""Whether a keyword allows fewer or more values when its own value changes.

`diff` decides the cases that depend on other keywords or on sample values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """Whether some values are no longer allowed, and whether others are newly allowed."""

    narrows: bool
    widens: bool


Comparison = Callable[[Any, Any], Change]  # old value, new value; they differ


def larger_is_narrower(before: Any, after: Any) -> Change:
    """For minimums: a larger one allows fewer values."""
    return Change(after > before, after < before)


def smaller_is_narrower(before: Any, after: Any) -> Change:
    """For maximums: a smaller one allows fewer values."""
    return Change(after < before, after > before)
