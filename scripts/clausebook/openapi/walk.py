"""Every object of a document that OpenAPI gives a kind, so that a rule can ask for "each schema".

Knows where OpenAPI puts which kind of object (OAS 3.0 and 3.1, section 4.8) and nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clausebook.openapi import METHODS, Document, Side
from clausebook.openapi.pointers import follow, from_fragment, join
from clausebook.openapi.schema_parts import SCHEMA_PARTS, Shape

Kind = Literal[
    "components",
    "path item",
    "operation",
    "callback",
    "parameter",
    "header",
    "request body",
    "response",
    "media type",
    "encoding",
    "example",
    "link",
    "security scheme",
    "schema",
]


@dataclass(frozen=True, slots=True)
class Located:
    """One object, its kind, its JSON pointer, and the side of the exchange it was reached on.

    `role` is the member of the parent that holds it: "properties" for a schema that describes a
    property; "$ref" for what was reached by a reference.
    """

    kind: Kind
    pointer: str
    value: Any
    side: Side | None
    role: str


_SCHEMA: Mapping[str, tuple[Shape, Kind]] = {
    keyword: (shape, "schema") for keyword, shape in SCHEMA_PARTS.items()
}
_VALUE: Mapping[str, tuple[Shape, Kind]] = {
    "schema": ("one", "schema"),
    "content": ("map", "media type"),
    "examples": ("map", "example"),
}
_PARTS: Mapping[Kind, Mapping[str, tuple[Shape, Kind]]] = {
    "components": {
        "schemas": ("map", "schema"),
        "responses": ("map", "response"),
        "parameters": ("map", "parameter"),
        "examples": ("map", "example"),
        "requestBodies": ("map", "request body"),
        "headers": ("map", "header"),
        "securitySchemes": ("map", "security scheme"),
        "links": ("map", "link"),
        "callbacks": ("map", "callback"),
        "pathItems": ("map", "path item"),
    },
    "path item": {
        "parameters": ("list", "parameter"),
        **dict.fromkeys(METHODS, ("one", "operation")),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("map", "response"),
        "callbacks": ("map", "callback"),
    },
    "parameter": _VALUE,
    "header": _VALUE,
    "request body": {"content": ("map", "media type")},
    "response": {
        "headers": ("map", "header"),
        "content": ("map", "media type"),
        "links": ("map", "link"),
    },
    "media type": {
        "schema": ("one", "schema"),
        "examples": ("map", "example"),
        "encoding": ("map", "encoding"),
    },
    "encoding": {"headers": ("map", "header")},
    "schema": _SCHEMA,
}
_SIDES: Mapping[str, Side] = {
    "parameter": Side.REQUEST,
    "request body": Side.REQUEST,
    "response": Side.RESPONSE,
}


def objects(document: Document, *, components: bool = True) -> Iterator[Located]:
    """Each object once, at the place where it is written, in the document's order.

    Without `components`, only what a path or a webhook leads to: the rest is written and unused.
    """
    seen: set[tuple[Kind, str]] = set()
    for member in ("paths", "webhooks"):
        for path, item in document.data.get(member, {}).items():
            if not path.startswith("x-"):
                place = Located("path item", join("", member, path), item, None, member)
                yield from _below(document, place, seen)
    if components and "components" in document.data:
        root = Located("components", "/components", document.data["components"], None, "components")
        yield from _below(document, root, seen)


def _below(document: Document, start: Located, seen: set[tuple[Kind, str]]) -> Iterator[Located]:
    waiting = [start]
    while waiting:
        located = waiting.pop()
        if (located.kind, located.pointer) in seen:
            continue
        seen.add((located.kind, located.pointer))
        parts: list[Located] = []
        if isinstance(located.value, dict) and isinstance(located.value.get("$ref"), str):
            pointer = from_fragment(located.value["$ref"][1:])
            target = follow(document.data, pointer)
            parts.append(Located(located.kind, pointer, target, located.side, "$ref"))
            if located.kind == "schema":
                # 2020-12 lets keywords stand beside a `$ref`.
                yield located
                parts += _parts(located)
        else:
            yield located
            parts += _parts(located)
        waiting.extend(reversed(parts))


def _parts(located: Located) -> list[Located]:
    value = located.value
    if not isinstance(value, dict):
        return []
    side = _SIDES.get(located.kind, located.side)
    if located.kind == "callback":
        items = [(key, item) for key, item in value.items() if not key.startswith("x-")]
        return [
            Located("path item", join(located.pointer, key), item, side, "callback")
            for key, item in items
        ]
    found: list[Located] = []
    for member, (shape, kind) in _PARTS.get(located.kind, {}).items():
        if member not in value:
            continue
        held, at = value[member], join(located.pointer, member)
        if shape == "one":
            found.append(Located(kind, at, held, side, member))
        elif shape == "map" and isinstance(held, dict):
            found += [
                Located(kind, join(at, key), item, side, member)
                for key, item in held.items()
                if kind != "response" or not key.startswith("x-")
            ]
        elif shape == "list" and isinstance(held, list):
            found += [
                Located(kind, join(at, str(i)), item, side, member) for i, item in enumerate(held)
            ]
    return found
