"""Texts for witnesses about lengths and patterns: drawn by Hypothesis, then pumped.

A part of a text that a pattern repeats can stand in it more often or less often. Which part that
is, is found by trying each; no tree of the pattern is looked at, so that what the probes' own
generator overlooks is not overlooked here as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from clausebook.mutation.strategies import allows, other_values

_MOST_PUMPED = 48  # characters of a text whose parts are tried
_SEEDS = 12


def texts_of(pattern: str) -> tuple[str, ...]:
    """Some texts that match the pattern, as Hypothesis draws them."""
    return tuple(t for t in other_values({"type": "string", "pattern": pattern}, {}, 20))


@lru_cache(maxsize=1024)
def text_of_length(pattern: str, good: str, length: int) -> str | None:
    """A text of that length that matches; None where no pumped one does."""
    if length < 0:
        return None
    accepted = allows({"type": "string", "pattern": pattern}, {})
    for text in (good, *sorted(texts_of(pattern), key=len)[:_SEEDS]):
        for pumped in _pumped(text, length):
            if accepted(pumped):
                return pumped
    return None


def nearest_lengths(pattern: str, good: str, length: int, further: int = 40) -> Iterator[str]:
    """The first pumped text that is at least so long, and the first that is at most so long."""
    for lengths in (range(length, length + further), range(length, max(length - further, -1), -1)):
        texts = (text_of_length(pattern, good, wanted) for wanted in lengths)
        found = next((text for text in texts if text is not None), None)
        if found is not None:
            yield found


def _pumped(text: str, length: int) -> Iterator[str]:
    """The text with one of its parts repeated or left out so that the length comes out."""
    missing, shown = length - len(text), min(len(text), _MOST_PUMPED)
    if missing == 0:
        yield text
    elif missing < 0:
        yield from (text[:start] + text[start - missing :] for start in range(length + 1))
    for width in range(1, shown + 1 if missing > 0 else 0):
        for end in range(width, shown + 1 if missing % width == 0 else 0):
            yield text[:end] + text[end - width : end] * (missing // width) + text[end:]
