"""Values just inside and just outside of what one schema keyword allows.

Proposals only: `plan` keeps those about which the judge agrees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clausebook.values.composite_boundary import SHAPES
from clausebook.values.near_misses import of_members, of_number, of_pattern
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import sample_value, several
from clausebook.values.texts import longest_text, matches, shortest_text

_MOST_CHARACTERS = 1_000_000  # longer texts are not made, nor is their limit tried
Proposal = tuple[str, Any, bool]  # what it is, the value, whether it is meant to be allowed


def boundary_values(
    keyword: str, limit: Any, schema: Mapping[str, Any], good: Any
) -> Iterator[Proposal]:
    """Proposals around `keyword: limit` of `schema`, made from a value that is good."""
    propose = _KEYWORDS.get(keyword) or SHAPES.get(keyword)
    if propose:
        yield from propose(limit, schema, good)


def _stretched(good: Any, length: int, filler: str = "a") -> str:
    text = good if isinstance(good, str) and good else filler
    return (text + text[-1] * length)[:length]


def _max_length(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if limit > _MOST_CHARACTERS:
        return
    yield f"{limit} characters", _stretched(good, limit), True
    yield f"{limit} characters of several bytes", "\u00e9" * limit, True
    yield f"{limit + 1} characters", _stretched(good, limit + 1), False
    yield f"{limit + 1} letters", "a" * (limit + 1), False
    yield f"{limit + 1} digits", "1" * (limit + 1), False
    # Whoever keeps a length in one byte holds the second to be no longer than the limit.
    for length in (4 * limit + 1, limit + 256, limit + 1024):
        yield f"{length} characters", _stretched(good, length), False
    if "pattern" in schema:
        pattern = schema["pattern"]
        yield from _fitting(longest_text, pattern, limit, good, True)
        for length in (limit + 1, 4 * limit + 1, limit + 256, limit + 1024):
            yield from _fitting(shortest_text, pattern, length, good, False)


def _min_length(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    yield f"{limit} characters", _stretched(good, limit), True
    yield f"{limit - 1} characters", _stretched(good, limit - 1), False
    yield f"{limit - 1} digits", "1" * (limit - 1), False
    yield "no character", "", False
    if "pattern" in schema:
        yield from _fitting(shortest_text, schema["pattern"], limit, good, True)
        yield from _fitting(longest_text, schema["pattern"], limit - 1, good, False)


def _fitting(
    nearest: Callable[[str, int], str | None], pattern: str, length: int, good: Any, allowed: bool
) -> Iterator[Proposal]:
    """A text of about that length that fits the pattern, where the stretched good one does not."""
    if length >= 0 and not matches(pattern, _stretched(good, length)):
        text = nearest(pattern, length)
        if text is not None:
            yield f"{len(text)} characters as the pattern has them", text, allowed


def _bound(outside: int) -> Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]:
    def propose(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        step = schema.get("multipleOf", 1)
        yield f"{limit}", limit, True
        yield f"{limit + outside * step}", limit + outside * step, False

    return propose


def _exclusive(outside: int) -> Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]:
    def propose(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        step = schema.get("multipleOf", 1)
        yield f"{limit - outside * step}", limit - outside * step, True
        yield f"{limit}", limit, False

    return propose


def _multiple_of(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if isinstance(good, int | float):
        for steps in (0, 1, 3, math.ceil(good / limit) + 1, math.ceil(good / limit) - 1):
            yield f"{steps} times {limit}", limit * steps, True
        yield f"{good + limit / 2}", good + limit / 2, False
        yield f"{good + 1}", good + 1, False


# Right values of each format, those at its limits among them. None that readers write in another
# way (letters of other case, fractions of a second), and no leap second, which few have ever met.
_FORMATTED: Mapping[str, tuple[Any, ...]] = {
    "date": ("2024-02-29", "1999-12-31"),
    "date-time": ("2024-02-29T23:59:59Z", "2024-02-29T00:00:00+01:00"),
    "uuid": ("123e4567-e89b-42d3-a456-426614174000",),
    "ipv4": ("255.255.255.255",),
    "ipv6": ("2001:db8::1",),
    "int32": (2**31 - 1, -(2**31)),
    "int64": (2**63 - 1, -(2**63)),
}


def _format(limit: str, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    proposals: dict[str, tuple[Any, ...]] = {
        "date": ("2024-02-30", "2024-2-3", "not-a-date", "2024-02-29T00:00:00Z"),
        "date-time": ("2024-02-29", "2024-02-29T25:00:00Z", "2024-02-29 12:00", "not-a-time"),
        "uuid": ("123e4567-e89b-12d3-a456-42661417400", "not-a-uuid"),
        "ipv4": ("256.1.1.1", "1.2.3", "1.2.3.4.5"),
        "ipv6": ("12345::", "1.2.3.4", "not-an-address"),
        "int32": (2**31, -(2**31) - 1),
        "int64": (2**63, -(2**63) - 1),
    }
    spelled = ("", "1") if limit not in ("int32", "int64") else ()
    for value in (*proposals.get(limit, ()), *spelled):
        yield f"{value!r}", value, False
    for value in _FORMATTED.get(limit, ()):
        yield f"{value!r}", value, True


def _type(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    for kind in limit if isinstance(limit, list) else ():
        value = sample_value({**schema, "type": kind})
        if value is not NOTHING:
            yield f"{value!r}, which is {kind}", value, True
    for name, value in (
        ("null", None),
        ("text", "abc"),
        ("a number with a fraction", 1.5),
        ("a whole number", 7),
        ("true", True),
        ("a list", []),
        ("an object", {}),
        ("an empty text", ""),
        ("the word null", "null"),
    ):
        yield f"{name} in place of {limit}", value, False
    if good is not NOTHING:
        yield f"the {limit} inside a list", [good], False
    for kind in ("integer", "number"):
        if kind in (limit if isinstance(limit, list) else [limit]):
            yield from of_number(kind, good)


def _items(extra: int) -> Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]:
    def propose(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        for count, allowed in ((limit, True), (limit + extra, False)):
            if isinstance(good, list) and count >= 0:
                yield f"{count} items", _so_many(good, schema, count), allowed

    return propose


def _so_many(good: list[Any], schema: Mapping[str, Any], count: int) -> list[Any]:
    """A good list with so many items, each unlike the others where that is easily told."""
    described = schema.get("items", {}) or _like(good)
    made = list(several(described, 2 * count))
    alike = [item for item in made if item is not NOTHING and item not in good]
    new = [item for index, item in enumerate(alike) if item not in alike[:index]]
    usual = good or [sample_value(described)]
    return [] if NOTHING in usual else [*good, *new, *usual * count][:count]


def _like(good: list[Any]) -> dict[str, Any]:
    """A schema for more items like those of a list whose items no schema describes."""
    last = good[-1] if good else ""
    if isinstance(last, int | float) and not isinstance(last, bool):
        return {"type": "number", "minimum": last}
    return {"type": "boolean" if isinstance(last, bool) else "string"}


def _unique(limit: bool, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if isinstance(good, list):
        one = _so_many(good, schema, 1)
        yield "an item twice", [*one, *(good or one)], False
        yield "two unlike items", _so_many(good, schema, 2), True


def _no_more_items(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if isinstance(good, list):
        for what, item, allowed in _further("item", limit):
            yield what, [*good, item], allowed


def _no_more_members(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if isinstance(good, dict):
        for what, member, allowed in _further("member", limit):
            yield what, {**good, "clausebook_unknown": member}, allowed


def _further(kind: str, limit: Any) -> Iterator[Proposal]:
    """What may stand beside all that is described, and what may not."""
    fitting: Any = sample_value(limit)
    if fitting is not NOTHING:
        yield f"one more {kind} that fits", fitting, True
    wrong: tuple[Any, ...] = ("x",) if limit is False else ("x", 7, None, {})
    for value in wrong:
        yield f"the {kind} {value!r} too many", value, False


_KEYWORDS: Mapping[str, Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]] = {
    "maxLength": _max_length,
    "minLength": _min_length,
    "enum": of_members,
    "pattern": of_pattern,
    "maximum": _bound(1),
    "minimum": _bound(-1),
    "exclusiveMaximum": _exclusive(1),
    "exclusiveMinimum": _exclusive(-1),
    "multipleOf": _multiple_of,
    "format": _format,
    "type": _type,
    "maxItems": _items(1),
    "minItems": _items(-1),
    "uniqueItems": _unique,
    "additionalProperties": _no_more_members,
    "unevaluatedProperties": _no_more_members,
    "items": _no_more_items,
    "unevaluatedItems": _no_more_items,
}
