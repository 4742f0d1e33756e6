"""Schemas of what is sent: canonical ones, with the annotations that a sender obeys.

They keep each format and what a text contains. No clause is made of them, and no provider is held
against them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from clausebook.openapi import Document
from clausebook.schema.canonical import Canonicalizer, Schema

_ANNOTATIONS = ("format", "contentMediaType", "contentEncoding")
_UNIONS = ("oneOf", "anyOf")
_WRITTEN: WeakKeyDictionary[Document, dict[str, tuple[Any, Schema]]] = WeakKeyDictionary()


def sending_schema(document: Document, schema: Any, pointer: str) -> Schema:
    """The schema at `pointer` for whoever sends a value of it.

    Raises DocumentError for schemas that refer to one another too deeply to be followed.
    """
    known = _WRITTEN.setdefault(document, {})
    found = known.get(pointer)
    if found is None or found[0] is not schema:
        written = _SentCanonicalizer(document, "readOnly").whole(schema, pointer)
        found = known[pointer] = (schema, written)
    return found[1]


def without_null(schema: Any) -> Any:
    """The schema without null, which a query, a header, a cookie, a path and a form cannot say."""
    if not isinstance(schema, dict):
        return schema
    found = dict(schema)
    if isinstance(found.get("type"), list):
        found["type"] = [name for name in found["type"] if name != "null"] or "null"
    if "enum" in found:
        found["enum"] = [value for value in found["enum"] if value is not None] or [None]
    for keyword in _UNIONS:
        if keyword in found:
            branches = [without_null(branch) for branch in found[keyword]]
            found[keyword] = [b for b in branches if not _is_null(b)] or branches
    if "allOf" in found:
        found["allOf"] = [without_null(branch) for branch in found["allOf"]]
    if "items" in found:
        found["items"] = without_null(found["items"])
    if "properties" in found:
        found["properties"] = {n: without_null(m) for n, m in found["properties"].items()}
    if _is_null(found):
        return {"not": {}}
    return found


def _is_null(schema: Any) -> bool:
    """Whether null is all that the schema allows."""
    if not isinstance(schema, dict):
        return False
    return schema == {"not": {}} or schema.get("type") == "null" or schema.get("enum") == [None]


class _SentCanonicalizer(Canonicalizer):
    def plain_keywords(self, raw: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
        names = set[str]()
        for keyword in super().plain_keywords(raw):
            names.add(keyword[0])
            yield keyword
        for name in _ANNOTATIONS:
            if name not in names and isinstance(raw.get(name), str):
                yield name, raw[name], name
