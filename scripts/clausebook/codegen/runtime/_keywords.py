"""The keywords of JSON Schema that hold no schemas, as functions of one value each."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ._formats import FORMATS
from .errors import shown

# Where in the schema, what is wrong in words, and the value that it is wrong of.
Faults = list[tuple[str, str, Any]]
# Puts what is wrong with a value into the list.
Check = Callable[[Any, Faults], None]


def is_number(value: Any) -> bool:
    """Whether the value is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return is_number(value) and (isinstance(value, int) or value.is_integer())


_TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "string": ("a text", lambda v: isinstance(v, str)),
    "integer": ("a whole number", _is_integer),
    "number": ("a number", lambda v: is_number(v) and math.isfinite(v)),
    "boolean": ("true or false", lambda v: isinstance(v, bool)),
    "array": ("a list", lambda v: isinstance(v, list)),
    "object": ("an object", lambda v: isinstance(v, dict)),
    "null": ("null", lambda v: v is None),
}


def _type(value: Any, path: str) -> Check:
    names = [value] if isinstance(value, str) else value
    told = " or ".join(_TYPES[name][0] for name in names)
    tests = [_TYPES[name][1] for name in names]
    if names == ["string"]:

        def text(found: Any, faults: Faults) -> None:
            if not isinstance(found, str):
                faults.append((path, f"must be a text, not {_kind(found)}", found))

        return text

    def check(found: Any, faults: Faults) -> None:
        if not any(test(found) for test in tests):
            faults.append((path, f"must be {told}, not {_kind(found)}", found))

    return check


def _kind(value: Any) -> str:
    for told, test in _TYPES.values():
        if test(value):
            return told
    return type(value).__name__


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 is 1.0 and is not true."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return bool(one == other)


def _enum(members: list[Any], path: str) -> Check:
    told = f"must be {'one of ' if len(members) > 1 else ''}{', '.join(map(repr, members[:10]))}"
    texts = frozenset(member for member in members if isinstance(member, str))
    others = [member for member in members if not isinstance(member, str)]

    def check(value: Any, faults: Faults) -> None:
        if isinstance(value, str):
            if value in texts:
                return
        elif any(same(value, member) for member in others):
            return
        faults.append((path, told, value))

    return check


def _pattern(value: Sequence[str], path: str) -> Check:
    """`value` is the pattern as the document has it, and as Python has."""
    shown_, search = value[0], re.compile(value[1]).search

    def check(found: Any, faults: Faults) -> None:
        if isinstance(found, str) and search(found) is None:
            faults.append((path, f"does not match {shown_}", found))

    return check


def _format(name: str, path: str) -> Check:
    kind, test = FORMATS[name]

    def check(found: Any, faults: Faults) -> None:
        applies = is_number(found) if kind is int else isinstance(found, str)
        if applies and not test(found):
            faults.append((path, f"is no {name}", found))

    return check


def _size(kind: type, what: str, least: bool) -> Callable[[Any, str], Check]:
    def make(limit: Any, path: str) -> Check:
        told = f"has {'fewer' if least else 'more'} than {limit} {what}{'' if limit == 1 else 's'}"

        def check(found: Any, faults: Faults) -> None:
            if isinstance(found, kind):
                count = len(found)  # type: ignore[arg-type]  # every kind given here has a length
                if count < limit if least else count > limit:
                    faults.append((path, told, found))

        return check

    return make


def _bound(told: str, wrong: Callable[[Any, Any], bool]) -> Callable[[Any, str], Check]:
    def make(limit: Any, path: str) -> Check:
        def check(found: Any, faults: Faults) -> None:
            if is_number(found) and wrong(found, limit):
                faults.append((path, f"{told} {limit}", found))

        return check

    return make


def _multiple(step: Any, path: str) -> Check:
    from fractions import Fraction

    unit = Fraction(str(step))

    def check(found: Any, faults: Faults) -> None:
        if is_number(found) and math.isfinite(found) and Fraction(str(found)) % unit:
            faults.append((path, f"is no multiple of {step}", found))

    return check


def _unique(wanted: bool, path: str) -> Check:
    def check(found: Any, faults: Faults) -> None:
        if wanted and isinstance(found, list):
            for index, item in enumerate(found):
                if any(same(item, other) for other in found[:index]):
                    faults.append((path, f"holds {shown(item)} twice", found))
                    return

    return check


def _required(names: list[str], path: str) -> Check:
    def check(found: Any, faults: Faults) -> None:
        if isinstance(found, dict):
            for name in names:
                if name not in found:
                    at = name.replace("~", "~0").replace("/", "~1")
                    faults.append((f"{path}/{at}", f"lacks the member {name!r}", found))

    return check


def _dependent(wanted: Mapping[str, list[str]], path: str) -> Check:
    def check(found: Any, faults: Faults) -> None:
        if isinstance(found, dict):
            for name, others in wanted.items():
                if name in found and any(other not in found for other in others):
                    faults.append((path, f"lacks a member that {name!r} demands", found))

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
    "minimum": _bound("is less than", lambda found, limit: bool(found < limit)),
    "maximum": _bound("is more than", lambda found, limit: bool(found > limit)),
    "exclusiveMinimum": _bound("is not more than", lambda found, limit: bool(found <= limit)),
    "exclusiveMaximum": _bound("is not less than", lambda found, limit: bool(found >= limit)),
    "multipleOf": _multiple,
    "uniqueItems": _unique,
    "required": _required,
    "dependentRequired": _dependent,
}
