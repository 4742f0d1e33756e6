"""What stands beside a `$ref` and is ignored there (OAS 3.0, 4.7.23; OAS 3.1, 4.8.23)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from clausebook.openapi.pointers import follow
from clausebook.openapi.references import walk
from clausebook.openapi.schema_parts import SCHEMA_PARTS

_ALLOWED = frozenset({"$ref", "summary", "description"})
_SCHEMAS = frozenset({"schema", "schemas", *SCHEMA_PARTS})
_MERGED = frozenset({"paths", "webhooks", "pathItems"})  # a path item may have more than its $ref


def ignored_siblings(data: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The pointer of each reference with siblings that mean nothing, and their names.

    A schema of OpenAPI 3.1 may say more beside its `$ref`.
    """
    old = str(data["openapi"]).startswith("3.0")
    for reference, pointer, kind in walk(data):
        beside = [name for name in reference.keys() - _ALLOWED if not name.startswith("x-")]
        if beside and kind not in _MERGED and (old or kind not in _SCHEMAS):
            yield pointer, sorted(beside)


def without_siblings(data: dict[str, Any]) -> dict[str, Any]:
    """The document without what is ignored; itself where there is nothing of the kind."""
    found = list(ignored_siblings(data))
    if not found:
        return data
    bare = copy.deepcopy(data)
    for pointer, names in found:
        reference: dict[str, Any] = follow(bare, pointer)
        for name in names:
            del reference[name]
    return bare
