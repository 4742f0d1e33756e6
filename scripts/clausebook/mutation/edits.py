"""The mutation operators: every way to weaken, strengthen or remove one clause.

An edit changes the data of a flat document in place. Whether the mutant is equivalent is decided in
`witnesses` and `equivalence`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from itertools import chain
from typing import Any

from clausebook.clauses import ClauseKey
from clausebook.schema.keywords import KEYWORDS
from clausebook.schema.keywords.mutations import Mutation, removed

EditedObject = MutableMapping[str, Any]
Edit = tuple[str, Callable[[EditedObject], None]]


class MeaninglessEdit(Exception):
    """Raised by an edit whose result OpenAPI gives no meaning."""


def schema_edits(keyword: str, value: Any, token: str) -> Iterator[Edit]:
    """Edits of the schema that has `keyword`; `token` is the last token of the clause's path."""
    if keyword == "required":
        yield f"{value!r} no longer required", lambda s: _drop_required(s, value)
        return
    mutations = KEYWORDS[keyword].mutations
    for mutation in chain((removed(token),), mutations(value) if mutations else ()):
        yield mutation.what, _mutating(mutation)


def _mutating(mutation: Mutation) -> Callable[[EditedObject], None]:
    def edit(schema: EditedObject) -> None:
        mutated = mutation.mutated(schema)
        schema.clear()
        schema.update(mutated)

    return edit


def _drop(schema: EditedObject, token: str) -> None:
    del schema[token]


def _drop_required(schema: EditedObject, name: Any) -> None:
    schema["required"] = [own for own in schema["required"] if own != name]
    if not schema["required"]:
        del schema["required"]


def operation_edits(keyword: str, key: ClauseKey, value: Any) -> Iterator[Edit]:
    """Edits of an operation object: security, statuses, bodies."""
    if keyword == "security":
        yield "an alternative removed", lambda o: _drop_alternative(o, value)
        yield "no credential needed", lambda o: o["security"].append({})
        for name in value if len(value) > 1 else ():
            yield f"{name} not needed", _alternative_without(value, name)
    elif keyword == "status":
        dropped = str(value)
        yield f"{dropped} removed", lambda o: _drop(o["responses"], dropped)
    elif keyword == "no content":
        status = str(key.status)
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
