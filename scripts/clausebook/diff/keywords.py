"""Keywords that hold no schema, compared one by one: what each lets in before and after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from clausebook.diff.direction import Impact
from clausebook.diff.patterns import plainly_alike
from clausebook.schema.equality import same, shown
from clausebook.schema.keywords import KEYWORDS, Keyword
from clausebook.schema.keywords.base import NO_DEFAULT
from clausebook.schema.keywords.comparing import Comparison
from clausebook.schema.merging import types_of
from clausebook.values import distinguishing as witness

Found = tuple[str, Impact, Any, Any, str]


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Found]:
    """Each plain keyword that changed: its name, the effect, both values and what to say."""
    yield from _types(old, new)
    yield from _bound(old, new, "minimum", 1)
    yield from _bound(old, new, "maximum", -1)
    yield from _pattern(old.get("pattern"), new.get("pattern"))
    for keyword in KEYWORDS.values():
        if keyword.compared is not None:
            before, after = (_value(schema, keyword, (old, new)) for schema in (old, new))
            yield from _by_value(keyword.name, keyword.compared, before, after)


def _value(schema: Mapping[str, Any], keyword: Keyword, both: tuple[Mapping[str, Any], ...]) -> Any:
    """The keyword's value; what it is by default where both schemas have what it belongs to."""
    belongs = keyword.needs and all(keyword.needs in either for either in both)
    default = keyword.default if belongs and keyword.default is not NO_DEFAULT else None
    return schema.get(keyword.name, default)


def _by_value(keyword: str, compare: Comparison, old: Any, new: Any) -> Iterator[Found]:
    if same(old, new):
        return
    if old is None or new is None:
        effect = Impact.NARROWS if old is None else Impact.WIDENS
    else:
        change = compare(old, new)
        effect = effect_of(change.narrows, change.widens)
    yield keyword, effect, old, new, _SAID.get((keyword, effect)) or changed(keyword, old, new)


_SAID = {
    ("uniqueItems", Impact.NARROWS): "no item may come twice now",
    ("uniqueItems", Impact.WIDENS): "items may come twice now",
}


def effect_of(narrows: bool, widens: bool) -> Impact:
    """The effect of a change of which both are known."""
    if narrows and widens:
        return Impact.BOTH
    return Impact.NARROWS if narrows else Impact.WIDENS


def changed(keyword: str, old: Any, new: Any) -> str:
    """The change of one keyword in words."""
    if old is None:
        return f"{keyword} is {shown(new)} now and was not limited"
    if new is None:
        return f"{keyword} is not limited any more and was {shown(old)}"
    return f"{keyword} is {shown(new)} now and was {shown(old)}"


def _types(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Found]:
    before, after = types_of(old), types_of(new)
    if before != after:
        effect = effect_of(bool(before - after), bool(after - before))
        was, now = old.get("type"), new.get("type")
        said = f"the type is {_named(now)} now and was {_named(was)}"
        yield "type", effect, was, now, said


def _named(types: Any) -> str:
    if types is None:
        return "any"
    return types if isinstance(types, str) else " or ".join(types)


def _bound(
    old: Mapping[str, Any], new: Mapping[str, Any], keyword: str, upward: int
) -> Iterator[Found]:
    (before, was), (after, now) = (_strictest(s, keyword, upward) for s in (old, new))
    if before == after:
        return
    effect = Impact.NARROWS if (after > before) == (upward == 1) else Impact.WIDENS
    name = (now or was)[0]
    said = f"the {keyword} is {_told(now)} now and was {_told(was)}"
    yield name, effect, was and was[1], now and now[1], said


def _told(bound: tuple[str, Any] | None) -> str:
    if bound is None:
        return "unlimited"
    return f"{bound[1]}{' itself excluded' if bound[0].startswith('exclusive') else ''}"


def _strictest(schema: Mapping[str, Any], keyword: str, upward: int) -> tuple[tuple[Any, int], Any]:
    """The bound as a number to compare, and as it is said; of two bounds the stricter one."""
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


def _pattern(old: Any, new: Any) -> Iterator[Found]:
    if old == new or (old and new and plainly_alike(old, new)):
        return
    said = changed("pattern", old, new)
    if old is None or new is None:
        effect = Impact.NARROWS if old is None else Impact.WIDENS
    else:
        found = witness.of_patterns(old, new)
        effect, example = decided(found)
        said += example
    yield "pattern", effect, old, new, said


def decided(found: witness.Witness) -> tuple[Impact, str]:
    """The effect that witnesses prove, with an example in words.

    A value that is lost proves that less is let in; that none was found proves nothing.
    """
    lost, gained = found.lost is not witness.NONE, found.gained is not witness.NONE
    if lost and gained:
        example = f", which lets in {shown(found.gained)} and no longer {shown(found.lost)}"
        return Impact.BOTH, example
    if lost:
        return Impact.LESS, f", which no longer lets in {shown(found.lost)}"
    if gained:
        return Impact.MORE, f", which newly lets in {shown(found.gained)}"
    return Impact.UNKNOWN, ""
