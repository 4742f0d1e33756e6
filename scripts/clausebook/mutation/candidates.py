"""Requests and responses that may distinguish two versions of one clause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from clausebook.clauses import (
    Clause,
    Place,
    parameters_of,
    request_bodies_of,
    response_bodies_of,
    response_headers_of,
)
from clausebook.http.exchange import Response
from clausebook.mock.responses import example_response, header_text, serialized
from clausebook.mutation.requests import (
    allowed_value,
    example_request,
    value_reaching,
    with_example_body,
)
from clausebook.mutation.strategies import first_value, inline_references
from clausebook.mutation.values import values_around, values_for_style
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import split
from clausebook.resources.draft import Draft
from clausebook.resources.valid_requests import example_of
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import descend, replaced

_SERIALIZATION = ("style", "explode", "content")
_OTHER = "application/x-clausebook-other"
# Client errors to send for a `default` response, if undocumented themselves.
_DEFAULT_STATUSES = (400, 404, 409, 418, 422)


def candidate_requests(
    document: Document, clause: Clause, limits: list[Any], operation: Operation
) -> Iterator[Draft]:
    """The valid request, then copies of it with what the clause constrains changed."""
    good = example_request(document, operation)
    yield good
    if clause.place == "body":
        yield good.with_body(NOTHING)
        return
    for place in (*parameters_of(document, operation), *request_bodies_of(document, operation)):
        if place.name != clause.place:
            continue
        if place.parameter is None:
            own = good if good.media_type == place.media_type else None
            own = own or with_example_body(document, good, place)  # valid for this media type
            yield from _bodies(clause, limits, place, own)
            return
        slot = (place.parameter.place, place.parameter.name)
        yield good.with_value(slot, NOTHING)
        for value in _values(clause, limits, place, good.values.get(slot, NOTHING)):
            yield good.with_value(slot, value)


def _bodies(clause: Clause, limits: list[Any], place: Place, good: Draft) -> Iterator[Draft]:
    yield good
    yield replace(good, content_type=_OTHER)
    for value in _values(clause, limits, place, good.body):
        yield good.with_body(value)


def candidate_responses(
    document: Document, clause: Clause, limits: list[Any], operation: Operation
) -> Iterator[Response]:
    """The documented response, then copies of it with what the clause constrains changed."""
    if clause.keyword == "statuses":
        yield Response(299)
        return
    status = str(clause.key_parts.status)
    good = base_response(document, operation, status)
    yield good
    if clause.keyword == "no content":
        yield with_body(good)
    elif clause.keyword == "media type":
        other = tuple(h for h in good.headers if h[0].lower() != "content-type")
        yield replace(good, headers=(*other, ("Content-Type", _OTHER)))
    elif clause.key_parts.header is not None:
        yield from _headers(document, clause, limits, operation, good)
    elif clause.path:
        yield from _response_bodies(document, clause, limits, operation, good)


def base_response(document: Document, operation: Operation, status: str) -> Response:
    """The documented response that a witness starts from."""
    return example_response(document, operation, status, _default_status(operation, status))


def _default_status(operation: Operation, status: str) -> int | None:
    """An undocumented client error for `default`, which an invalid request can provoke."""
    if status != "default" or any(own.upper() == "4XX" for own in operation.responses):
        return None
    return next((n for n in _DEFAULT_STATUSES if str(n) not in operation.responses), None)


def _headers(
    document: Document, clause: Clause, limits: list[Any], operation: Operation, good: Response
) -> Iterator[Response]:
    place = next(p for p in response_headers_of(document, operation) if p.name == clause.place)
    raw = document.resolve({"$ref": f"#{place.pointer}"})
    name, explode = place.header or "", bool(raw.get("explode", False))
    rest = tuple(h for h in good.headers if h[0].lower() != name.lower())
    yield replace(good, headers=rest)
    value = example_of(document, raw, place.schema.value, raw.get("schema", {}))
    value = allowed_value(place) if value is NOTHING else value
    for changed in _values(clause, limits, place, value):
        text = header_text(changed, explode)
        # RFC 9110, 5.5: no header can carry any other text.
        if text.isprintable() and text == text.strip():
            yield replace(good, headers=(*rest, (name, text)))


def _response_bodies(
    document: Document, clause: Clause, limits: list[Any], operation: Operation, good: Response
) -> Iterator[Response]:
    place = next(p for p in response_bodies_of(document, operation) if p.name == clause.place)
    media_type = place.media_type or ""
    if good.header("content-type") != media_type:
        rest = tuple(h for h in good.headers if h[0].lower() != "content-type")
        good = replace(good, headers=(*rest, ("Content-Type", media_type)))
    for body in _sample_bodies(document, operation, place, good):
        for value in _values(clause, limits, place, body):
            yield replace(good, body=serialized(value, media_type))


def _sample_bodies(
    document: Document, operation: Operation, place: Place, good: Response
) -> Iterator[Any]:
    """Bodies of a response: every example, then a sample of each branch of a union."""
    raw = operation.responses[place.status or ""]["content"][place.media_type]
    entries = [document.resolve(entry) for entry in raw.get("examples", {}).values()]
    yield from (entry["value"] for entry in entries if "value" in entry)
    if "example" in raw:
        yield raw["example"]
    if good.body:
        with suppress(ValueError):
            yield json.loads(good.body)
    for keyword in ("anyOf", "oneOf"):
        for branch in place.schema.value.get(keyword, []):
            value = first_value(branch, place.schema.value.get("$defs", {}))
            if value is not NOTHING:
                yield value
    value = allowed_value(place)
    if value is not NOTHING:
        yield value


def with_body(response: Response) -> Response:
    """The response with a body that it should not have."""
    return replace(response, headers=(("Content-Type", "application/json"),), body=b'{"a": 1}')


def _values(clause: Clause, limits: list[Any], place: Place, good: Any) -> Iterator[Any]:
    """Whole values in which only what the clause constrains varies."""
    schema = place.schema.value
    if clause.keyword in _SERIALIZATION:
        yield from values_for_style(schema, good)
        return
    tokens = split(clause.path)
    depth = 2 if clause.keyword == "required" else 1
    good = value_reaching(place, good, tokens, tokens[:-depth])
    below, inner, where = descend(schema, good, tokens[:-depth])
    if where is None:
        return
    if clause.keyword == "required":
        if isinstance(inner, dict):
            rest = {name: value for name, value in inner.items() if name != clause.value}
            yield replaced(good, where, rest)
        return
    definitions = schema.get("$defs", {})
    below, limits = inline_references(below, definitions), inline_references(limits, definitions)
    for value in values_around(clause.keyword, limits, below, inner):
        if value is not NOTHING:
            yield replaced(good, where, value)
