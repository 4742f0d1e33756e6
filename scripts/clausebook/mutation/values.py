"""Values on which two versions of a keyword may differ: a pool, made without looking at any probe.

What the probes forget must still be found here. The pool is cheap and therefore tried first; what
it misses, Hypothesis may still draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.mutation.strategies import first_value, other_values
from clausebook.mutation.texts import nearest_lengths, texts_of
from clausebook.schema.merging import together
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import is_valid

_ONE_OF_EACH: tuple[Any, ...] = (
    *("text", "", 1, 1.5, -7, True, None, [], {}, ["text"], {"name": "text"}),
)
_FORMATTED: tuple[Any, ...] = (
    *("2024-02-29", "2024-02-30", "2024-02-29T12:00:00Z", "2024-02-29T25:00:00Z"),
    *("192.0.2.1", "256.0.0.1", "2001:db8::1", "123e4567-e89b-12d3-a456-426614174000"),
    *(2**31 - 1, 2**31, 2**63 - 1, 2**63),
)
_NAMES = ("extra", "Extra", "EXTRA", "1", "", "x-1", "a b", "y" * 60)


def pool(keyword: str, limits: list[Any], schema: Any, good: Any) -> Iterator[Any]:
    """Values around `keyword` of `schema`, whose versions are `limits`, made from a good value."""
    yield good
    schema = schema if isinstance(schema, dict) else {}
    for limit in limits:
        yield from _around(keyword, limit, schema, good)
    if isinstance(good, list):
        yield from _lists_like(schema, good)
    elif isinstance(good, dict):
        yield from _objects_like(schema, good)
    yield from _ONE_OF_EACH
    yield from _FORMATTED
    types = schema.get("type")
    for kind in types if isinstance(types, list) else ():
        yield _first({**schema, "type": kind})


def _first(schema: Any) -> Any:
    """A value of the schema; NOTHING where what it refers to is not at hand."""
    return first_value(schema, {})


def written_otherwise(schema: Mapping[str, Any], good: Any) -> Iterator[Any]:
    """Values that two ways of writing are likely to tell apart: of several items and members."""
    good = _first(schema) if good is NOTHING else good
    yield good
    if isinstance(good, list):
        for count in range(5):
            yield _so_many(schema, good, count)
        yield from _lists_like(schema, good)
    elif isinstance(good, dict):
        yield from _objects_like(schema, good)
        yield _first({**schema, "required": list(schema.get("properties", {}))})
    elif isinstance(good, str):
        yield from ("a,b", "a.b", "a=b", f"{good},{good}", f"{good}.{good}")


def _around(keyword: str, limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Any]:
    text = good if isinstance(good, str) and good else "a"
    if keyword in ("maxLength", "minLength"):
        for length in (limit - 1, limit, limit + 1):
            yield (text * (length + 1))[: max(length, 0)]
            yield "x" * max(length, 0)
            if "pattern" in schema and length >= 0:
                yield from nearest_lengths(schema["pattern"], text, length)
    elif keyword == "pattern":
        yield from (f"!{text}", f"{text}!", f"{text}\n", "!", f"{text}{text}", text[:-1], text[1:])
        yield from texts_of(str(limit))
    elif keyword == "type":
        # Digits that are no text of the right length may be read as a number where any type fits.
        yield from ("1" * (schema.get("maxLength", 0) + 1), "null", "15e-1", "-0.5", "true")
    elif keyword == "enum":
        yield from limit
        for member in limit:
            if isinstance(member, str):
                yield from (member.swapcase(), f"{member}_2", f"2_{member}")
    elif keyword in ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"):
        step = schema.get("multipleOf", 1)
        yield from (limit - step, limit - 0.5, limit, limit + 0.5, limit + step)
    elif keyword == "multipleOf":
        yield from (limit, 2 * limit, 3 * limit, limit / 2, limit + 1, -limit, 0)
        near = schema.get("minimum", schema.get("exclusiveMinimum", 0)) // limit * limit
        yield from (near + limit, near + 2 * limit, near + 1.5 * limit)
    elif keyword in ("maxItems", "minItems"):
        for count in (limit - 1, limit, limit + 1):
            yield _so_many(schema, good, count)
    elif keyword in ("minContains", "maxContains"):
        for count in (limit - 1, limit, limit + 1):
            yield _so_many_contained(schema, good, count)
    elif keyword == "uniqueItems":
        yield _so_many(schema, good, 1) * 2
    elif keyword in ("maxProperties", "minProperties"):
        for count in (limit - 1, limit, limit + 1):
            yield _so_wide(schema, good, count)
    elif isinstance(limit, list) and keyword in ("anyOf", "oneOf"):
        yield from _shapes(limit, schema, good)
    elif isinstance(limit, dict):
        yield from _below(keyword, limit, schema, good)


def _so_many(schema: Mapping[str, Any], good: Any, count: int) -> list[Any]:
    """A list of so many items; each new where that is easily told."""
    own = list(good) if isinstance(good, list) else []
    made = [
        item
        for item in other_values(schema.get("items", {}), {}, count + len(own))
        if item not in own
    ]
    usual = own or [item for item in [_first(schema.get("items", {}))] if item is not NOTHING]
    return [*own, *made, *usual * max(count, 0)][: max(count, 0)]


def _so_many_contained(schema: Mapping[str, Any], good: Any, count: int) -> list[Any]:
    """A list with so many items that `contains` counts, and the items of a good one that do not."""
    wanted = schema.get("contains", {})
    own = list(good) if isinstance(good, list) else []
    inside = [item for item in own if is_valid(wanted, item)] or [_first(wanted)]
    repeated = inside * max(count, 0) if NOTHING not in inside else []
    return [*(item for item in own if not is_valid(wanted, item)), *repeated[: max(count, 0)]]


def _so_wide(schema: Mapping[str, Any], good: Any, count: int) -> dict[str, Any]:
    """An object of so many members."""
    own = dict(good) if isinstance(good, dict) else {}
    described = {n: _first(s) for n, s in schema.get("properties", {}).items()}
    own |= {n: v for n, v in described.items() if n not in own and v is not NOTHING}
    value = _first(schema.get("additionalProperties", {}))
    value = next(iter(own.values()), "text") if value is NOTHING else value
    named = {**own, **{f"more{chr(97 + index % 26)}": value for index in range(max(count, 0))}}
    return dict(list(named.items())[: max(count, 0)])


def _lists_like(schema: Mapping[str, Any], good: list[Any]) -> Iterator[Any]:
    for index, item in enumerate(good):
        yield [*good[:index], *good[index + 1 :]]
        yield [*good, item]
    others: tuple[Any, ...] = ("text", 1, None, {})
    yield from ([*good, other] for other in others)


def _objects_like(schema: Mapping[str, Any], good: dict[str, Any]) -> Iterator[Any]:
    for name in good:
        yield {own: value for own, value in good.items() if own != name}
        yield {**good, name: None}
    described = {n: _first(s) for n, s in schema.get("properties", {}).items()}
    absent = {n: v for n, v in described.items() if n not in good and v is not NOTHING}
    yield from ({**good, name: value} for name, value in absent.items())
    whole = {**good, **absent}
    yield whole
    for name in whole:
        yield {own: value for own, value in whole.items() if own != name}
    value = next(iter(good.values()), "text")
    for name in _NAMES:
        yield from ({**good, name: value}, {**good, name: "text"}, {name: value})


def _shapes(branches: list[Any], schema: Mapping[str, Any], good: Any) -> Iterator[Any]:
    """Values of each shape, of all together, and of a shape with a member too few."""
    rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
    whole: dict[str, Any] = {}
    for branch in branches:
        value = _first(together(rest, branch)) if isinstance(branch, dict) else NOTHING
        yield value
        if isinstance(value, dict):
            members = branch.get("properties", {})
            yield {name: _simple(member) for name, member in members.items()}
            for name in value:
                yield {own: v for own, v in value.items() if own != name}
            whole = {**value, **whole}
            yield {**value, **good} if isinstance(good, dict) else value
    yield whole


def _below(
    keyword: str, limit: Mapping[str, Any], schema: Mapping[str, Any], good: Any
) -> Iterator[Any]:
    """Values that fit the schema a keyword holds, and neighbours of the good one that do not."""
    value = _first(limit)
    if keyword == "contains":
        yield from ([], [value])
    elif keyword == "dependentRequired" and isinstance(good, dict):
        described = schema.get("properties", {})
        for trigger, needed in limit.items():
            names = [name for name in (trigger, *needed) if name not in good]
            yield {**good, **{name: _simple(described.get(name, {})) for name in names}}
            rest = {name: kept for name, kept in good.items() if name not in needed}
            yield {**rest, trigger: good.get(trigger, _simple(described.get(trigger, {})))}
    else:
        yield value


def _simple(schema: Any) -> Any:
    value = _first(schema)
    return "text" if value is NOTHING else value
