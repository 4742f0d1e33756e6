"""Bytes and encoded bytes, which OpenAPI 3.0 calls formats and 3.1 says by JSON Schema's keywords.

`format: binary` became `contentMediaType` without a type, or no schema at all; `format: byte`
became `contentEncoding: base64` (OAS 3.1, 4.8.14.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausebook.clauses import Place
from clausebook.diff.direction import Step
from clausebook.diff.source_view import SpokenPair

_ENCODED = {"byte": "base64", "base64": "base64"}
_RAW = "binary"
_READABLE = ("json", "xml", "x-www-form-urlencoded", "form-data", "yaml")


def is_bytes(said: Mapping[str, Any]) -> bool:
    """Whether a schema says that the value is raw bytes, in either version's words."""
    if said.get("format") == _RAW:
        return True
    return "contentMediaType" in said and "contentEncoding" not in said


def encoding(said: Mapping[str, Any]) -> Any:
    """How bytes are written in a string, in either version's words; None where nothing says it."""
    return said.get("contentEncoding", _ENCODED.get(str(said.get("format"))))


def plain_format(said: Mapping[str, Any]) -> Any:
    """The format where it is no older word for an encoding."""
    return None if said.get("format") in _ENCODED else said.get("format")


def without_respelt_bytes(
    spoken: SpokenPair, old: Place, new: Place, steps: Iterable[Step]
) -> Iterator[Step]:
    """The steps without a type that only went or came because bytes are spelled anew."""
    for step in steps:
        paths = step.old_path, step.new_path
        if step.keyword == "type" and paths[0] is not None and paths[1] is not None:
            at = [path.rpartition("/")[0] for path in (paths[0], paths[1])]
            said = [side.at(side.named(path)) for side, path in zip(spoken, at, strict=True)]
            bare = [_bare(place, path) for place, path in zip((old, new), at, strict=True)]
            raw = any(schema.get("format") == _RAW for schema in said)
            if raw and all(is_bytes(s) or b for s, b in zip(said, bare, strict=True)):
                continue
        yield step


def _bare(place: Place, path: str) -> bool:
    """Whether a whole body has no schema and is of a type that is not text."""
    name = (place.media_type or "text/").partition(";")[0].strip().lower()
    unlike = name.startswith("text/") or name.endswith(_READABLE)
    return path == "" and not place.schema.value and not unlike
