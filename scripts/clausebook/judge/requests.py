"""One request held against its operation: parameters, body and credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from clausebook.clauses import (
    Clause,
    ClauseKey,
    body_place,
    parameters_of,
    request_bodies_of,
    security_place,
)
from clausebook.http.exchange import Request
from clausebook.http.media_types import UnreadableBody, best_match, is_readable, read_body
from clausebook.http.parameter_reading import (
    ParameterMalformed,
    ParameterMissing,
    ParameterReader,
    RawParameters,
    cookie_pairs,
    query_pairs,
)
from clausebook.judge.violation import Violation, shown
from clausebook.openapi import Document, Operation
from clausebook.schema.validation import SchemaValidator


class RequestJudge:
    """Judges the requests of one operation. Compiled once, used often."""

    def __init__(
        self, document: Document, operation: Operation, clauses: Mapping[str, Clause]
    ) -> None:
        self._key = ClauseKey.of(operation)
        self._clauses = clauses
        self._parameters = []
        for place in parameters_of(document, operation):
            assert place.parameter is not None
            schema = SchemaValidator(place.schema, str(document.place(place.pointer)))
            reader = ParameterReader(place.parameter, schema)
            self._parameters.append((place, self._key.at(place.name), schema, reader))
        self._in_query = [
            (place.parameter.name, reader)
            for place, _, _, reader in self._parameters
            if place.parameter is not None and place.parameter.place == "query"
        ]
        self._body = operation.request_body
        self._bodies = {
            place.media_type or "": SchemaValidator(
                place.schema, str(document.place(place.pointer))
            )
            for place in request_bodies_of(document, operation)
        }
        self._security = _alternatives(document, operation)
        self._query_credentials = {
            scheme["name"]
            for _, schemes in self._security
            for scheme in schemes
            if scheme["type"] == "apiKey" and scheme["in"] == "query"
        }

    def violations(
        self, request: Request, path_values: Mapping[str, str], consumer: bool
    ) -> Iterator[Violation]:
        """Everything the request breaks; with `consumer`, also what nobody documents."""
        written = _written(request, path_values)
        for place, key, schema, reader in self._parameters:
            yield from self._parameter(place, key, schema, reader, written, consumer)
        if consumer:
            yield from self._unknown_keys(written)
        yield from self._judge_body(request)
        yield from self._credentials(written)

    def values(self, request: Request, path_values: Mapping[str, str]) -> dict[str, Any]:
        """The value of each parameter that is there and rightly written, by its name."""
        written = _written(request, path_values)
        found: dict[str, Any] = {}
        for place, _, _, reader in self._parameters:
            if place.parameter is not None:
                with suppress(ParameterMissing, ParameterMalformed):
                    found[place.parameter.name] = reader.read(written)[0]
        return found

    def _parameter(
        self,
        place: Any,
        key: ClauseKey,
        schema: SchemaValidator,
        reader: ParameterReader,
        written: RawParameters,
        consumer: bool,
    ) -> Iterator[Violation]:
        try:
            value, texts = reader.read(written)
        except ParameterMissing:
            if place.parameter.required:
                yield Violation(
                    str(key.below("/required")), f"{place.subject} is missing", "present", "absent"
                )
            return
        except ParameterMalformed as error:
            yield Violation(
                str(key.below("/style")), f"{place.subject}: {error}", place.parameter.style
            )
            return
        except UnreadableBody as error:
            expected = place.parameter.media_type
            yield Violation(str(key.below("/content")), f"{place.subject} is {error}", expected)
            return
        if consumer and reader.is_plain_query and len(texts) > 1:
            yield Violation(
                str(key.below("/type")),
                f"{place.subject} is repeated",
                "once",
                f"{len(texts)} times",
            )
        # OAS 3.1, 4.8.12.2.1: a flag may stand in the query without a value.
        if place.parameter.raw.get("allowEmptyValue") is True and texts == [""]:
            return
        if not schema.accepts(value):
            for path, message in schema.errors(value):
                yield broken(self._clauses, key, path, f"{place.subject}: {message}", value)

    def _unknown_keys(self, written: RawParameters) -> Iterator[Violation]:
        known = sorted({name for name, _ in self._in_query} | self._query_credentials)
        for name in dict(written.query):
            owned = any(reader.owns(name) for _, reader in self._in_query)
            if not owned and name not in self._query_credentials:
                yield Violation(
                    str(self._key.at("operation")),
                    f"the query key {name!r} is not documented",
                    f"one of {', '.join(known) or 'none'}",
                    repr(name),
                )

    def _judge_body(self, request: Request) -> Iterator[Violation]:
        if self._body is None:
            return
        if not request.body:
            if self._body.get("required", False):
                yield Violation(
                    str(self._key.at(body_place(), "/required")),
                    "the body is missing",
                    "present",
                    "absent",
                )
            return
        content_type = request.header("content-type")
        media_type = best_match(content_type, self._bodies)
        if media_type is None:
            documented = ", ".join(self._bodies)
            yield Violation(
                str(self._key.at(body_place(next(iter(self._bodies), "")))),
                "the body's media type is not documented",
                documented,
                shown(content_type),
            )
            return
        schema = self._bodies[media_type]
        if not is_readable(content_type, schema):
            return
        try:
            value = read_body(request.body, content_type, schema)
        except UnreadableBody as error:
            key = self._key.at(body_place(media_type))
            yield Violation(str(key), f"the body is {error}", media_type, shown(request.body))
            return
        if not schema.accepts(value):
            key = self._key.at(body_place(media_type))
            for path, message in schema.errors(value):
                yield broken(self._clauses, key, path, f"the body: {message}", value)

    def _credentials(self, written: RawParameters) -> Iterator[Violation]:
        if self._security and not any(
            all(_is_presented(scheme, written) for scheme in schemes)
            for _, schemes in self._security
        ):
            expected = " or ".join(key.name for key, _ in self._security)
            yield Violation(
                str(self._security[0][0]),
                "no documented credential is presented",
                expected,
            )


def _written(request: Request, path_values: Mapping[str, str]) -> RawParameters:
    headers: dict[str, list[str]] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), []).append(value)
    cookies = cookie_pairs(headers.get("cookie", []))
    return RawParameters(query_pairs(request.query), path_values, headers, cookies)


def broken(
    clauses: Mapping[str, Clause], at: ClauseKey, path: str, message: str, value: object
) -> Violation:
    """The violation of the clause at `path` below the place `at`, or the nearest one above."""
    while path and str(at.below(path)) not in clauses:
        path = path.rpartition("/")[0]
    key = str(at.below(path))
    expected = clauses[key].sentence if key in clauses else ""
    return Violation(key, message, expected, shown(value))


def _alternatives(
    document: Document, operation: Operation
) -> list[tuple[ClauseKey, list[dict[str, Any]]]]:
    schemes = document.data.get("components", {}).get("securitySchemes", {})
    found = []
    for requirement in operation.security:
        demanded = [document.resolve(schemes[name]) for name in requirement if name in schemes]
        found.append((ClauseKey.of(operation, security_place(demanded)), demanded))
    return found


def _is_presented(scheme: Mapping[str, Any], written: RawParameters) -> bool:
    kind = scheme["type"]
    if kind == "apiKey" and scheme["in"] == "header":
        return any(value.strip() for value in written.headers.get(scheme["name"].lower(), []))
    if kind == "apiKey":
        pairs = written.query if scheme["in"] == "query" else written.cookies
        return any(name == scheme["name"] and value for name, value in pairs)
    if kind == "mutualTLS":
        return True
    wanted = scheme["scheme"].lower() if kind == "http" else "bearer"
    given = (value.partition(" ") for value in written.headers.get("authorization", []))
    return any(name.lower() == wanted and rest.strip() for name, _, rest in given)
