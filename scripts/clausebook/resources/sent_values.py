"""What can be sent at a place of an operation, beyond what the judge asserts of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.clauses import Place, parameters_of, request_bodies_of
from clausebook.http.media_types import essence
from clausebook.openapi import Document, Operation, Parameter
from clausebook.openapi.pointers import join
from clausebook.resources.draft import Draft
from clausebook.schema.sending import sending_schema, without_null
from clausebook.values.nothing import NOTHING
from clausebook.values.sent import with_formats

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# They make a request depend on what is there (RFC 9110, 13.1), or on what was sent before.
_CONDITIONS = frozenset(
    {
        *("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"),
        *("etag", "idempotency-key", "range", "expect"),
    }
)
_BINARY = "application/octet-stream"


def is_form(media_type: str | None) -> bool:
    """Whether a body of this media type is a list of named texts."""
    return essence(media_type) in _FORMS


def is_condition(parameter: Parameter) -> bool:
    """Whether an optional header sets a condition, which a plain valid request does not."""
    named = parameter.name.lower() in _CONDITIONS
    return parameter.place == "header" and named and not parameter.required


def sent_schema(document: Document, operation: Operation, place: Place) -> dict[str, Any]:
    """The schema of what can be sent there: with formats, and without null where none is written.

    Null has no spelling in a query, a header, a cookie, a path or a form.
    """
    parameter = place.parameter
    if parameter is not None:
        found = sending_schema(document, parameter.schema, parameter.schema_pointer).value
        writes_null = parameter.media_type is not None
    else:
        described = (operation.request_body or {})["content"][place.media_type]
        at = join(place.pointer, "schema")
        found = sending_schema(document, described.get("schema", {}), at).value
        writes_null = not is_form(place.media_type)
    return found if writes_null else dict(without_null(found))


def with_sent_formats(document: Document, draft: Draft) -> Draft:
    """The draft with each text that breaks a format replaced by a sample of that format."""
    for place in parameters_of(document, draft.operation):
        assert place.parameter is not None
        slot = (place.parameter.place, place.parameter.name)
        if slot in draft.values:
            schema = sent_schema(document, draft.operation, place)
            draft = draft.with_value(slot, with_formats(schema, draft.values[slot]))
    for place in request_bodies_of(document, draft.operation):
        if place.media_type == draft.media_type and draft.body is not NOTHING:
            schema = sent_schema(document, draft.operation, place)
            draft = draft.with_body(with_formats(schema, draft.body))
    return draft


def file_parts(document: Document, operation: Operation, media_type: str | None) -> dict[str, str]:
    """The members of a multipart body that are files, each with the media type of its content."""
    if essence(media_type) != "multipart/form-data":
        return {}
    described = (operation.request_body or {}).get("content", {}).get(media_type, {})
    at = join(operation.request_body_pointer, "content", media_type or "", "schema")
    schema = sending_schema(document, described.get("schema", {}), at).value
    found: dict[str, str] = {}
    for name, member in _members(schema).items():
        encoding = described.get("encoding", {}).get(name, {})
        content_type = _file_type(member, encoding if isinstance(encoding, Mapping) else {})
        if not content_type and member == {} and not document.version.startswith("3.0."):
            content_type = _BINARY
        if content_type:
            found[name] = content_type
    return found


def _members(schema: Any) -> dict[str, Any]:
    if not isinstance(schema, dict):
        return {}
    found = dict(schema.get("properties", {}))
    for keyword in ("allOf", "oneOf", "anyOf"):
        for branch in schema.get(keyword, ()):
            found = {**_members(branch), **found}
    return found


def _file_type(member: Any, encoding: Mapping[str, Any]) -> str:
    """The media type of a part's content where the part is a file; else empty.

    A text is text/plain and an object is JSON (OAS 3.1, 4.8.15.1.1).
    """
    if not isinstance(member, dict):
        return ""
    branches = [*member.get("anyOf", ()), *member.get("oneOf", ()), *member.get("allOf", ())]
    inner = [_file_type(branch, encoding) for branch in branches if branch != {"type": "null"}]
    if any(inner):
        return next(filter(None, inner))
    if "items" in member and member.get("type", "array") == "array":
        return _file_type(member["items"], encoding)
    said = str(encoding.get("contentType", "")).partition(",")[0].strip()
    shown = essence(said or str(member.get("contentMediaType", "")))
    shown = _BINARY if "*" in shown else shown
    is_text = shown.startswith("text/") or shown.endswith("json")
    if shown and not is_text and "contentEncoding" not in member:
        return shown
    return (shown or _BINARY) if member.get("format") == "binary" else ""
