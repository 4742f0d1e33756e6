"""Judges the requests of one operation: parameters, body and credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
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
from clausebook.http.media_types import UnreadableBody, best_match, read_body
from clausebook.http.parameter_reading import (
    ParameterMalformed,
    ParameterMissing,
    ParameterReader,
    RawParameters,
    cookie_pairs,
    query_pairs,
)
from clausebook.judge.violation import Violation, short_repr, violation_at
from clausebook.openapi import Document, Operation, Parameter
from clausebook.schema.validation import SchemaValidator


@dataclass(frozen=True, slots=True)
class _DocumentedParameter:
    parameter: Parameter
    subject: str  # its name in messages
    key: ClauseKey
    schema: SchemaValidator
    reader: ParameterReader


@dataclass(frozen=True, slots=True)
class _SecurityAlternative:
    key: ClauseKey
    schemes: list[dict[str, Any]]  # as documented; a request needs a credential of each


class RequestJudge:
    """Judges the requests of one operation; compiles its schemas once."""

    def __init__(
        self, document: Document, operation: Operation, clauses: Mapping[str, Clause]
    ) -> None:
        self._key = ClauseKey.of(operation)
        self._clauses = clauses
        self._parameters: list[_DocumentedParameter] = []
        for place in parameters_of(document, operation):
            assert place.parameter is not None
            schema = SchemaValidator(place.schema, str(document.place(place.pointer)))
            reader = ParameterReader(place.parameter, schema)
            key = self._key.at(place.name)
            self._parameters.append(
                _DocumentedParameter(place.parameter, place.subject, key, schema, reader)
            )
        self._query_parameters = [
            documented for documented in self._parameters if documented.parameter.place == "query"
        ]
        self._body = operation.request_body
        self._bodies = {
            place.media_type or "": SchemaValidator(
                place.schema, str(document.place(place.pointer))
            )
            for place in request_bodies_of(document, operation)
        }
        self._security = _security_alternatives(document, operation)
        self._query_credentials = {
            scheme["name"]
            for alternative in self._security
            for scheme in alternative.schemes
            if scheme["type"] == "apiKey" and scheme["in"] == "query"
        }

    def violations(
        self, request: Request, path_values: Mapping[str, str], consumer: bool
    ) -> Iterator[Violation]:
        """Every violation; with `consumer`, also of unknown and repeated query keys."""
        raw = _raw_parameters(request, path_values)
        for documented in self._parameters:
            yield from self._parameter_violations(documented, raw, consumer)
        if consumer:
            yield from self._unknown_query_keys(raw)
        yield from self._body_violations(request)
        yield from self._credential_violations(raw)

    def parameter_values(self, request: Request, path_values: Mapping[str, str]) -> dict[str, Any]:
        """The value of each parameter that is present and well formed, by name."""
        raw = _raw_parameters(request, path_values)
        values: dict[str, Any] = {}
        for documented in self._parameters:
            with suppress(ParameterMissing, ParameterMalformed):
                values[documented.parameter.name] = documented.reader.read(raw)[0]
        return values

    def _parameter_violations(
        self, documented: _DocumentedParameter, raw: RawParameters, consumer: bool
    ) -> Iterator[Violation]:
        parameter, subject, key = documented.parameter, documented.subject, documented.key
        try:
            value, texts = documented.reader.read(raw)
        except ParameterMissing:
            if parameter.required:
                yield Violation(
                    str(key.below("/required")), f"{subject} is missing", "present", "absent"
                )
            return
        except ParameterMalformed as error:
            yield Violation(str(key.below("/style")), f"{subject}: {error}", parameter.style)
            return
        except UnreadableBody as error:
            expected = parameter.media_type or ""
            yield Violation(str(key.below("/content")), f"{subject} is {error}", expected)
            return
        if consumer and documented.reader.is_plain_query and len(texts) > 1:
            yield Violation(
                str(key.below("/type")), f"{subject} is repeated", "once", f"{len(texts)} times"
            )
        # With allowEmptyValue a query parameter may have no value (OAS 3.1, 4.8.12.2.1).
        if parameter.raw.get("allowEmptyValue") is True and texts == [""]:
            return
        if not documented.schema.accepts(value):
            for path, message in documented.schema.errors(value):
                yield violation_at(self._clauses, key, path, f"{subject}: {message}", value)

    def _unknown_query_keys(self, raw: RawParameters) -> Iterator[Violation]:
        names = {documented.parameter.name for documented in self._query_parameters}
        known_keys = sorted(names | self._query_credentials)
        for query_key in dict(raw.query):
            documented = any(known.reader.owns(query_key) for known in self._query_parameters)
            if not documented and query_key not in self._query_credentials:
                yield Violation(
                    str(self._key.at("operation")),
                    f"the query key {query_key!r} is not documented",
                    f"one of {', '.join(known_keys) or 'none'}",
                    repr(query_key),
                )

    def _body_violations(self, request: Request) -> Iterator[Violation]:
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
            yield Violation(
                str(self._key.at(body_place(next(iter(self._bodies), "")))),
                "the body's media type is not documented",
                ", ".join(self._bodies),
                short_repr(content_type),
            )
            return
        key, schema = self._key.at(body_place(media_type)), self._bodies[media_type]
        try:
            value = read_body(request.body, content_type, schema)
        except UnreadableBody as error:
            actual = short_repr(request.body)
            yield Violation(str(key), f"the body is {error}", media_type, actual, "unreadable")
            return
        if not schema.accepts(value):
            for path, message in schema.errors(value):
                yield violation_at(self._clauses, key, path, f"the body: {message}", value)

    def _credential_violations(self, raw: RawParameters) -> Iterator[Violation]:
        if self._security and not any(
            all(_has_credential(raw, scheme) for scheme in alternative.schemes)
            for alternative in self._security
        ):
            yield Violation(
                str(self._security[0].key),
                "no documented credential is presented",
                " or ".join(alternative.key.name for alternative in self._security),
            )


def _raw_parameters(request: Request, path_values: Mapping[str, str]) -> RawParameters:
    headers: dict[str, list[str]] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), []).append(value)
    cookies = cookie_pairs(headers.get("cookie", []))
    return RawParameters(query_pairs(request.query), path_values, headers, cookies)


def _security_alternatives(document: Document, operation: Operation) -> list[_SecurityAlternative]:
    documented = document.data.get("components", {}).get("securitySchemes", {})
    alternatives = []
    for requirement in operation.security:
        schemes = [document.resolve(documented[name]) for name in requirement if name in documented]
        key = ClauseKey.of(operation, security_place(schemes))
        alternatives.append(_SecurityAlternative(key, schemes))
    return alternatives


def _has_credential(raw: RawParameters, scheme: Mapping[str, Any]) -> bool:
    """Whether the request has a credential of this scheme; its value is not verified."""
    kind = scheme["type"]
    if kind == "apiKey" and scheme["in"] == "header":
        return any(value.strip() for value in raw.headers.get(scheme["name"].lower(), []))
    if kind == "apiKey":
        pairs = raw.query if scheme["in"] == "query" else raw.cookies
        return any(name == scheme["name"] and value for name, value in pairs)
    if kind == "mutualTLS":
        return True
    documented_scheme = scheme["scheme"].lower() if kind == "http" else "bearer"
    authorizations = (value.partition(" ") for value in raw.headers.get("authorization", []))
    return any(
        name.lower() == documented_scheme and credential.strip()
        for name, _, credential in authorizations
    )
