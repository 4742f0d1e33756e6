"""Merges schemas that apply to the same value, as under `allOf`, if one schema can express both.

Clauses keep `allOf` as written, since their keys name its place; only comparisons merge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.schema.allowed_types import type_keyword, types_of
from clausebook.schema.equality import same
from clausebook.schema.keywords import GROUPS, KEYWORDS

# Keywords whose effect depends on one another: only one of the merged schemas may have any of a
# group. Members are merged one by one.
_INTERDEPENDENT = tuple(group for name, group in GROUPS.items() if name != "members")
_CLOSING_KEYWORDS = frozenset({"additionalProperties", "patternProperties"})


def merged(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any] | None:
    """One schema equivalent to both; None if only `allOf` can express that."""
    if _rejects_members_of_other(left, right) or any(
        _differ_in_group(left, right, group) for group in _INTERDEPENDENT
    ):
        return None
    result = dict(left)
    for keyword, value in right.items():
        if keyword not in result or same(result[keyword], value):
            result[keyword] = value
        elif keyword == "type":
            types = types_of(left) & types_of(right)
            if not types or ("fraction" in types and "integer" not in types):
                return None
            result[keyword] = type_keyword(types)
        elif keyword == "properties":
            result[keyword] = _merged_properties(result[keyword], value)
        elif keyword in KEYWORDS and (merge_values := KEYWORDS[keyword].both):
            result[keyword] = merge_values(result[keyword], value)
        else:
            return None
    return result


def roughly_merged(left: Mapping[str, Any], right: Any) -> dict[str, Any]:
    """Merges two schemas approximately, to make values that the caller validates against both.

    Members, required members and `allOf` are combined; of other keywords the right value wins.
    """
    if not isinstance(right, Mapping):
        return dict(left)
    result = {**left, **right}
    for keyword in ("properties", "patternProperties"):
        if keyword in left and keyword in right:
            shared = {
                name: roughly_merged(left[keyword][name], child)
                for name, child in right[keyword].items()
                if isinstance(left[keyword].get(name), Mapping)
            }
            result[keyword] = {**left[keyword], **right[keyword], **shared}
    if "required" in left and "required" in right:
        result["required"] = list(dict.fromkeys([*left["required"], *right["required"]]))
    if "allOf" in left and "allOf" in right:
        result["allOf"] = [*left["allOf"], *right["allOf"]]
    return result


def _merged_properties(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(left)
    for name, schema in right.items():
        if name in result:
            merged_member = merged(result[name], schema)
            result[name] = (
                {"allOf": [result[name], schema]} if merged_member is None else merged_member
            )
        else:
            result[name] = schema
    return result


def _differ_in_group(
    left: Mapping[str, Any], right: Mapping[str, Any], group: frozenset[str]
) -> bool:
    left_values = {keyword: left[keyword] for keyword in group & left.keys()}
    right_values = {keyword: right[keyword] for keyword in group & right.keys()}
    return bool(left_values and right_values and not same(left_values, right_values))


def _rejects_members_of_other(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether one schema rejects members that only the other one names."""
    for closing, named in ((left, right), (right, left)):
        if closing.keys() & _CLOSING_KEYWORDS:
            if named.keys() & _CLOSING_KEYWORDS and _differ_in_group(
                left, right, _CLOSING_KEYWORDS
            ):
                return True
            if named.get("properties", {}).keys() - closing.get("properties", {}).keys():
                return True
    return any(keyword.startswith("unevaluated") for keyword in (*left, *right))
