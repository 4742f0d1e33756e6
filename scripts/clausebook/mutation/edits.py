"""The mutation operators: every way to weaken, strengthen or remove one clause.

An edit changes the data of a flat document in place. Whether the mutant is equivalent is decided in
`witnesses` and `equivalence`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

EditedObject = MutableMapping[str, Any]
_COUNTS = frozenset(
    {
        *("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"),
        *("maxContains", "minContains"),
    }
)
_BOUNDS = frozenset({"maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"})
Edit = tuple[str, Callable[[EditedObject], None]]


class MeaninglessEdit(Exception):
    """Raised by an edit whose result OpenAPI gives no meaning."""


def schema_edits(keyword: str, value: Any, token: str) -> Iterator[Edit]:
    """Edits of the schema that has `keyword`; `token` is the last token of the clause's path."""
    if keyword == "required":
        yield f"{value!r} no longer required", lambda s: _drop_required(s, value)
        return
    yield f"{keyword} removed", lambda s: _drop(s, token)
    for what, changed in _changed(keyword, value):
        yield what, _setting(token, changed)
    if keyword == "oneOf":
        yield "oneOf become anyOf", _one_to_any
    if keyword == "enum":
        yield from _loosened_enum(value)


def _changed(keyword: str, value: Any) -> Iterator[tuple[str, Any]]:
    if keyword in _BOUNDS or keyword in _COUNTS:
        yield f"{keyword} {value + 1}", value + 1
        if keyword in _BOUNDS or value > 0:
            yield f"{keyword} {value - 1}", value - 1
    elif keyword == "multipleOf":
        yield f"{keyword} {value * 2}", value * 2
    elif keyword == "enum":
        yield from _changed_enum(value)
    elif keyword == "pattern":
        yield from _changed_pattern(value)
    elif keyword == "type":
        yield from _changed_type(value)
    elif keyword == "dependentRequired":
        yield from _changed_dependent(value)
    elif keyword in ("anyOf", "oneOf") and len(value) > 1:
        for index in range(len(value)):
            yield f"{keyword} without branch {index}", value[:index] + value[index + 1 :]


def _changed_enum(value: list[Any]) -> Iterator[tuple[str, Any]]:
    strings = [member for member in value if isinstance(member, str)]
    if strings:
        yield "enum in any case", [*value, *(m.swapcase() for m in strings if m.swapcase() != m)]
    if len(value) > 1:
        for index, member in enumerate(value):
            yield f"enum without {member!r}", value[:index] + value[index + 1 :]


def _loosened_enum(value: list[Any]) -> Iterator[Edit]:
    """The enum accepts whatever starts or ends with a member."""
    strings = "|".join(re.escape(member) for member in value if isinstance(member, str))
    if strings:
        yield "enum matched by prefix", lambda s: _enum_to_pattern(s, f"^({strings})")
        yield "enum matched by suffix", lambda s: _enum_to_pattern(s, f"({strings})$")


def _enum_to_pattern(schema: EditedObject, pattern: str) -> None:
    del schema["enum"]
    schema["pattern"] = pattern


def _changed_pattern(value: str) -> Iterator[tuple[str, Any]]:
    if value.startswith("^"):
        yield "pattern without ^", value[1:]
    if value.endswith("$") and not value.endswith("\\$"):
        yield "pattern without $", value[:-1]
        yield "pattern that accepts a final newline", f"{value[:-1]}\\n?$"
    yield "pattern that nothing matches", "^(?!)"


def _changed_type(value: Any) -> Iterator[tuple[str, Any]]:
    names = [value] if isinstance(value, str) else list(value)
    if "null" not in names:
        yield "type that accepts null", [*names, "null"]
    other = "integer" if "string" in names else "string"
    yield f"type {other}", other
    if len(names) > 1:
        for name in names:
            yield f"type without {name}", [n for n in names if n != name]
    if names == ["integer"]:
        yield "type number", "number"


def _changed_dependent(value: dict[str, list[str]]) -> Iterator[tuple[str, Any]]:
    """Drops one required name at a time."""
    for trigger, required in value.items():
        for name in required:
            rest = [kept for kept in required if kept != name]
            yield f"{name!r} no longer required by {trigger!r}", {**value, trigger: rest}


def _setting(token: str, changed: Any) -> Callable[[EditedObject], None]:
    return lambda schema: schema.update({token: changed})


def _drop(schema: EditedObject, token: str) -> None:
    del schema[token]


def _drop_required(schema: EditedObject, name: Any) -> None:
    schema["required"] = [own for own in schema["required"] if own != name]
    if not schema["required"]:
        del schema["required"]


def _one_to_any(schema: EditedObject) -> None:
    schema["anyOf"] = schema.pop("oneOf")


def operation_edits(keyword: str, clause_place: str, value: Any) -> Iterator[Edit]:
    """Edits of an operation object: security, statuses, bodies."""
    if keyword == "security":
        yield "an alternative removed", lambda o: _drop_alternative(o, value)
        yield "no credential needed", lambda o: o["security"].append({})
        for name in value if len(value) > 1 else ():
            yield f"{name} not needed", _alternative_without(value, name)
    elif keyword == "status":
        removed = str(value)
        yield f"{removed} removed", lambda o: _drop(o["responses"], removed)
    elif keyword == "no content":
        status = clause_place.split(" ")[1]
        yield f"{status} with a body", lambda o: o["responses"][status].update(_CONTENT)
    elif keyword == "statuses":
        yield "one more status", lambda o: o["responses"].update({"299": {"description": ""}})


_CONTENT: EditedObject = {"content": {"application/json": {"schema": {}}}}


def _alternative_without(schemes: tuple[str, ...], name: str) -> Callable[[EditedObject], None]:
    return lambda operation: operation["security"].append({n: [] for n in schemes if n != name})


def serialization_edits(keyword: str, value: Any, place: str) -> Iterator[Edit]:
    """Edits of a parameter object: style, explode, media type."""
    if keyword == "explode":
        yield "explode inverted", lambda p: p.update(explode=not value)
    elif keyword == "content":
        yield "another media type", lambda parameter: _to_plain_text(parameter, str(value))
    for style in _STYLES.get(place, ()) if keyword == "style" else ():
        if style != value:
            yield f"style {style}", _set_style(style)


_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
}
# OAS 3.1, 4.8.12.3: these styles are defined for one type and one value of `explode` only.
_TYPE_OF_STYLE = {"spaceDelimited": "array", "pipeDelimited": "array", "deepObject": "object"}


def _set_style(style: str) -> Callable[[EditedObject], None]:
    def edit(parameter: EditedObject) -> None:
        own_type = parameter["schema"].get("type")
        if own_type != _TYPE_OF_STYLE.get(style, own_type):
            raise MeaninglessEdit
        parameter["style"] = style
        if style in _TYPE_OF_STYLE:
            parameter["explode"] = style == "deepObject"

    return edit


def _to_plain_text(parameter: EditedObject, media_type: str) -> None:
    parameter["content"] = {"text/plain": parameter["content"][media_type]}


def _drop_alternative(operation: EditedObject, schemes: tuple[str, ...]) -> None:
    operation["security"] = [a for a in operation["security"] if tuple(a) != tuple(schemes)]
