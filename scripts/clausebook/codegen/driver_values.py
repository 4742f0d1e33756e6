"""Converts plain JSON values to a generated client's argument types, and back.

It uses only the type annotations of the generated code, so it works for any client.
"""

from __future__ import annotations

import datetime
import io
import re
import types
import uuid
from typing import Any, Literal, Union, get_args, get_origin


def python_value(annotation: Any, value: Any) -> Any:
    """`value` converted to the annotated type; unchanged if it does not fit."""
    fitting, converted = _converted(annotation, value)
    return converted if fitting else value


def plain(value: Any) -> Any:
    """A parsed value as plain JSON values, without members under undocumented names."""
    if hasattr(value, "to_dict"):
        unreachable = _unset_members(value)
        return {name: member for name, member in value.to_dict().items() if name not in unreachable}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def keeps(converted: Any, value: Any) -> bool:
    """Whether a converted value still holds all of the plain value; strings may be reformatted."""
    remaining = plain(converted) if hasattr(converted, "to_dict") else converted
    if isinstance(remaining, dict) and isinstance(value, dict):
        return remaining.keys() == value.keys() and all(
            keeps(remaining[k], value[k]) for k in value
        )
    if isinstance(remaining, list) and isinstance(value, list):
        return len(remaining) == len(value) and all(map(keeps, remaining, value))
    if isinstance(value, str):
        return not isinstance(remaining, dict | list)
    return type(remaining) is type(value) and bool(remaining == value)


def _unset_members(model: Any) -> set[str]:
    """Members that are kept as undocumented although the model has an attribute for them."""
    names = set()
    for name in getattr(model, "additional_properties", ()):
        attribute = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().replace("-", "_")
        if type(getattr(model, attribute, None)).__name__ == "Unset":
            names.add(name)
    return names


def _converted(annotation: Any, value: Any) -> tuple[bool, Any]:
    """Whether the value fits the annotation, and the converted value."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        # `str` last: it accepts any value, but the union may have the value's own type.
        choices = sorted(get_args(annotation), key=lambda choice: choice is str)
        results = (_converted(choice, value) for choice in choices)
        return next((result for result in results if result[0]), (False, value))
    if origin is Literal:
        return value in get_args(annotation), value
    if origin is list:
        return _list(annotation, value)
    if annotation is Any:
        return True, value
    if isinstance(annotation, type):
        return _instance(annotation, value)
    return False, value


def _list(annotation: Any, value: Any) -> tuple[bool, Any]:
    if not isinstance(value, list):
        return False, value
    items = [_converted(get_args(annotation)[0], item) for item in value]
    return all(fitting for fitting, _ in items), [item_value for _, item_value in items]


def _instance(kind: type[Any], value: Any) -> tuple[bool, Any]:
    try:
        if hasattr(kind, "from_dict"):
            return (True, kind.from_dict(value)) if isinstance(value, dict) else (False, value)
        if kind in (datetime.datetime, datetime.date):
            return True, kind.fromisoformat(value)
        if kind is uuid.UUID:
            return True, uuid.UUID(value)
        if kind.__name__ == "File" and isinstance(value, str | bytes):
            content = value if isinstance(value, bytes) else value.encode()
            return True, kind(payload=io.BytesIO(content))
    except (TypeError, ValueError, LookupError, AttributeError):
        return False, value
    number = kind is float and isinstance(value, int) and not isinstance(value, bool)
    exact = type(value) is kind
    return exact or number, value
