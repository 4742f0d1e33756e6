"""`allOf` taken apart: several schemas that hold for one value become one, where that is right.

The clauses keep `allOf` as it is written, since a check names its place; only a comparison may
look through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.schema.allowed_types import type_keyword, types_of
from clausebook.schema.equality import same
from clausebook.schema.keywords import GROUPS, KEYWORDS

# Keywords that look at one another: only one of the merged schemas may have any of them. Members
# are put together one by one.
_TOGETHER = tuple(group for name, group in GROUPS.items() if name != "members")
_CLOSING = frozenset({"additionalProperties", "patternProperties"})


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    """One schema that says what both say; None where it takes an `allOf` to say it."""
    if _closed_apart(one, other) or any(_apart(one, other, group) for group in _TOGETHER):
        return None
    found = dict(one)
    for keyword, value in other.items():
        if keyword not in found or same(found[keyword], value):
            found[keyword] = value
        elif keyword == "type":
            types = types_of(one) & types_of(other)
            if not types or ("fraction" in types and "integer" not in types):
                return None
            found[keyword] = type_keyword(types)
        elif keyword == "properties":
            found[keyword] = _members(found[keyword], value)
        elif keyword in KEYWORDS and (both := KEYWORDS[keyword].both):
            found[keyword] = both(found[keyword], value)
        else:
            return None
    return found


def together(one: Mapping[str, Any], other: Any) -> dict[str, Any]:
    """Both schemas as one, roughly, to make values from: somebody else holds them against both.

    What each says of members and demands is put together; else the other one's word counts.
    """
    if not isinstance(other, Mapping):
        return dict(one)
    found = {**one, **other}
    for keyword in ("properties", "patternProperties"):
        if keyword in one and keyword in other:
            shared = {
                name: together(one[keyword][name], child)
                for name, child in other[keyword].items()
                if isinstance(one[keyword].get(name), Mapping)
            }
            found[keyword] = {**one[keyword], **other[keyword], **shared}
    if "required" in one and "required" in other:
        found["required"] = list(dict.fromkeys([*one["required"], *other["required"]]))
    if "allOf" in one and "allOf" in other:
        found["allOf"] = [*one["allOf"], *other["allOf"]]
    return found


def _members(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(one)
    for name, schema in other.items():
        if name in found:
            both = merged(found[name], schema)
            found[name] = {"allOf": [found[name], schema]} if both is None else both
        else:
            found[name] = schema
    return found


def _apart(one: Mapping[str, Any], other: Mapping[str, Any], group: frozenset[str]) -> bool:
    ours = {keyword: one[keyword] for keyword in group & one.keys()}
    theirs = {keyword: other[keyword] for keyword in group & other.keys()}
    return bool(ours and theirs and not same(ours, theirs))


def _closed_apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a schema refuses members that only the other one names."""
    for closing, named in ((one, other), (other, one)):
        if closing.keys() & _CLOSING:
            if named.keys() & _CLOSING and _apart(one, other, _CLOSING):
                return True
            if named.get("properties", {}).keys() - closing.get("properties", {}).keys():
                return True
    return any(k.startswith("unevaluated") for k in (*one, *other))
