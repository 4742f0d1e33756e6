"""Binary data: formats in OpenAPI 3.0, JSON Schema keywords in 3.1.

`format: binary` became `contentMediaType` without a type, or no schema at all; `format: byte`
became `contentEncoding: base64` (OAS 3.1, 4.8.14.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausebook.clauses import Place
from clausebook.diff.direction import KeywordChange
from clausebook.diff.source_view import ViewPair

_ENCODED = {"byte": "base64", "base64": "base64"}
_RAW = "binary"
_READABLE = ("json", "xml", "x-www-form-urlencoded", "form-data", "yaml")


def is_bytes(schema: Mapping[str, Any]) -> bool:
    """Whether a schema describes raw bytes, in the spelling of 3.0 or 3.1."""
    if schema.get("format") == _RAW:
        return True
    return "contentMediaType" in schema and "contentEncoding" not in schema


def encoding(schema: Mapping[str, Any]) -> Any:
    """The encoding of bytes in a string, in the spelling of 3.0 or 3.1; None without one."""
    return schema.get("contentEncoding", _ENCODED.get(str(schema.get("format"))))


def plain_format(schema: Mapping[str, Any]) -> Any:
    """The format, unless it is 3.0's spelling of an encoding."""
    return None if schema.get("format") in _ENCODED else schema.get("format")


def without_binary_respelling(
    views: ViewPair, old: Place, new: Place, changes: Iterable[KeywordChange]
) -> Iterator[KeywordChange]:
    """The changes without those of a type that only follow from the other spelling of bytes."""
    for change in changes:
        paths = change.old_path, change.new_path
        if change.keyword == "type" and paths[0] is not None and paths[1] is not None:
            at = [path.rpartition("/")[0] for path in (paths[0], paths[1])]
            schema = [side.at(side.named(path)) for side, path in zip(views, at, strict=True)]
            bare = [_bare(place, path) for place, path in zip((old, new), at, strict=True)]
            raw = any(schema.get("format") == _RAW for schema in schema)
            if raw and all(is_bytes(s) or b for s, b in zip(schema, bare, strict=True)):
                continue
        yield change


def _bare(place: Place, path: str) -> bool:
    """Whether a whole body has no schema and a media type that is not text."""
    name = (place.media_type or "text/").partition(";")[0].strip().lower()
    unlike = name.startswith("text/") or name.endswith(_READABLE)
    return path == "" and not place.schema.value and not unlike
