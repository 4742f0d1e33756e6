"""The places of an operation: its parameters, bodies and headers, each with its schema."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.clauses.key import (
    body_place,
    parameter_place,
    response_header_place,
    response_place,
)
from clausebook.clauses.model import Place
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import join
from clausebook.schema.canonical import canonical

# OAS 3.1, 4.8.12.2: header parameters of these names shall be ignored.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


def parameters_of(document: Document, operation: Operation) -> Iterator[Place]:
    """One place per parameter, without those that OpenAPI ignores."""
    for parameter in operation.parameters:
        if parameter.place == "header" and parameter.name.lower() in _IGNORED_HEADERS:
            continue
        yield Place(
            name=parameter_place(operation, parameter),
            side=Side.REQUEST,
            schema=canonical(document, parameter.schema, parameter.schema_pointer, Side.REQUEST),
            subject=f"`{parameter.name}`",
            pointer=parameter.pointer,
            parameter=parameter,
            media_type=parameter.media_type,
        )


def request_bodies_of(document: Document, operation: Operation) -> Iterator[Place]:
    """One place per media type of the request body."""
    content = (operation.request_body or {}).get("content", {})
    for media_type, described in content.items():
        at = join(operation.request_body_pointer, "content", media_type)
        yield Place(
            name=body_place(media_type),
            side=Side.REQUEST,
            schema=canonical(
                document, described.get("schema", {}), join(at, "schema"), Side.REQUEST
            ),
            subject="the body",
            pointer=at,
            media_type=media_type,
        )


def response_bodies_of(document: Document, operation: Operation) -> Iterator[Place]:
    """One place per media type of each documented response."""
    for status, response in operation.responses.items():
        for media_type, described in response.get("content", {}).items():
            at = join(operation.response_pointers[status], "content", media_type)
            yield Place(
                name=response_place(status, media_type),
                side=Side.RESPONSE,
                schema=canonical(
                    document, described.get("schema", {}), join(at, "schema"), Side.RESPONSE
                ),
                subject=f"the body of {status}",
                pointer=at,
                media_type=media_type,
                status=status,
            )


def response_headers_of(document: Document, operation: Operation) -> Iterator[Place]:
    """One place per documented header of each response."""
    for status, response in operation.responses.items():
        for name, raw in response.get("headers", {}).items():
            # OAS 3.1, 4.8.17.1: a response header called Content-Type shall be ignored.
            if name.lower() == "content-type":
                continue
            header, at = document.resolve_at(
                raw, join(operation.response_pointers[status], "headers", name)
            )
            yield Place(
                name=response_header_place(status, name),
                side=Side.RESPONSE,
                schema=canonical(
                    document, header.get("schema", {}), join(at, "schema"), Side.RESPONSE
                ),
                subject=f"the header `{name}` of {status}",
                pointer=at,
                status=status,
                header=name,
            )
