"""Compares the headers of a response: presence, serialization and schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clausebook.clauses import ClauseKey, Place, response_headers_of
from clausebook.diff.content import change_places, compare_places
from clausebook.diff.direction import KeywordChange
from clausebook.diff.names import compare_deprecation
from clausebook.diff.recording import Recorder
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import follow, join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS
from clausebook.schema.allowed_types import types_of
from clausebook.schema.canonical import canonical
from clausebook.schema.keywords.comparing import Impact


def compare_headers(
    recorder: Recorder, key: ClauseKey, old: tuple[Operation, str], new: tuple[Operation, str]
) -> None:
    """Records the changes of the headers of one response."""
    before, after = _headers_by_name(recorder.old, *old), _headers_by_name(recorder.new, *new)
    pointers = old[0].response_pointers[old[1]], new[0].response_pointers[new[1]]
    for name, place in before.items():
        if name in after:
            _header(recorder, key, place, after[name])
            continue
        recorder.change(
            *(BREAKING, CONSUMERS, key.at(place.name), "response-header-removed"),
            f"{_capital(place.subject)} was removed: consumers that read it break.",
            (place.header, None),
            (place.pointer, pointers[1]),
        )
    for name, place in after.items():
        if name not in before:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(place.name), "response-header-added"),
                f"{_capital(place.subject)} was added: consumers may ignore it.",
                (None, place.header),
                (pointers[0], place.pointer),
            )


def _header(recorder: Recorder, key: ClauseKey, old: Place, new: Place) -> None:
    raw = _raw(recorder.old, old), _raw(recorder.new, new)
    needed = bool(raw[0].get("required", False)), bool(raw[1].get("required", False))
    if needed[0] != needed[1]:
        impact = Impact.NARROWS if needed[1] else Impact.WIDENS
        message = f"it {'is always present now' if needed[1] else 'may be absent now'}"
        change = KeywordChange("required", impact, "/required", "/required", *needed, message)
        recorder.keyword_changes(
            key.at(new.name), Side.RESPONSE, [change], *change_places(recorder, old, new)
        )
    serialization: list[tuple[str, Any, Any]] = [("content", old.media_type, new.media_type)]
    # OAS 3.1, 4.8.21: headers have style simple, where `explode` only matters to objects.
    if all("object" in types_of(place.schema.value) for place in (old, new)):
        old_value, new_value = (bool(header.get("explode", False)) for header in raw)
        serialization.append(("explode", old_value, new_value))
    for keyword, before, after in serialization:
        if before != after:
            recorder.change(
                *(BREAKING, CONSUMERS),
                *(key.at(new.name, f"/{keyword}"), f"response-{keyword}-changed"),
                f"{keyword} of {new.subject} changed from {before} to {after}: consumers misread "
                "it.",
                (before, after),
                (join(old.pointer, keyword), join(new.pointer, keyword)),
            )
    deprecation_reported = compare_deprecation(
        *(recorder, key.at(new.name, "/deprecated"), _capital(new.subject)),
        *(raw, (old.pointer, new.pointer)),
    )
    compare_places(recorder, key, old, new, deprecation_reported=deprecation_reported)


def _headers_by_name(document: Document, operation: Operation, status: str) -> dict[str, Place]:
    """The headers by lower-case name: names are case-insensitive (RFC 9110, 5.1)."""
    return {
        (place.header or "").lower(): _with_content(document, place)
        for place in response_headers_of(document, operation)
        if place.status == status
    }


def _with_content(document: Document, place: Place) -> Place:
    """The place with the schema of its `content`, if it has one."""
    content = _raw(document, place).get("content", {})
    media_type = next(iter(content), None)
    if media_type is None:
        return place
    at = join(place.pointer, "content", media_type, "schema")
    schema = canonical(document, content[media_type].get("schema", {}), at, Side.RESPONSE)
    return replace(place, schema=schema, media_type=media_type)


def _raw(document: Document, place: Place) -> Mapping[str, Any]:
    raw: Mapping[str, Any] = follow(document.data, place.pointer)
    return raw


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
