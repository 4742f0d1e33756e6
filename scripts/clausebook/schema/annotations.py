"""What a canonical schema says beside its promises, for those who make values or read unions.

The other side alone carries a member that bears `readOnly` (in requests) or `writeOnly` (in
responses), so nothing else that is said of it is promised on this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SINGLE_SCHEMAS

ONE_WAY = frozenset({"readOnly", "writeOnly"})
ANNOTATIONS = frozenset({*ONE_WAY})
_MAPS = frozenset({*MAPS_OF_SCHEMAS, "$defs"})


def is_one_way(schema: Any) -> bool:
    """Whether only the other side of an exchange carries what this schema stands for."""
    return isinstance(schema, Mapping) and not ONE_WAY.isdisjoint(schema)


def without_annotations(schema: Any) -> Any:
    """The canonical schema with its promises alone."""
    if not isinstance(schema, Mapping):
        return schema
    if is_one_way(schema):
        return {}
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ANNOTATIONS:
            continue
        if keyword in _MAPS:
            found[keyword] = {name: without_annotations(child) for name, child in value.items()}
        elif keyword in LISTS_OF_SCHEMAS:
            found[keyword] = [without_annotations(child) for child in value]
        elif keyword in SINGLE_SCHEMAS:
            found[keyword] = without_annotations(value)
        else:
            found[keyword] = value
    return found


def without_one_way(schema: Mapping[str, Any], value: Any) -> Any:
    """The value without the members that only the other side carries, at any depth."""
    return _left(schema, value, schema.get("$defs", {}))


def _left(schema: Any, value: Any, definitions: Mapping[str, Any]) -> Any:
    if not isinstance(schema, Mapping) or not isinstance(value, dict | list):
        return value
    if isinstance(schema.get("$ref"), str):
        value = _left(definitions.get(schema["$ref"].rpartition("/")[2]), value, definitions)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(keyword, []):
            value = _left(branch, value, definitions)
    if isinstance(value, list):
        return [_left(schema.get("items"), item, definitions) for item in value]
    members = schema.get("properties", {})
    further = schema.get("additionalProperties")
    return {
        name: _left(members.get(name, further), member, definitions)
        for name, member in value.items()
        if not is_one_way(members.get(name))
    }
