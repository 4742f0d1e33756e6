"""The response side of an operation as clauses: statuses, bodies, headers."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.clauses.builder import ClauseBuilder
from clausebook.clauses.key import no_content_place, response_place
from clausebook.clauses.model import Clause, Place
from clausebook.clauses.places import response_bodies_of, response_headers_of
from clausebook.openapi import Document, Side
from clausebook.openapi.pointers import follow, join


def response_clauses(document: Document, builder: ClauseBuilder) -> Iterator[Clause]:
    """The clauses of a valid response."""
    operation = builder.operation
    if operation.responses and "default" not in operation.responses:
        statuses = tuple(sorted(operation.responses))
        yield builder.clause(
            "responses",
            "",
            join(operation.pointer, "responses"),
            Side.RESPONSE,
            "statuses",
            statuses,
            f"{operation.label} answers with {', '.join(statuses)} and no other status.",
        )
    bodies = list(response_bodies_of(document, operation))
    headers = list(response_headers_of(document, operation))
    for status in operation.responses:
        yield from _status(builder, status)
        for place in (place for place in bodies if place.status == status):
            yield from _body(builder, place)
        for place in (place for place in headers if place.status == status):
            yield from _header(document, builder, place)


def _status(builder: ClauseBuilder, status: str) -> Iterator[Clause]:
    operation = builder.operation
    pointer = operation.response_pointers[status]
    yield builder.clause(
        response_place(status),
        "",
        pointer,
        Side.RESPONSE,
        "status",
        status,
        f"{'Any other status' if status == 'default' else f'The status {status}'} is documented.",
    )
    if not operation.responses[status].get("content") and operation.method != "HEAD":
        yield builder.clause(
            no_content_place(status),
            "",
            pointer,
            Side.RESPONSE,
            "no content",
            True,
            f"The answer {status} has no body.",
        )


def _body(builder: ClauseBuilder, place: Place) -> Iterator[Clause]:
    yield builder.clause(
        place.name,
        "",
        place.pointer,
        Side.RESPONSE,
        "media type",
        place.media_type,
        f"The body of {place.status} is {place.media_type}.",
    )
    yield from builder.schema(place)


def _header(document: Document, builder: ClauseBuilder, place: Place) -> Iterator[Clause]:
    raw = follow(document.data, place.pointer)
    required = bool(raw.get("required", False))
    word = "is always sent" if required else "may be sent"
    yield builder.clause(
        place.name,
        "/required",
        join(place.pointer, "required"),
        Side.RESPONSE,
        "required",
        required,
        f"{place.subject[0].upper()}{place.subject[1:]} {word}.",
    )
    yield from builder.schema(place)
