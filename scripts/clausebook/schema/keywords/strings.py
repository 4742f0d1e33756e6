"""Keywords for strings; `format` applies to integers too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from clausebook.schema.bounds import MOST_CHARACTERS
from clausebook.schema.keywords.base import VALIDATION, Keyword
from clausebook.schema.keywords.comparing import (
    BY_EXAMPLE,
    COMPARED,
    ORDERED,
    Impact,
    KeywordDifference,
    PatternWitness,
    Schema,
    by_value,
    changed,
    impact_of,
    impact_of_witness,
    larger_is_narrower,
    smaller_is_narrower,
)
from clausebook.schema.keywords.english import plural
from clausebook.schema.keywords.formats import FORMATS
from clausebook.schema.keywords.mutations import Mutation, one_more_or_less, with_value
from clausebook.schema.keywords.near_misses import pattern_near_misses
from clausebook.schema.keywords.proposals import Proposal, Values
from clausebook.schema.pattern_equality import same_expression

_Text = partial(Keyword, applies_to="string")


def _format(
    limit: str, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    definition = FORMATS.get(limit)
    invalid, valid_values = (definition.wrong, definition.right) if definition else ((), ())
    as_text = ("", "1", "null") if definition is None or definition.limits is None else ()
    for value in (*invalid, *as_text):
        yield Proposal(f"{value!r}", value, False)
    for value in valid_values:
        yield Proposal(f"{value!r}", value, True)


def _text_of_length(valid_value: Any, length: int, filler: str = "a") -> str:
    text = valid_value if isinstance(valid_value, str) and valid_value else filler
    return (text + text[-1] * length)[:length]


def _max_length(
    limit: int, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    yield Proposal(f"{limit} characters", _text_of_length(valid_value, limit), True)
    yield Proposal(f"{limit} characters of several bytes", "\u00e9" * limit, True)
    yield Proposal(f"{limit + 1} characters", _text_of_length(valid_value, limit + 1), False)
    yield Proposal(f"{limit + 1} letters", "a" * (limit + 1), False)
    yield Proposal(f"{limit + 1} digits", "1" * (limit + 1), False)
    if len("null") > limit:  # a service may parse it as null instead of rejecting its length
        yield Proposal("the word null", "null", False)
    # A length kept in one byte wraps around: limit + 256 looks like the limit.
    for length in _further_lengths(limit):
        yield Proposal(f"{length} characters", _text_of_length(valid_value, length), False)
    if "pattern" in schema:
        pattern = schema["pattern"]
        yield from _matching_text(values.longest_text, pattern, limit, valid_value, True, values)
        for length in (limit + 1, *_further_lengths(limit)):
            yield from _matching_text(
                values.shortest_text, pattern, length, valid_value, False, values
            )


def _further_lengths(limit: int) -> list[int]:
    lengths = (4 * limit + 1, limit + 256, limit + 1024)
    return [length for length in lengths if length <= MOST_CHARACTERS]


def _min_length(
    limit: int, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    yield Proposal(f"{limit} characters", _text_of_length(valid_value, limit), True)
    yield Proposal(f"{limit - 1} characters", _text_of_length(valid_value, limit - 1), False)
    yield Proposal(f"{limit - 1} digits", "1" * (limit - 1), False)
    yield Proposal("an empty text", "", False)
    if len("null") < limit:
        yield Proposal("the word null", "null", False)
    if "pattern" in schema:
        yield from _matching_text(
            values.shortest_text, schema["pattern"], limit, valid_value, True, values
        )
        yield from _matching_text(
            values.longest_text, schema["pattern"], limit - 1, valid_value, False, values
        )


def _matching_text(
    nearest: Callable[[str, int], str | None],
    pattern: str,
    length: int,
    valid_value: Any,
    allowed: bool,
    values: Values,
) -> Iterator[Proposal]:
    """A text of about this length that matches the pattern, if the stretched valid one does not."""
    if length >= 0 and not values.matches(pattern, _text_of_length(valid_value, length)):
        text = nearest(pattern, length)
        if text is not None:
            yield Proposal(f"{len(text)} characters that match the pattern", text, allowed)


def _changed_pattern(pattern: str) -> Iterator[Mutation]:
    if pattern.startswith("^"):
        yield with_value("pattern", pattern[1:], "pattern without ^")
    if pattern.endswith("$") and not pattern.endswith("\\$"):
        yield with_value("pattern", pattern[:-1], "pattern without $")
        newline = f"{pattern[:-1]}\\n?$"
        yield with_value("pattern", newline, "pattern that accepts a final newline")
    yield with_value("pattern", "^(?!)", "pattern that nothing matches")


def _compared_formats(before: str, after: str) -> Impact:
    old, new = (FORMATS[name].limits if name in FORMATS else None for name in (before, after))
    if old is None or new is None:
        return Impact.BOTH
    return impact_of(new[0] > old[0] or new[1] < old[1], new[0] < old[0] or new[1] > old[1])


def _compared_patterns(
    old: Schema, new: Schema, witness_of: PatternWitness
) -> Iterator[KeywordDifference]:
    before, after = old.get("pattern"), new.get("pattern")
    if before == after or (before and after and same_expression(before, after)):
        return
    message = changed("pattern", before, after)
    if before is None or after is None:
        impact = impact_of(before is None, after is None)
    else:
        impact, example = impact_of_witness(witness_of(before, after))
        message += example
    yield KeywordDifference("pattern", impact, before, after, message)


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
        compared=by_value("maxLength", smaller_is_narrower),
        impacts=ORDERED,
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
        compared=by_value("minLength", larger_is_narrower),
        impacts=ORDERED,
    ),
    _Text(
        name="pattern",
        source=f"{VALIDATION}, 6.3.3",
        rank=220,
        impacts=BY_EXAMPLE,
        client_check="_keywords:_pattern",
        sentence=lambda subject, value: f"{subject} matches the pattern {value}",
        boundary=pattern_near_misses,
        mutations=_changed_pattern,
        compared=_compared_patterns,
    ),
    Keyword(
        name="format",
        source=f"{VALIDATION}, 7",
        rank=30,
        impacts=(*COMPARED, Impact.UNKNOWN),
        client_check="_keywords:_format",
        sentence=lambda subject, value: f"{subject} has the format {value}.",
        boundary=_format,
        compared=by_value("format", _compared_formats),
    ),
)
