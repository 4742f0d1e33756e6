"""Values near the limits of a schema, to find a witness that distinguishes two schemas."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.allowed_types import types_of
from clausebook.schema.bounds import MOST_ITEMS
from clausebook.schema.equality import distinct
from clausebook.schema.keywords.formats import SAMPLES
from clausebook.schema.merging import merged
from clausebook.values.patterns import matching_texts

_MAX_SAMPLES = 300
_MAX_DEPTH = 5
_MAX_LENGTH = 2_000


def edge_samples(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[Any]:
    """Up to 300 values: many that the schema accepts, and some just outside."""
    return distinct(itertools.islice(_Sampler(definitions).of(schema, 0), _MAX_SAMPLES))


class _Sampler:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions

    def of(self, schema: Any, depth: int) -> Iterator[Any]:
        if not isinstance(schema, dict) or depth > _MAX_DEPTH:
            yield from () if isinstance(schema, dict) else ("x", 1)
            return
        if isinstance(schema.get("$ref"), str):
            name = schema["$ref"].removeprefix("#/$defs/")
            yield from self.of(self._definitions.get(name, {}), depth + 1)
            return
        if "enum" in schema:
            yield from schema["enum"]
            return
        branches = [
            branch for keyword in ("anyOf", "oneOf", "allOf") for branch in schema.get(keyword, [])
        ]
        own = {
            keyword: value
            for keyword, value in schema.items()
            if keyword not in ("anyOf", "oneOf", "allOf")
        }
        branch_samples = [list(self._branch(own, branch, depth)) for branch in branches]
        yield from _round_robin(branch_samples)
        for keyword in ("not", "if", "then", "else"):
            if own.get(keyword):
                yield from itertools.islice(self.of(own[keyword], depth + 1), 40)
        kinds = types_of(own)
        type_samples = [list(self._of_type(kind, own, depth)) for kind in sorted(kinds)]
        yield from _round_robin(type_samples) if not branches or "type" in own else ()

    def _branch(self, own: dict[str, Any], branch: Any, depth: int) -> Iterator[Any]:
        merged_schema = merged(own, branch) if isinstance(branch, dict) else None
        samples = self.of(merged_schema if merged_schema is not None else branch, depth + 1)
        yield from itertools.islice(samples, 60)

    def _of_type(self, kind: str, schema: dict[str, Any], depth: int) -> Iterator[Any]:
        if kind == "string":
            yield from _strings(schema)
        elif kind == "integer":
            yield from _numbers(schema)
        elif kind == "fraction":
            yield from (number + 0.5 for number in _numbers(schema))
        elif kind == "boolean":
            yield from (True, False)
        elif kind == "null":
            yield None
        elif kind == "array":
            yield from self._arrays(schema, depth)
        else:
            yield from self._objects(schema, depth)

    def _arrays(self, schema: dict[str, Any], depth: int) -> Iterator[Any]:
        contained = {"allOf": [schema["contains"]]} if "contains" in schema else {}
        items = list(itertools.islice(self.of(schema.get("items", contained), depth + 1), 12)) or [
            1
        ]
        prefix_items = [next(self.of(s, depth + 1), None) for s in schema.get("prefixItems", [])]
        for count in (schema.get("minItems", 1), 0, 1, 2, min(schema.get("maxItems", 3), 50)):
            count = min(count, MOST_ITEMS)
            yield (prefix_items + [items[index % len(items)] for index in range(count)])[
                : count or None
            ]
        yield []
        yield from ([*prefix_items, item] for item in items)

    def _objects(self, schema: dict[str, Any], depth: int) -> Iterator[Any]:
        members = schema.get("properties", {})
        values = {
            name: list(itertools.islice(self.of(members.get(name, {}), depth + 1), 12)) or [1]
            for name in [*members, *schema.get("required", [])]
        }
        required_members = {name: values[name][0] for name in schema.get("required", [])}
        all_members = {name: member_values[0] for name, member_values in values.items()}
        yield required_members
        yield all_members
        yield {}
        yield {**all_members, "another": 1}
        for name, member_values in values.items():
            yield {**required_members, name: member_values[0]}
            yield {key: value for key, value in all_members.items() if key != name}
            yield from ({**all_members, name: value} for value in member_values[1:])


def _strings(schema: dict[str, Any]) -> Iterator[str]:
    if schema.get("format") in SAMPLES:
        yield SAMPLES[schema["format"]]
    least, most = schema.get("minLength", 1), schema.get("maxLength", 3)
    if "pattern" in schema:
        yield from itertools.islice(matching_texts(schema["pattern"]), 120)
    yield from ("a" * min(length, _MAX_LENGTH) for length in (least, most, most + 1, 0, 1))
    yield from ("1", "A-b_1", "with space", "true")


def _numbers(schema: dict[str, Any]) -> Iterator[int]:
    bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    step = schema.get("multipleOf", 1)
    for bound in (schema[name] for name in bounds if name in schema):
        yield from (int(bound), int(bound) + 1, int(bound) - 1)
    yield from (0, 1, -1, 2, 10, 2**31, 2**63)
    if isinstance(step, int):
        yield from (step, step * 3)


def _round_robin(lists: list[list[Any]]) -> Iterator[Any]:
    """Interleaves the lists, so that a truncated result has values of each."""
    missing = object()
    for row in itertools.zip_longest(*lists, fillvalue=missing):
        yield from (value for value in row if value is not missing)
