"""Texts for witnesses about lengths and patterns: drawn by Hypothesis, then pumped.

A part that a pattern repeats can be repeated more or less often; pumping tries each part. It does
not parse the pattern, so that it cannot share a gap with the generator of the checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from clausebook.mutation.strategies import distinct_values, validity_check
from clausebook.schema.bounds import MOST_CHARACTERS

_MOST_PUMPED = 48  # characters of a text whose parts are tried
_SEEDS = 12


def matching_texts(pattern: str) -> tuple[str, ...]:
    """Up to 20 texts that match the pattern, drawn by Hypothesis."""
    return tuple(distinct_values({"type": "string", "pattern": pattern}, {}, 20))


@lru_cache(maxsize=1024)
def text_of_length(pattern: str, good: str, length: int) -> str | None:
    """A matching text of that length in characters; None if no pumped text has it."""
    if not 0 <= length <= MOST_CHARACTERS + 1:
        return None
    accepted = validity_check({"type": "string", "pattern": pattern}, {})
    for text in (good, *_seeds(pattern)):
        for pumped in _pumped(text, length):
            if accepted(pumped):
                return pumped
    return None


@lru_cache(maxsize=256)
def _seeds(pattern: str) -> tuple[str, ...]:
    """The shortest drawn texts, one of each length: several of one length repeat the same parts."""
    by_length = {len(text): text for text in reversed(matching_texts(pattern))}
    return tuple(by_length[length] for length in sorted(by_length)[:_SEEDS])


def texts_near_length(pattern: str, good: str, length: int, further: int = 40) -> Iterator[str]:
    """The shortest pumped text of at least this length, and the longest of at most this length."""
    for lengths in (range(length, length + further), range(length, max(length - further, -1), -1)):
        texts = (text_of_length(pattern, good, wanted) for wanted in lengths)
        nearest = next((text for text in texts if text is not None), None)
        if nearest is not None:
            yield nearest


def _pumped(text: str, length: int) -> Iterator[str]:
    """The text with one part repeated or removed so that it has the length."""
    missing, shown = length - len(text), min(len(text), _MOST_PUMPED)
    if missing == 0:
        yield text
    elif missing < 0:
        yield from (text[:start] + text[start - missing :] for start in range(length + 1))
    for width in range(1, shown + 1 if missing > 0 else 0):
        for end in range(width, shown + 1 if missing % width == 0 else 0):
            yield text[:end] + text[end - width : end] * (missing // width) + text[end:]
