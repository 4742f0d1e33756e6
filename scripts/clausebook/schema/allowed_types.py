"""Which kinds of value the keyword `type` lets in; a number is an integer or a fraction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALL_TYPES = frozenset({"string", "integer", "fraction", "boolean", "null", "array", "object"})


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """The kinds of value that `type` lets in; a number is an integer or a fraction."""
    named = schema.get("type")
    if named is None:
        return frozenset(map(_kind, schema["enum"])) if "enum" in schema else ALL_TYPES
    names = {named} if isinstance(named, str) else set(named)
    if "number" in names:
        names = (names - {"number"}) | {"integer", "fraction"}
    return frozenset(names)


def _kind(value: Any) -> str:
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    kinds = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def type_keyword(types: frozenset[str]) -> str | list[str]:
    """The value of `type` that lets in just these kinds."""
    names = set(types)
    if {"integer", "fraction"} <= names:
        names = (names - {"integer", "fraction"}) | {"number"}
    return names.pop() if len(names) == 1 else sorted(names)
