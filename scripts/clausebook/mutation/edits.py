"""What can be done to one clause: every way to make it weaker, stronger, or gone.

An edit changes written-out data in place. Whether it changes what the document means is not known
here; `breaks` looks for a witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from itertools import chain
from typing import Any

from clausebook.clauses import ClauseKey
from clausebook.schema.keywords import KEYWORDS
from clausebook.schema.keywords.mutations import Mutation, gone

Holder = MutableMapping[str, Any]
Edit = tuple[str, Callable[[Holder], None]]


class Meaningless(Exception):
    """Raised by an edit where it would leave no document that means anything."""


def schema_edits(keyword: str, value: Any, token: str) -> Iterator[Edit]:
    """Edits of the schema that holds `keyword`; `token` is the last step of the clause's path."""
    if keyword == "required":
        yield f"{value!r} no longer required", lambda s: _drop_required(s, value)
        return
    mutations = KEYWORDS[keyword].mutations
    for mutation in chain((gone(token),), mutations(value) if mutations else ()):
        yield mutation.what, _mutating(mutation)


def _mutating(mutation: Mutation) -> Callable[[Holder], None]:
    def edit(schema: Holder) -> None:
        mutated = mutation.mutated(schema)
        schema.clear()
        schema.update(mutated)

    return edit


def _drop(schema: Holder, token: str) -> None:
    del schema[token]


def _drop_required(schema: Holder, name: Any) -> None:
    schema["required"] = [own for own in schema["required"] if own != name]
    if not schema["required"]:
        del schema["required"]


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
