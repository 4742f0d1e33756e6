"""Keywords that limit texts; `format` speaks of whole numbers too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from clausebook.schema.bounds import MOST_CHARACTERS
from clausebook.schema.keywords.base import VALIDATION, Keyword
from clausebook.schema.keywords.comparing import Change, larger_is_narrower, smaller_is_narrower
from clausebook.schema.keywords.english import plural
from clausebook.schema.keywords.formats import FORMATS
from clausebook.schema.keywords.mutations import Mutation, one_more_or_less, with_value
from clausebook.schema.keywords.near_misses import of_pattern
from clausebook.schema.keywords.proposals import Proposal, Values

_Text = partial(Keyword, applies_to="string")


def _format(limit: str, schema: Mapping[str, Any], good: Any, values: Values) -> Iterator[Proposal]:
    known = FORMATS.get(limit)
    wrong, right = (known.wrong, known.right) if known else ((), ())
    as_text = ("", "1") if known is None or known.limits is None else ()
    for value in (*wrong, *as_text):
        yield Proposal(f"{value!r}", value, False)
    for value in right:
        yield Proposal(f"{value!r}", value, True)


def _stretched(good: Any, length: int, filler: str = "a") -> str:
    text = good if isinstance(good, str) and good else filler
    return (text + text[-1] * length)[:length]


def _max_length(
    limit: int, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    yield Proposal(f"{limit} characters", _stretched(good, limit), True)
    yield Proposal(f"{limit} characters of several bytes", "\u00e9" * limit, True)
    yield Proposal(f"{limit + 1} characters", _stretched(good, limit + 1), False)
    yield Proposal(f"{limit + 1} letters", "a" * (limit + 1), False)
    yield Proposal(f"{limit + 1} digits", "1" * (limit + 1), False)
    if len("null") > limit:  # too long, unless it is read as null
        yield Proposal("the word null", "null", False)
    # Whoever keeps a length in one byte holds the second to be no longer than the limit.
    for length in _further_lengths(limit):
        yield Proposal(f"{length} characters", _stretched(good, length), False)
    if "pattern" in schema:
        pattern = schema["pattern"]
        yield from _fitting(values.longest_text, pattern, limit, good, True, values)
        for length in (limit + 1, *_further_lengths(limit)):
            yield from _fitting(values.shortest_text, pattern, length, good, False, values)


def _further_lengths(limit: int) -> list[int]:
    lengths = (4 * limit + 1, limit + 256, limit + 1024)
    return [length for length in lengths if length <= MOST_CHARACTERS]


def _min_length(
    limit: int, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    yield Proposal(f"{limit} characters", _stretched(good, limit), True)
    yield Proposal(f"{limit - 1} characters", _stretched(good, limit - 1), False)
    yield Proposal(f"{limit - 1} digits", "1" * (limit - 1), False)
    yield Proposal("no character", "", False)
    if len("null") < limit:
        yield Proposal("the word null", "null", False)
    if "pattern" in schema:
        yield from _fitting(values.shortest_text, schema["pattern"], limit, good, True, values)
        yield from _fitting(values.longest_text, schema["pattern"], limit - 1, good, False, values)


def _fitting(
    nearest: Callable[[str, int], str | None],
    pattern: str,
    length: int,
    good: Any,
    allowed: bool,
    values: Values,
) -> Iterator[Proposal]:
    """A text of about that length that fits the pattern, where the stretched good one does not."""
    if length >= 0 and not values.matches(pattern, _stretched(good, length)):
        text = nearest(pattern, length)
        if text is not None:
            yield Proposal(f"{len(text)} characters as the pattern has them", text, allowed)


def _changed_pattern(pattern: str) -> Iterator[Mutation]:
    if pattern.startswith("^"):
        yield with_value("pattern", pattern[1:], "pattern without ^")
    if pattern.endswith("$") and not pattern.endswith("\\$"):
        yield with_value("pattern", pattern[:-1], "pattern without $")
        newline = f"{pattern[:-1]}\\n?$"
        yield with_value("pattern", newline, "pattern that accepts a final newline")
    yield with_value("pattern", "^(?!)", "pattern that nothing matches")


def _compared_formats(before: str, after: str) -> Change:
    old, new = (FORMATS[name].limits if name in FORMATS else None for name in (before, after))
    if old is None or new is None:
        return Change(True, True)
    return Change(new[0] > old[0] or new[1] < old[1], new[0] < old[0] or new[1] > old[1])


KEYWORDS = (
    _Text(
        name="maxLength",
        source=f"{VALIDATION}, 6.3.1",
        rank=200,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'character')}.",
        boundary=_max_length,
        mutations=one_more_or_less("maxLength"),
        compared=smaller_is_narrower,
    ),
    _Text(
        name="minLength",
        source=f"{VALIDATION}, 6.3.2",
        rank=210,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'character')}.",
        boundary=_min_length,
        mutations=one_more_or_less("minLength"),
        compared=larger_is_narrower,
    ),
    _Text(
        name="pattern",
        source=f"{VALIDATION}, 6.3.3",
        rank=220,
        client_check="_keywords:_pattern",
        sentence=lambda subject, value: f"{subject} matches the pattern {value}",
        boundary=of_pattern,
        mutations=_changed_pattern,
    ),
    Keyword(
        name="format",
        source=f"{VALIDATION}, 7",
        rank=30,
        client_check="_keywords:_format",
        sentence=lambda subject, value: f"{subject} has the format {value}.",
        boundary=_format,
        compared=_compared_formats,
    ),
)
