"""Checks for the JSON Schema keywords without subschemas."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ._formats import FORMATS
from .errors import shown

# For each fault the path in the schema, a sentence, and the value.
Faults = list[tuple[str, str, Any]]
# Appends the faults of a value to the list.
Check = Callable[[Any, Faults], None]


class Subschemas(Protocol):
    """What a keyword with subschemas asks of the schema that it stands in."""

    def combined_check(self, schema: Any, path: str) -> Check:
        """All checks of a subschema as one."""

    def definition(self, target: str) -> Any:
        """The schema that a `$ref` refers to."""


def is_number(value: Any) -> bool:
    """Whether the value is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return is_number(value) and (isinstance(value, int) or value.is_integer())


_TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "string": ("a string", lambda v: isinstance(v, str)),
    "integer": ("an integer", _is_integer),
    "number": ("a number", lambda v: is_number(v) and math.isfinite(v)),
    "boolean": ("true or false", lambda v: isinstance(v, bool)),
    "array": ("an array", lambda v: isinstance(v, list)),
    "object": ("an object", lambda v: isinstance(v, dict)),
    "null": ("null", lambda v: v is None),
}


def _type(value: Any, path: str) -> Check:
    names = [value] if isinstance(value, str) else value
    expected = " or ".join(_TYPES[name][0] for name in names)
    tests = [_TYPES[name][1] for name in names]
    if names == ["string"]:

        def text(value: Any, faults: Faults) -> None:
            if not isinstance(value, str):
                faults.append((path, f"must be a string, not {_kind(value)}", value))

        return text

    def check(value: Any, faults: Faults) -> None:
        if not any(test(value) for test in tests):
            faults.append((path, f"must be {expected}, not {_kind(value)}", value))

    return check


def _kind(value: Any) -> str:
    for name, test in _TYPES.values():
        if test(value):
            return name
    return type(value).__name__


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: 1 is 1.0 and is not true."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    return bool(left == right)


def _enum(members: list[Any], path: str) -> Check:
    message = f"must be {'one of ' if len(members) > 1 else ''}{', '.join(map(repr, members[:10]))}"
    texts = frozenset(member for member in members if isinstance(member, str))
    non_strings = [member for member in members if not isinstance(member, str)]

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, str):
            if value in texts:
                return
        elif any(same(value, member) for member in non_strings):
            return
        faults.append((path, message, value))

    return check


def _pattern(value: Sequence[str], path: str) -> Check:
    """`value` is the original pattern and its Python translation."""
    shown_, search = value[0], re.compile(value[1]).search

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, str) and search(value) is None:
            faults.append((path, f"does not match {shown_}", value))

    return check


def _format(name: str, path: str) -> Check:
    kind, test = FORMATS[name]

    def check(value: Any, faults: Faults) -> None:
        applies = is_number(value) if kind is int else isinstance(value, str)
        if applies and not test(value):
            faults.append((path, f"is not a valid {name}", value))

    return check


def _size(kind: type, what: str, least: bool) -> Callable[[Any, str], Check]:
    def make(limit: Any, path: str) -> Check:
        message = (
            f"has {'fewer' if least else 'more'} than {limit} {what}{'' if limit == 1 else 's'}"
        )

        def check(value: Any, faults: Faults) -> None:
            if isinstance(value, kind):
                count = len(value)  # type: ignore[arg-type]  # every kind given here has a length
                if count < limit if least else count > limit:
                    faults.append((path, message, value))

        return check

    return make


def _bound(message: str, breaks: Callable[[Any, Any], bool]) -> Callable[[Any, str], Check]:
    def make(limit: Any, path: str) -> Check:
        def check(value: Any, faults: Faults) -> None:
            if is_number(value) and breaks(value, limit):
                faults.append((path, f"{message} {limit}", value))

        return check

    return make


def _multiple(step: Any, path: str) -> Check:
    from fractions import Fraction

    unit = Fraction(str(step))

    def check(value: Any, faults: Faults) -> None:
        if is_number(value) and math.isfinite(value) and Fraction(str(value)) % unit:
            faults.append((path, f"is not a multiple of {step}", value))

    return check


def _unique(enabled: bool, path: str) -> Check:
    def check(value: Any, faults: Faults) -> None:
        if enabled and isinstance(value, list):
            for index, item in enumerate(value):
                if any(same(item, earlier) for earlier in value[:index]):
                    faults.append((path, f"holds {shown(item)} twice", value))
                    return

    return check


def _required(names: list[str], path: str) -> Check:
    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name in names:
                if name not in value:
                    at = name.replace("~", "~0").replace("/", "~1")
                    faults.append((f"{path}/{at}", f"lacks the member {name!r}", value))

    return check


def _dependent(dependencies: Mapping[str, list[str]], path: str) -> Check:
    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, dict):
            for name, required in dependencies.items():
                if name in value and any(member not in value for member in required):
                    faults.append((path, f"lacks a member that {name!r} requires", value))

    return check


SIMPLE: Mapping[str, Callable[[Any, str], Check]] = {
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "format": _format,
    "minLength": _size(str, "character", True),
    "maxLength": _size(str, "character", False),
    "minItems": _size(list, "item", True),
    "maxItems": _size(list, "item", False),
    "minProperties": _size(dict, "member", True),
    "maxProperties": _size(dict, "member", False),
    "minimum": _bound("is less than", lambda value, limit: bool(value < limit)),
    "maximum": _bound("is more than", lambda value, limit: bool(value > limit)),
    "exclusiveMinimum": _bound("is not more than", lambda value, limit: bool(value <= limit)),
    "exclusiveMaximum": _bound("is not less than", lambda value, limit: bool(value >= limit)),
    "multipleOf": _multiple,
    "uniqueItems": _unique,
    "required": _required,
    "dependentRequired": _dependent,
}
