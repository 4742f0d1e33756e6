"""What a canonical schema says beside its promises, for those who make values or read unions.

The other side alone carries a member that bears `readOnly` (in requests) or `writeOnly` (in
responses), so nothing else that is said of it is promised on this one. The other annotations are
about unions: see `unions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ONE_WAY = frozenset({"readOnly", "writeOnly"})
ANNOTATIONS = frozenset({*ONE_WAY, "discriminator", "uncertain"})


def is_one_way(schema: Any) -> bool:
    """Whether only the other side of an exchange carries what this schema stands for."""
    return isinstance(schema, Mapping) and not ONE_WAY.isdisjoint(schema)


def without_one_way(schema: Mapping[str, Any], value: Any) -> Any:
    """The value without the members that only the other side carries, at any depth."""
    return _pruned(schema, value, schema.get("$defs", {}), frozenset())


def _pruned(
    schema: Any, value: Any, definitions: Mapping[str, Any], visited: frozenset[str]
) -> Any:
    """`visited` are the definitions that were applied to this very value."""
    if not isinstance(schema, Mapping) or not isinstance(value, dict | list):
        return value
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference not in visited:
        target = definitions.get(reference.rpartition("/")[2])
        value = _pruned(target, value, definitions, visited | {reference})
    for keyword in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(keyword, []):
            value = _pruned(branch, value, definitions, visited)
    if isinstance(value, list):
        return [_pruned(schema.get("items"), item, definitions, frozenset()) for item in value]
    members = schema.get("properties", {})
    additional = schema.get("additionalProperties")
    return {
        name: _pruned(members.get(name, additional), member, definitions, frozenset())
        for name, member in value.items()
        if not is_one_way(members.get(name))
    }
