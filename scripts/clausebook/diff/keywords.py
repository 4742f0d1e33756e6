"""Compares keywords without subschemas: which values each allows before and after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clausebook.diff.direction import Impact
from clausebook.diff.patterns import same_expression
from clausebook.schema.equality import same, shown
from clausebook.schema.keywords import KEYWORDS, Keyword
from clausebook.schema.keywords.base import NO_DEFAULT
from clausebook.schema.keywords.comparing import Comparison
from clausebook.schema.merging import types_of
from clausebook.values import distinguishing as witness

KeywordDiff = tuple[str, Impact, Any, Any, str]


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[KeywordDiff]:
    """Each plain keyword that changed: its name, the impact, both values and what to say."""
    yield from _types(old, new)
    yield from _bound(old, new, "minimum", 1)
    yield from _bound(old, new, "maximum", -1)
    yield from _pattern(old.get("pattern"), new.get("pattern"))
    for keyword in KEYWORDS.values():
        if keyword.compared is not None:
            before, after = (_value(schema, keyword, (old, new)) for schema in (old, new))
            yield from _by_value(keyword.name, keyword.compared, before, after)


def _value(schema: Mapping[str, Any], keyword: Keyword, both: tuple[Mapping[str, Any], ...]) -> Any:
    """The keyword's value, or its default if both schemas have the keyword that it belongs to."""
    belongs = keyword.needs and all(keyword.needs in either for either in both)
    default = keyword.default if belongs and keyword.default is not NO_DEFAULT else None
    return schema.get(keyword.name, default)


def _by_value(keyword: str, compare: Comparison, old: Any, new: Any) -> Iterator[KeywordDiff]:
    if same(old, new):
        return
    if old is None or new is None:
        impact = Impact.NARROWS if old is None else Impact.WIDENS
    else:
        change = compare(old, new)
        impact = impact_of(change.narrows, change.widens)
    yield keyword, impact, old, new, _MESSAGES.get((keyword, impact)) or changed(keyword, old, new)


_MESSAGES = {
    ("uniqueItems", Impact.NARROWS): "items must be unique now",
    ("uniqueItems", Impact.WIDENS): "items need not be unique any more",
}


def impact_of(narrows: bool, widens: bool) -> Impact:
    """The impact of a change that narrows, widens, or does both."""
    if narrows and widens:
        return Impact.BOTH
    return Impact.NARROWS if narrows else Impact.WIDENS


def changed(keyword: str, old: Any, new: Any) -> str:
    """The change of one keyword as a message."""
    if old is None:
        return f"{keyword} {shown(new)} was added"
    if new is None:
        return f"{keyword} {shown(old)} was removed"
    return f"{keyword} changed from {shown(old)} to {shown(new)}"


def _types(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[KeywordDiff]:
    before, after = types_of(old), types_of(new)
    if before != after:
        impact = impact_of(bool(before - after), bool(after - before))
        old_value, new_value = old.get("type"), new.get("type")
        message = f"the type is {_named(new_value)} now and was {_named(old_value)}"
        yield "type", impact, old_value, new_value, message


def _named(types: Any) -> str:
    if types is None:
        return "any"
    return types if isinstance(types, str) else " or ".join(types)


def _bound(
    old: Mapping[str, Any], new: Mapping[str, Any], keyword: str, upward: int
) -> Iterator[KeywordDiff]:
    (before, old_value), (after, new_value) = (_strictest(s, keyword, upward) for s in (old, new))
    if before == after:
        return
    impact = Impact.NARROWS if (after > before) == (upward == 1) else Impact.WIDENS
    name = (new_value or old_value)[0]
    message = (
        f"{keyword} changed from {_described_bound(old_value)} to {_described_bound(new_value)}"
    )
    yield name, impact, old_value and old_value[1], new_value and new_value[1], message


def _described_bound(bound: tuple[str, Any] | None) -> str:
    if bound is None:
        return "none"
    return f"{bound[1]}{' (exclusive)' if bound[0].startswith('exclusive') else ''}"


def _strictest(schema: Mapping[str, Any], keyword: str, upward: int) -> tuple[tuple[Any, int], Any]:
    """The stricter bound as a comparable value, and as keyword and value; None without one."""
    whole = types_of(schema) == {"integer"}
    best: tuple[tuple[Any, int], Any] = ((-math.inf * upward, 0), None)
    for name in (keyword, f"exclusive{keyword.capitalize()}"):
        if name not in schema:
            continue
        value, strict = Fraction(str(schema[name])), name != keyword
        if whole:
            value = Fraction(math.ceil(value) if upward == 1 else math.floor(value)) + (
                upward if strict and value.denominator == 1 else 0
            )
            strict = False
        rank = (value, upward if strict else 0)
        if (rank > best[0]) == (upward == 1) and rank != best[0]:
            best = rank, (name, schema[name])
    return best


def _pattern(old: Any, new: Any) -> Iterator[KeywordDiff]:
    if old == new or (old and new and same_expression(old, new)):
        return
    message = changed("pattern", old, new)
    if old is None or new is None:
        impact = Impact.NARROWS if old is None else Impact.WIDENS
    else:
        witnesses = witness.of_patterns(old, new)
        impact, example = impact_of_witness(witnesses)
        message += example
    yield "pattern", impact, old, new, message


def impact_of_witness(witnesses: witness.Witness) -> tuple[Impact, str]:
    """The impact that witnesses prove, with an example for the message.

    A value that is no longer allowed proves that the set narrowed; finding none proves nothing.
    """
    lost, gained = witnesses.lost is not witness.NONE, witnesses.gained is not witness.NONE
    if lost and gained:
        example = f", which allows {shown(witnesses.gained)} and no longer {shown(witnesses.lost)}"
        return Impact.BOTH, example
    if lost:
        return Impact.LESS, f", which no longer allows {shown(witnesses.lost)}"
    if gained:
        return Impact.MORE, f", which allows {shown(witnesses.gained)} now"
    return Impact.UNKNOWN, ""
