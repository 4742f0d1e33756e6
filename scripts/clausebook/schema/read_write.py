"""Which members only the other side of an exchange sends: `readOnly` and `writeOnly`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausebook.openapi import Document
from clausebook.openapi.pointers import follow, from_fragment


def members_of_other_side(document: Document, schema: Any, marker: str) -> frozenset[str]:
    """The names of the schema's members with `marker`, which is "readOnly" or "writeOnly".

    A required member that only the other side sends is not required on this one (OAS 3.1,
    4.8.24.2; OAS 3.0, 4.7.24.2). The marker counts behind a `$ref` and inside an `allOf` too.
    """
    return frozenset(
        name
        for layer in layers(document, schema, set())
        for name, member in layer.get("properties", {}).items()
        if any(member_layer.get(marker) is True for member_layer in layers(document, member, set()))
    )


def layers(document: Document, schema: Any, visited: set[str]) -> Iterator[dict[str, Any]]:
    """The schema and every schema that applies to the same value by `$ref` or `allOf`."""
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference not in visited:
            visited.add(reference)
            target = follow(document.data, from_fragment(reference[1:]))
            yield from layers(document, target, visited)
        if document.version.startswith("3.0."):
            return
    yield schema
    for branch in schema.get("allOf", []):
        yield from layers(document, branch, visited)
