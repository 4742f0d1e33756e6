"""What can be done to one clause: every way to make it weaker, stronger, or gone.

An edit changes written-out data in place. Whether it changes what the document means is not known
here; `breaks` looks for a witness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from clausebook.clauses import ClauseKey

Holder = MutableMapping[str, Any]
_COUNTS = frozenset(
    {
        *("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"),
        *("maxContains", "minContains"),
    }
)
_BOUNDS = frozenset({"maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"})
Edit = tuple[str, Callable[[Holder], None]]


class Meaningless(Exception):
    """Raised by an edit where it would leave no document that means anything."""


def schema_edits(keyword: str, value: Any, token: str) -> Iterator[Edit]:
    """Edits of the schema that holds `keyword`; `token` is the last step of the clause's path."""
    if keyword == "required":
        yield f"{value!r} no longer required", lambda s: _drop_required(s, value)
        return
    yield f"{keyword} gone", lambda s: _drop(s, token)
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
            yield f"{keyword} without its shape {index}", value[:index] + value[index + 1 :]


def _changed_enum(value: list[Any]) -> Iterator[tuple[str, Any]]:
    strings = [member for member in value if isinstance(member, str)]
    if strings:
        yield "enum in any case", [*value, *(m.swapcase() for m in strings if m.swapcase() != m)]
    if len(value) > 1:
        for index, member in enumerate(value):
            yield f"enum without {member!r}", value[:index] + value[index + 1 :]


def _loosened_enum(value: list[Any]) -> Iterator[Edit]:
    """What begins or ends like a member is taken for one."""
    strings = "|".join(re.escape(member) for member in value if isinstance(member, str))
    if strings:
        yield "enum by its beginning", lambda s: _pattern_for(s, f"^({strings})")
        yield "enum by its end", lambda s: _pattern_for(s, f"({strings})$")


def _pattern_for(schema: Holder, pattern: str) -> None:
    del schema["enum"]
    schema["pattern"] = pattern


def _changed_pattern(value: str) -> Iterator[tuple[str, Any]]:
    if value.startswith("^"):
        yield "pattern without its beginning", value[1:]
    if value.endswith("$") and not value.endswith("\\$"):
        yield "pattern without its end", value[:-1]
        yield "pattern that takes a final newline", f"{value[:-1]}\\n?$"
    yield "pattern that nothing matches", "^(?!)"


def _changed_type(value: Any) -> Iterator[tuple[str, Any]]:
    names = [value] if isinstance(value, str) else list(value)
    if "null" not in names:
        yield "type that takes null", [*names, "null"]
    other = "integer" if "string" in names else "string"
    yield f"type {other}", other
    if len(names) > 1:
        for name in names:
            yield f"type without {name}", [n for n in names if n != name]
    if names == ["integer"]:
        yield "type number", "number"


def _changed_dependent(value: dict[str, list[str]]) -> Iterator[tuple[str, Any]]:
    """Each member that another one demands is no longer demanded, alone."""
    for trigger, needed in value.items():
        for name in needed:
            rest = [own for own in needed if own != name]
            yield f"{trigger!r} without demanding {name!r}", {**value, trigger: rest}


def _setting(token: str, changed: Any) -> Callable[[Holder], None]:
    return lambda schema: schema.update({token: changed})


def _drop(schema: Holder, token: str) -> None:
    del schema[token]


def _drop_required(schema: Holder, name: Any) -> None:
    schema["required"] = [own for own in schema["required"] if own != name]
    if not schema["required"]:
        del schema["required"]


def _one_to_any(schema: Holder) -> None:
    schema["anyOf"] = schema.pop("oneOf")


def operation_edits(keyword: str, key: ClauseKey, value: Any) -> Iterator[Edit]:
    """Edits of an operation object, for the clauses that are about more than a schema."""
    if keyword == "security":
        yield "an alternative gone", lambda o: _drop_alternative(o, value)
        yield "no credential needed", lambda o: o["security"].append({})
        for name in value if len(value) > 1 else ():
            yield f"{name} not needed", _easing(value, name)
    elif keyword == "status":
        status = str(value)
        yield f"{status} gone", lambda o: _drop(o["responses"], status)
    elif keyword == "no content":
        held = str(key.status)
        yield f"{held} with a body", lambda o: o["responses"][held].update(_CONTENT)
    elif keyword == "statuses":
        yield "one more status", lambda o: o["responses"].update({"299": {"description": ""}})


_CONTENT: Holder = {"content": {"application/json": {"schema": {}}}}


def _easing(schemes: tuple[str, ...], name: str) -> Callable[[Holder], None]:
    return lambda operation: operation["security"].append({n: [] for n in schemes if n != name})


def writing_edits(keyword: str, value: Any, place: str) -> Iterator[Edit]:
    """Edits of a parameter object, for the clauses about how its value is written."""
    if keyword == "explode":
        yield "explode the other way", lambda holder: holder.update(explode=not value)
    elif keyword == "content":
        yield "another media type", lambda holder: _rewritten(holder, str(value))
    for style in _STYLES.get(place, ()) if keyword == "style" else ():
        if style != value:
            yield f"style {style}", _restyled(style)


_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
}
# OAS 3.1, 4.8.12.3: what a style is not made for has no meaning; nor has the other `explode`.
_MADE_FOR = {"spaceDelimited": "array", "pipeDelimited": "array", "deepObject": "object"}


def _restyled(style: str) -> Callable[[Holder], None]:
    def edit(parameter: Holder) -> None:
        if parameter["schema"].get("type") != _MADE_FOR.get(style, parameter["schema"].get("type")):
            raise Meaningless
        parameter["style"] = style
        if style in _MADE_FOR:
            parameter["explode"] = style == "deepObject"

    return edit


def _rewritten(parameter: Holder, media_type: str) -> None:
    parameter["content"] = {"text/plain": parameter["content"][media_type]}


def _drop_alternative(operation: Holder, schemes: tuple[str, ...]) -> None:
    operation["security"] = [a for a in operation["security"] if tuple(a) != tuple(schemes)]
