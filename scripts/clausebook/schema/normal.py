"""A canonical schema in the form in which two are compared: more spellings made one.

To the closed list that keys depend on come the refactorings that change no value's fate: `allOf`
merged, a union with null written as a type, a union of constants written as `enum`, keywords that
apply to no allowed type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.schema.acceptance import accepts
from clausebook.schema.annotations import ANNOTATIONS
from clausebook.schema.equality import distinct, identity
from clausebook.schema.keywords import (
    LISTS_OF_SCHEMAS,
    MAPS_OF_SCHEMAS,
    SINGLE_SCHEMAS,
    TYPE_OF,
)
from clausebook.schema.merging import merged, type_keyword, types_of

COMPOSITE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref"})
_MAPS = frozenset({*MAPS_OF_SCHEMAS, "$defs"})


def normal(schema: Any) -> dict[str, Any]:
    """The schema, and every one inside it, in the form that is compared."""
    if not isinstance(schema, dict):
        return {} if schema is not False else {"not": {}}
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ANNOTATIONS:
            continue
        if keyword in _MAPS:
            found[keyword] = {name: normal(child) for name, child in value.items()}
        elif keyword in LISTS_OF_SCHEMAS:
            found[keyword] = [normal(child) for child in value]
        elif keyword in SINGLE_SCHEMAS and isinstance(value, dict):
            found[keyword] = normal(value)
        else:
            found[keyword] = value
    found = _without_all_of(found)
    for keyword in ("anyOf", "oneOf"):
        found = _without_union(found, keyword)
    return _finite(_relevant(found))


def _without_all_of(schema: dict[str, Any]) -> dict[str, Any]:
    if "allOf" not in schema and "unevaluatedProperties" not in schema:
        return schema
    own = {k: v for k, v in schema.items() if k != "allOf"}
    rest = {k: own.pop(k) for k in ("unevaluatedProperties",) if k in own}
    # Sorted, since which of two that cannot be merged stays apart must not depend on their order.
    own, *parts = sorted([own, *schema.get("allOf", [])], key=identity)
    apart = []
    for part in parts:
        both = merged(own, part)
        if both is None:
            apart.append(part)
        else:
            own = both
    if apart:
        own["allOf"] = [*own.get("allOf", []), *apart]
    if rest and not own.keys() & (COMPOSITE | {"additionalProperties", "dependentSchemas"}):
        own["additionalProperties"] = rest["unevaluatedProperties"]
        return own
    return {**own, **rest}


def _without_union(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    branches = schema.get(keyword)
    if branches is None:
        return schema
    own = {k: v for k, v in schema.items() if k != keyword}
    one = _one_of_them(branches, exactly_one=keyword == "oneOf")
    both = None if one is None else merged(own, one)
    return schema if both is None else both


def _one_of_them(branches: list[dict[str, Any]], exactly_one: bool) -> dict[str, Any] | None:
    """One schema without a union that means the same; None where there is none."""
    if exactly_one and len({identity(branch) for branch in branches}) < len(branches):
        return None
    branches = distinct(branches)
    if len(branches) == 1:
        return branches[0]
    if all(branch.keys() <= {"type"} for branch in branches):
        return _of_types(branches, exactly_one)
    if all(branch.keys() == {"enum"} for branch in branches):
        values = [value for branch in branches for value in branch["enum"]]
        repeated = len(distinct(values)) < len(values)
        return None if exactly_one and repeated else {"enum": distinct(values)}
    null = [branch for branch in branches if branch in ({"type": "null"}, {"enum": [None]})]
    others = [branch for branch in branches if branch not in null]
    if len(null) == 1 and len(others) == 1 and not others[0].keys() & COMPOSITE:
        return _or_null(others[0], exactly_one)
    return None


def _of_types(branches: list[dict[str, Any]], exactly_one: bool) -> dict[str, Any] | None:
    kinds = [types_of(branch) for branch in branches]
    every = frozenset[str]().union(*kinds)
    if exactly_one and sum(map(len, kinds)) > len(every):
        return None
    return {"type": type_keyword(every)}


def _or_null(schema: dict[str, Any], exactly_one: bool) -> dict[str, Any] | None:
    if "enum" in schema:
        there = None in schema["enum"]
        return None if there and exactly_one else {"enum": distinct([*schema["enum"], None])}
    if "type" not in schema or (exactly_one and "null" in types_of(schema)):
        return None
    return {**schema, "type": type_keyword(types_of(schema) | {"null"})}


def _relevant(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the keywords that say nothing about any type that is let in."""
    types = types_of(schema)
    kinds = {"number" if t in ("integer", "fraction") else t for t in types}
    found = {k: v for k, v in schema.items() if TYPE_OF.get(k) in (None, *kinds)}
    if found.get("minContains") == 0 and "maxContains" not in found:
        found = _without_contains(found)
    if types == {"integer"} and found.get("multipleOf") == 1:
        del found["multipleOf"]
    return found


def _without_contains(schema: dict[str, Any]) -> dict[str, Any]:
    """Without a `contains` that need not hold, unless what it holds for counts as evaluated."""
    if "unevaluatedItems" in schema:
        return schema
    return {k: v for k, v in schema.items() if k not in ("contains", "minContains")}


def _finite(schema: dict[str, Any]) -> dict[str, Any]:
    """Where values are listed, only the list matters: what else is said has sorted it out."""
    if "enum" not in schema:
        return schema
    rest = {k: v for k, v in schema.items() if k not in ("enum", "$defs")}
    if _holds_reference(rest):
        return schema
    values = [v for v in schema["enum"] if accepts(rest, v)] if rest else schema["enum"]
    kept: Mapping[str, Any] = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return {"enum": distinct(values), **kept}


def _holds_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value.get("$ref"), str) or any(map(_holds_reference, value.values()))
    return isinstance(value, list) and any(map(_holds_reference, value))
