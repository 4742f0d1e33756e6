"""Values on which two versions of a keyword may differ, made independently of the checks' values.

They are cheap and therefore tried first; Hypothesis may still draw what they miss.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.mutation.strategies import distinct_values, first_value
from clausebook.mutation.texts import matching_texts, texts_near_length
from clausebook.schema.bounds import MOST_CHARACTERS, why_not_probed
from clausebook.schema.merging import roughly_merged
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


def values_around(keyword: str, limits: list[Any], schema: Any, good: Any) -> Iterator[Any]:
    """Values around `keyword` of `schema`; `limits` are its two versions, `good` a valid value."""
    yield good
    schema = schema if isinstance(schema, dict) else {}
    for limit in limits:
        yield from _around(keyword, limit, schema, good)
    if isinstance(good, list):
        yield from _list_variants(schema, good)
    elif isinstance(good, dict):
        yield from _object_variants(schema, good)
    yield from _ONE_OF_EACH
    yield from _FORMATTED
    types = schema.get("type")
    for kind in types if isinstance(types, list) else ():
        yield _first({**schema, "type": kind})


def _first(schema: Any) -> Any:
    """A value that the schema allows; NOTHING if it has references, which cannot be resolved."""
    return first_value(schema, {})


def values_for_style(schema: Mapping[str, Any], good: Any) -> Iterator[Any]:
    """Values that two serializations are likely to write differently: several items or members."""
    good = _first(schema) if good is NOTHING else good
    yield good
    if isinstance(good, list):
        for count in range(5):
            yield _list_of_length(schema, good, count)
        yield from _list_variants(schema, good)
    elif isinstance(good, dict):
        yield from _object_variants(schema, good)
        yield _first({**schema, "required": list(schema.get("properties", {}))})
    elif isinstance(good, str):
        yield from ("a,b", "a.b", "a=b", f"{good},{good}", f"{good}.{good}")


def _around(keyword: str, limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Any]:
    text = good if isinstance(good, str) and good else "a"
    if why_not_probed(keyword, limit):
        return
    if keyword in ("maxLength", "minLength"):
        for length in (limit - 1, limit, limit + 1):
            yield (text * (length + 1))[: max(length, 0)]
            yield "x" * max(length, 0)
            if "pattern" in schema and length >= 0:
                yield from texts_near_length(schema["pattern"], text, length)
    elif keyword == "pattern":
        yield from (f"!{text}", f"{text}!", f"{text}\n", "!", f"{text}{text}", text[:-1], text[1:])
        yield from matching_texts(str(limit))
    elif keyword == "type":
        # Digits longer than maxLength are still valid if they may be decoded as a number.
        yield from (
            "1" * min(schema.get("maxLength", 0) + 1, MOST_CHARACTERS),
            "null",
            "15e-1",
            "-0.5",
            "true",
        )
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
            yield _list_of_length(schema, good, count)
    elif keyword in ("minContains", "maxContains"):
        for count in (limit - 1, limit, limit + 1):
            yield _list_with_contained(schema, good, count)
    elif keyword == "uniqueItems":
        yield _list_of_length(schema, good, 1) * 2
    elif keyword in ("maxProperties", "minProperties"):
        for count in (limit - 1, limit, limit + 1):
            yield _object_of_size(schema, good, count)
    elif isinstance(limit, list) and keyword in ("anyOf", "oneOf"):
        yield from _branch_values(limit, schema, good)
    elif isinstance(limit, dict):
        yield from _below(keyword, limit, schema, good)


def _list_of_length(schema: Mapping[str, Any], good: Any, count: int) -> list[Any]:
    """A list with `count` items, distinct if possible."""
    own = list(good) if isinstance(good, list) else []
    drawn = [
        item
        for item in distinct_values(schema.get("items", {}), {}, count + len(own))
        if item not in own
    ]
    repeated = own or [item for item in [_first(schema.get("items", {}))] if item is not NOTHING]
    return [*own, *drawn, *repeated * max(count, 0)][: max(count, 0)]


def _list_with_contained(schema: Mapping[str, Any], good: Any, count: int) -> list[Any]:
    """A list with `count` items that match `contains`, and the valid value's other items."""
    wanted = schema.get("contains", {})
    own = list(good) if isinstance(good, list) else []
    inside = [item for item in own if is_valid(wanted, item)] or [_first(wanted)]
    repeated = inside * max(count, 0) if NOTHING not in inside else []
    return [*(item for item in own if not is_valid(wanted, item)), *repeated[: max(count, 0)]]


