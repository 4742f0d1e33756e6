"""Normalizes canonical schemas for comparison.

Beyond the canonical form, it undoes refactorings that accept the same values: it merges `allOf`,
writes a union with null as a type and a union of constants as `enum`, and drops keywords that apply
to no allowed type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.schema.acceptance import accepts
from clausebook.schema.allowed_types import type_keyword, types_of
from clausebook.schema.annotations import ANNOTATIONS
from clausebook.schema.equality import distinct, identity
from clausebook.schema.keywords import (
    LISTS_OF_SCHEMAS,
    MAPS_OF_SCHEMAS,
    SINGLE_SCHEMAS,
    TYPE_OF,
)
from clausebook.schema.merging import merged

COMPOSITE = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref"})
NOTHING: dict[str, Any] = {"not": {}}  # the schema `false`, in this form
_MAPS = frozenset({*MAPS_OF_SCHEMAS, "$defs"})


def normal(schema: Any) -> dict[str, Any]:
    """Normalizes the schema and every schema inside it."""
    if not isinstance(schema, dict):
        return {} if schema is not False else dict(NOTHING)
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ANNOTATIONS:
            continue
        if keyword in _MAPS:
            result[keyword] = {name: normal(child) for name, child in value.items()}
        elif keyword in LISTS_OF_SCHEMAS:
            result[keyword] = [normal(child) for child in value]
        elif keyword in SINGLE_SCHEMAS and isinstance(value, dict):
            result[keyword] = normal(value)
        else:
            result[keyword] = value
    result = _without_all_of(result)
    for keyword in ("anyOf", "oneOf"):
        result = _without_union(result, keyword)
    if _allows_nothing(result):
        return {**NOTHING, **_definitions(result)}
    return _enumerated(_applicable_keywords(result))


def _allows_nothing(schema: Mapping[str, Any]) -> bool:
    """Whether a schema that must hold is `false`, or each branch of a union is."""
    unions = (schema[keyword] for keyword in ("anyOf", "oneOf") if keyword in schema)
    return (
        schema.get("not") == {}
        or NOTHING in schema.get("allOf", ())
        or any(all(branch == NOTHING for branch in union) for union in unions)
    )


def _definitions(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"$defs": schema["$defs"]} if "$defs" in schema else {}


def _without_all_of(schema: dict[str, Any]) -> dict[str, Any]:
    if "allOf" not in schema and "unevaluatedProperties" not in schema:
        return schema
    own = {keyword: value for keyword, value in schema.items() if keyword != "allOf"}
    unevaluated = {
        keyword: own.pop(keyword) for keyword in ("unevaluatedProperties",) if keyword in own
    }
    # Sorted, so that the result does not depend on the order in which the parts are written.
    own, *parts = sorted([own, *schema.get("allOf", [])], key=identity)
    unmerged = []
    for part in parts:
        merged_part = merged(own, part)
        if merged_part is None:
            unmerged.append(part)
        else:
            own = merged_part
    if unmerged:
        own["allOf"] = [*own.get("allOf", []), *unmerged]
    if unevaluated and not own.keys() & (COMPOSITE | {"additionalProperties", "dependentSchemas"}):
        own["additionalProperties"] = unevaluated["unevaluatedProperties"]
        return own
    return {**own, **unevaluated}


def _without_union(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    branches = schema.get(keyword)
    if branches is None:
        return schema
    own = {k: v for k, v in schema.items() if k != keyword}
    branch = _without_alternatives(branches, exactly_one=keyword == "oneOf")
    merged_schema = None if branch is None else merged(own, branch)
    return schema if merged_schema is None else merged_schema


def _without_alternatives(
    branches: list[dict[str, Any]], exactly_one: bool
) -> dict[str, Any] | None:
    """One schema equivalent to the union of the branches; None if there is none."""
    if exactly_one and len({identity(branch) for branch in branches}) < len(branches):
        return None
    branches = distinct(branches)
    if len(branches) == 1:
        return branches[0]
    if all(branch.keys() <= {"type"} for branch in branches):
        return _type_union(branches, exactly_one)
    if all(branch.keys() == {"enum"} for branch in branches):
        values = [value for branch in branches for value in branch["enum"]]
        repeated = len(distinct(values)) < len(values)
        return None if exactly_one and repeated else {"enum": distinct(values)}
    null = [branch for branch in branches if branch in ({"type": "null"}, {"enum": [None]})]
    others = [branch for branch in branches if branch not in null]
    if len(null) == 1 and len(others) == 1 and not others[0].keys() & COMPOSITE:
        return _nullable(others[0], exactly_one)
    return None


def _type_union(branches: list[dict[str, Any]], exactly_one: bool) -> dict[str, Any] | None:
    branch_types = [types_of(branch) for branch in branches]
    all_types = frozenset[str]().union(*branch_types)
    if exactly_one and sum(map(len, branch_types)) > len(all_types):
        return None
    return {"type": type_keyword(all_types)}


def _nullable(schema: dict[str, Any], exactly_one: bool) -> dict[str, Any] | None:
    if "enum" in schema:
        has_null = None in schema["enum"]
        return None if has_null and exactly_one else {"enum": distinct([*schema["enum"], None])}
    if "type" not in schema or (exactly_one and "null" in types_of(schema)):
        return None
    return {**schema, "type": type_keyword(types_of(schema) | {"null"})}


def _applicable_keywords(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without keywords that apply to no allowed type."""
    types = types_of(schema)
    kinds = {"number" if type_ in ("integer", "fraction") else type_ for type_ in types}
    result = {
        keyword: value
        for keyword, value in schema.items()
        if TYPE_OF.get(keyword) in (None, *kinds)
    }
    if result.get("minContains") == 0 and "maxContains" not in result:
        result = _without_contains(result)
    if types == {"integer"} and result.get("multipleOf") == 1:
        del result["multipleOf"]
    return result


def _without_contains(schema: dict[str, Any]) -> dict[str, Any]:
    """Drops a `contains` that always holds, unless `unevaluatedItems` depends on it."""
    if "unevaluatedItems" in schema:
        return schema
    return {k: v for k, v in schema.items() if k not in ("contains", "minContains")}


def _enumerated(schema: dict[str, Any]) -> dict[str, Any]:
    """Applies the other keywords to the values of `enum`, which then says it all."""
    if "enum" not in schema:
        return schema
    rest = {keyword: value for keyword, value in schema.items() if keyword not in ("enum", "$defs")}
    if _has_reference(rest):
        return schema
    values = [value for value in schema["enum"] if accepts(rest, value)] if rest else schema["enum"]
    return {"enum": distinct(values), **_definitions(schema)}


def _has_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value.get("$ref"), str) or any(map(_has_reference, value.values()))
    return isinstance(value, list) and any(map(_has_reference, value))
