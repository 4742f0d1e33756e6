"""Which members only the other side of an exchange carries, said by `readOnly` and `writeOnly`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausebook.openapi import Document
from clausebook.openapi.pointers import follow, from_fragment


def carried_elsewhere(document: Document, schema: Any, mark: str) -> frozenset[str]:
    """The names of the schema's members that bear `mark`, which is "readOnly" or "writeOnly".

    A required member that only the other side carries is not required on this one (OAS 3.1,
    4.8.24.2; OAS 3.0, 4.7.24.2). The mark counts behind a `$ref` and inside an `allOf` too.
    """
    return frozenset(
        name
        for layer in _layers(document, schema, set())
        for name, member in layer.get("properties", {}).items()
        if any(found.get(mark) is True for found in _layers(document, member, set()))
    )


def _layers(document: Document, schema: Any, seen: set[str]) -> Iterator[dict[str, Any]]:
    """The schema and every one that `$ref` and `allOf` lay over the same value."""
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference not in seen:
            seen.add(reference)
            target = follow(document.data, from_fragment(reference[1:]))
            yield from _layers(document, target, seen)
        if document.version.startswith("3.0."):
            return
    yield schema
    for branch in schema.get("allOf", []):
        yield from _layers(document, branch, seen)
