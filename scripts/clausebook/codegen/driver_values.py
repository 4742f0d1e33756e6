"""Plain JSON values turned into what a generated client's arguments want, and back.

Goes by the type annotations of the generated code alone, so that it fits any document's client.
"""

from __future__ import annotations

import datetime
import io
import re
import types
import uuid
from typing import Any, Literal, Union, get_args, get_origin


def python_value(annotation: Any, value: Any) -> Any:
    """`value` as the annotation wants it; unchanged where nothing in the annotation fits it."""
    fitting, made = _made(annotation, value)
    return made if fitting else value


def plain(value: Any) -> Any:
    """What the client parsed, as plain JSON values: what a caller gets at by documented names."""
    if hasattr(value, "to_dict"):
        hidden = _hidden(value)
        return {name: member for name, member in value.to_dict().items() if name not in hidden}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def keeps(made: Any, value: Any) -> bool:
    """Whether what was made of a plain value still holds all of it; texts may be spelled anew."""
    found = plain(made) if hasattr(made, "to_dict") else made
    if isinstance(found, dict) and isinstance(value, dict):
        return found.keys() == value.keys() and all(keeps(found[k], value[k]) for k in value)
    if isinstance(found, list) and isinstance(value, list):
        return len(found) == len(value) and all(map(keeps, found, value))
    if isinstance(value, str):
        return not isinstance(found, dict | list)
    return type(found) is type(value) and bool(found == value)


def _hidden(model: Any) -> set[str]:
    """Members whose own attribute is left unset while they are kept among the undocumented ones."""
    found = set()
    for name in getattr(model, "additional_properties", ()):
        attribute = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().replace("-", "_")
        if type(getattr(model, attribute, None)).__name__ == "Unset":
            found.add(name)
    return found


def _made(annotation: Any, value: Any) -> tuple[bool, Any]:
    """Whether the value fits the annotation, and what it becomes."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        # Text last: it takes any value, and the union may have the value's own type.
        choices = sorted(get_args(annotation), key=lambda choice: choice is str)
        tried = (_made(choice, value) for choice in choices)
        return next((result for result in tried if result[0]), (False, value))
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
    items = [_made(get_args(annotation)[0], item) for item in value]
    return all(fitting for fitting, _ in items), [made for _, made in items]


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
