"""The request side of an operation as clauses: parameters, body, credentials."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.clauses.builder import ClauseBuilder
from clausebook.clauses.key import body_place, schemes_text, security_place
from clausebook.clauses.model import Clause, Place
from clausebook.clauses.places import parameters_of, request_bodies_of
from clausebook.openapi import Document, Side
from clausebook.openapi.pointers import join


def request_clauses(document: Document, builder: ClauseBuilder) -> Iterator[Clause]:
    """The clauses of a valid request; a provider rejects any other."""
    for place in parameters_of(document, builder.operation):
        yield from _parameter(builder, place)
    yield from _body(document, builder)
    yield from _security(document, builder)


def _parameter(builder: ClauseBuilder, place: Place) -> Iterator[Clause]:
    parameter = place.parameter
    assert parameter is not None
    if parameter.place != "path":
        word = "must be given" if parameter.required else "may be left out"
        yield builder.clause(
            place.name,
            "/required",
            join(parameter.pointer, "required"),
            Side.REQUEST,
            "required",
            parameter.required,
            f"{place.subject} {word} in the {parameter.place}.",
        )
    if parameter.media_type is not None:
        yield builder.clause(
            place.name,
            "/content",
            place.pointer,
            Side.REQUEST,
            "content",
            parameter.media_type,
            f"{place.subject} is written as {parameter.media_type}.",
        )
    yield from _style(builder, place)
    yield from builder.schema(place)


def _style(builder: ClauseBuilder, place: Place) -> Iterator[Clause]:
    """The clauses of style and explode, unless a scalar is serialized the same either way."""
    parameter = place.parameter
    assert parameter is not None
    types = place.schema.value.get("type", [])
    composite_types = {"array", "object"} & set([types] if isinstance(types, str) else types)
    plain = parameter.style in ("form", "simple") and not composite_types
    if parameter.media_type is not None or plain:
        return
    for keyword, value in (("style", parameter.style), ("explode", parameter.explode)):
        yield builder.clause(
            place.name,
            f"/{keyword}",
            join(parameter.pointer, keyword),
            Side.REQUEST,
            keyword,
            value,
            f"{place.subject} is written with {keyword} {_style_value(value)}.",
        )


def _style_value(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _body(document: Document, builder: ClauseBuilder) -> Iterator[Clause]:
    operation = builder.operation
    if operation.request_body is None:
        return
    required = bool(operation.request_body.get("required", False))
    yield builder.clause(
        body_place(),
        "/required",
        join(operation.request_body_pointer, "required"),
        Side.REQUEST,
        "required",
        required,
        f"A body {'must be sent' if required else 'may be left out'}.",
    )
    for place in request_bodies_of(document, operation):
        yield builder.clause(
            place.name,
            "",
            place.pointer,
            Side.REQUEST,
            "media type",
            place.media_type,
            f"A body of type {place.media_type} is taken.",
        )
        yield from builder.schema(place)


def _security(document: Document, builder: ClauseBuilder) -> Iterator[Clause]:
    operation = builder.operation
    schemes = document.data.get("components", {}).get("securitySchemes", {})
    own = "security" in operation.raw
    for index, alternative in enumerate(operation.security):
        required_schemes = [
            document.resolve(schemes[name]) for name in alternative if name in schemes
        ]
        pointer = join(operation.pointer if own else "", "security", str(index))
        yield builder.clause(
            security_place(required_schemes),
            "",
            pointer,
            Side.REQUEST,
            "security",
            tuple(alternative),
            f"`{schemes_text(required_schemes)}` opens the operation."
            if required_schemes
            else "No credential is needed.",
        )
