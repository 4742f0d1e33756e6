"""The types that the keyword `type` allows; a number is an integer or a fraction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALL_TYPES = frozenset({"string", "integer", "fraction", "boolean", "null", "array", "object"})


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """The types that the schema allows; a number is an integer or a fraction."""
    declared = schema.get("type")
    if declared is None:
        return frozenset(map(_type_of_value, schema["enum"])) if "enum" in schema else ALL_TYPES
    names = {declared} if isinstance(declared, str) else set(declared)
    if "number" in names:
        names = (names - {"number"}) | {"integer", "fraction"}
    return frozenset(names)


def _type_of_value(value: Any) -> str:
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    kinds = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def type_keyword(types: frozenset[str]) -> str | list[str]:
    """The value of `type` that allows exactly these types."""
    names = set(types)
    if {"integer", "fraction"} <= names:
        names = (names - {"integer", "fraction"}) | {"number"}
    return names.pop() if len(names) == 1 else sorted(names)
