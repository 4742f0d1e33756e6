"""Values on which two versions of a keyword may differ: a pool, made without looking at any probe.

What the probes forget must still be found here, or the proof would call a gap equivalent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausebook.probes.draft import NOTHING
from clausebook.probes.samples import smallest

_ONE_OF_EACH: tuple[Any, ...] = (
    "text",
    "",
    1,
    1.5,
    -7,
    True,
    None,
    [],
    {},
    ["text"],
    {"name": "text"},
)
_FORMATTED: tuple[Any, ...] = (
    *("2024-02-29", "2024-02-30", "2024-02-29T12:00:00Z", "2024-02-29T25:00:00Z"),
    *("192.0.2.1", "256.0.0.1", "2001:db8::1", "123e4567-e89b-12d3-a456-426614174000"),
    *(2**31 - 1, 2**31, 2**63 - 1, 2**63),
)


def pool(keyword: str, limits: list[Any], good: Any) -> Iterator[Any]:
    """Values around `keyword`, whose versions are `limits`, made from a value that is good."""
    yield good
    for limit in limits:
        yield from _around(keyword, limit, good)
    yield from _ONE_OF_EACH
    yield from _FORMATTED


def _around(keyword: str, limit: Any, good: Any) -> Iterator[Any]:
    text = good if isinstance(good, str) and good else "a"
    if keyword in ("maxLength", "minLength"):
        for length in (limit - 1, limit, limit + 1):
            yield (text * (length + 1))[: max(length, 0)]
            yield "x" * max(length, 0)
    elif keyword == "pattern":
        yield from (f"!{text}", f"{text}!", f"{text}\n", "!", f"{text}{text}", text[:-1], text[1:])
    elif keyword == "enum":
        yield from limit
        for member in limit:
            if isinstance(member, str):
                yield from (member.swapcase(), f"{member}_2", f"2_{member}")
    elif keyword in ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"):
        yield from (limit - 1, limit - 0.5, limit, limit + 0.5, limit + 1)
    elif keyword == "multipleOf":
        yield from (limit, 2 * limit, 3 * limit, limit / 2, limit + 1)
    elif keyword in ("maxItems", "minItems", "uniqueItems", "contains"):
        yield from _lists(limit, good)
    elif keyword in ("maxProperties", "minProperties"):
        for count in (limit - 1, limit, limit + 1):
            yield {f"member{index}": "text" for index in range(max(count, 0))}
    elif keyword in ("anyOf", "oneOf", "not", "additionalProperties", "propertyNames"):
        yield from _objects(limit, good)


def _lists(limit: Any, good: Any) -> Iterator[Any]:
    item = good[0] if isinstance(good, list) and good else "text"
    counts = [limit - 1, limit, limit + 1] if type(limit) is int else [1, 2]
    for count in counts:
        yield [item] * max(count, 0)
        if isinstance(item, str):
            yield [f"{item}{index}" for index in range(max(count, 0))]
        elif isinstance(item, int):
            yield [item + index for index in range(max(count, 0))]


def _objects(limit: Any, good: Any) -> Iterator[Any]:
    if isinstance(good, dict):
        yield {**good, "member_nobody_named": "text"}
        for name in good:
            yield {own: value for own, value in good.items() if own != name}
            yield {**good, name: None}
    for branch in limit if isinstance(limit, list) else []:
        members = branch.get("properties", {}) if isinstance(branch, dict) else {}
        required = branch.get("required", []) if isinstance(branch, dict) else []
        yield {name: _simple(members.get(name, {})) for name in required}
        yield {name: _simple(member) for name, member in members.items()}
        if isinstance(good, dict):
            yield {**good, **{name: _simple(members.get(name, {})) for name in required}}
    if isinstance(limit, dict):
        yield smallest(limit)


def _simple(schema: Any) -> Any:

    value = smallest(schema)
    return "text" if value is NOTHING else value
