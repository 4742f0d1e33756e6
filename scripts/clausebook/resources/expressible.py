"""Which values a parameter or a form can say at all: what cannot be said cannot be asserted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from clausebook.http.parameter_writing import text_of
from clausebook.openapi import Parameter
from clausebook.values.sent import merged

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def can_say(parameter: Parameter, types: Collection[str], value: Any, *, allowed: bool) -> bool:
    """Whether the parameter's style writes this value so that it can be read in one way.

    `types` are those of its schema, and `allowed` tells whether the value obeys it.
    """
    if parameter.media_type is not None:
        return True
    if _holds_null(value):
        return False
    if isinstance(value, list | dict):
        if not {"array", "object"} & set(types):
            return False
        if not value:
            # Some read an empty text as a list of one empty text, none as a list of items.
            return parameter.place == "query" and not parameter.explode and not allowed
        delimiter = _DELIMITERS.get(parameter.style, ",")
        items = value if isinstance(value, list) else [*value, *value.values()]
        return parameter.explode or not any(delimiter in text_of(item) for item in items)
    return "null" not in types or text_of(value) not in ("", "null")


def form_can_say(schema: Mapping[str, Any], body: Any, files: Collection[str]) -> bool:
    """Whether a form says this body: named texts, without null, empty lists or other structure.

    An object in a form is written as JSON (OAS 3.1, 4.8.14.4), which says null.
    """
    if not isinstance(body, Mapping) or any(
        _holds_null(member) for member in body.values() if not isinstance(member, Mapping)
    ):
        return False
    described = schema.get("properties", {})
    for name, member in body.items():
        if name in files and not isinstance(member, str | list):
            return False  # any bytes are a file
        if isinstance(member, list | dict):
            named = merged(described.get(name), member).get("type", ("array", "object"))
            kinds = {named} if isinstance(named, str) else set(named)
            if not member or not kinds & {"array", "object"}:
                return False
    return True


def _holds_null(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_null, value.values()))
    return any(map(_holds_null, value)) if isinstance(value, list) else value is None
