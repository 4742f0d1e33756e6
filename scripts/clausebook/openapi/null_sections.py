"""Sections that are null where OpenAPI allows no null, and that can only mean "none".

Serializers write them for what is empty. Such a document is wrong, but nobody can misread it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausebook.openapi.pointers import follow, join, split
from clausebook.openapi.references import has_author_keys, is_data

_COMPONENTS = ("schemas", "responses", "parameters", "examples", "requestBodies", "headers")
_OPTIONAL = frozenset(
    {
        *(*_COMPONENTS, "securitySchemes", "links", "callbacks", "pathItems"),
        *("components", "servers", "tags", "security", "webhooks", "externalDocs"),
        *("requestBody", "content", "encoding", "variables", "mapping", "contact", "license"),
        *("description", "summary", "operationId", "deprecated", "termsOfService"),
    }
)


def drop_null_sections(data: dict[str, Any]) -> tuple[str, ...]:
    """Deletes them from the document and returns their pointers."""
    pointers = tuple(_null_sections(data, "", names=False))
    for pointer in pointers:
        *above, name = split(pointer)
        del follow(data, join("", *above))[name]
    return pointers


def _null_sections(value: Any, pointer: str, *, names: bool) -> Iterator[str]:
    """`names` is true for a map whose keys the author chose."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _null_sections(item, join(pointer, str(index)), names=False)
    elif isinstance(value, dict):
        for key, item in value.items():
            at = join(pointer, key)
            if not names and item is None and key in _OPTIONAL:
                yield at
            # The keys of a security requirement are the names of schemes.
            elif names or not (is_data(key, item) or key == "security"):
                yield from _null_sections(item, at, names=not names and has_author_keys(key))