def _object_of_size(schema: Mapping[str, Any], good: Any, count: int) -> dict[str, Any]:
    """An object with `count` members."""
    own = dict(good) if isinstance(good, dict) else {}
    declared = {n: _first(s) for n, s in schema.get("properties", {}).items()}
    own |= {n: v for n, v in declared.items() if n not in own and v is not NOTHING}
    value = _first(schema.get("additionalProperties", {}))
    value = next(iter(own.values()), "text") if value is NOTHING else value
    named = {**own, **{f"more{chr(97 + index % 26)}": value for index in range(max(count, 0))}}
    return dict(list(named.items())[: max(count, 0)])


def _list_variants(schema: Mapping[str, Any], good: list[Any]) -> Iterator[Any]:
    for index, item in enumerate(good):
        yield [*good[:index], *good[index + 1 :]]
        yield [*good, item]
    others: tuple[Any, ...] = ("text", 1, None, {})
    yield from ([*good, other] for other in others)


def _object_variants(schema: Mapping[str, Any], good: dict[str, Any]) -> Iterator[Any]:
    for name in good:
        yield {own: value for own, value in good.items() if own != name}
        yield {**good, name: None}
    declared = {n: _first(s) for n, s in schema.get("properties", {}).items()}
    absent = {n: v for n, v in declared.items() if n not in good and v is not NOTHING}
    yield from ({**good, name: value} for name, value in absent.items())
    whole = {**good, **absent}
    yield whole
    for name in whole:
        yield {own: value for own, value in whole.items() if own != name}
    value = next(iter(good.values()), "text")
    for name in _NAMES:
        yield from ({**good, name: value}, {**good, name: "text"}, {name: value})


def _branch_values(branches: list[Any], schema: Mapping[str, Any], good: Any) -> Iterator[Any]:
    """Values of each shape, of all together, and of a shape with a member too few."""
    rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
    whole: dict[str, Any] = {}
    for branch in branches:
        value = _first(roughly_merged(rest, branch)) if isinstance(branch, dict) else NOTHING
        yield value
        if isinstance(value, dict):
            members = branch.get("properties", {})
            yield {name: _first_or_text(member) for name, member in members.items()}
            for name in value:
                yield {own: v for own, v in value.items() if own != name}
            whole = {**value, **whole}
            yield {**value, **good} if isinstance(good, dict) else value
    yield whole


def _below(
    keyword: str, limit: Mapping[str, Any], schema: Mapping[str, Any], good: Any
) -> Iterator[Any]:
    """Values that fit the keyword's subschema, and variants of the valid one that do not."""
    value = _first(limit)
    if keyword == "contains":
        yield from ([], [value])
    elif keyword == "dependentRequired" and isinstance(good, dict):
        declared = schema.get("properties", {})
        for trigger, required in limit.items():
            names = [name for name in (trigger, *required) if name not in good]
            yield {**good, **{name: _first_or_text(declared.get(name, {})) for name in names}}
            rest = {name: kept for name, kept in good.items() if name not in required}
            yield {**rest, trigger: good.get(trigger, _first_or_text(declared.get(trigger, {})))}
    else:
        yield value


def _first_or_text(schema: Any) -> Any:
    value = _first(schema)
    return "text" if value is NOTHING else value
