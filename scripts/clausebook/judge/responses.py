"""Judges the responses of one operation: status code, framing, headers and body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clausebook.clauses import (
    Clause,
    ClauseKey,
    no_content_place,
    response_bodies_of,
    response_headers_of,
    response_place,
)
from clausebook.http.exchange import Response, header_values
from clausebook.http.header_reading import HeaderReader
from clausebook.http.media_types import UnreadableBody, best_match, decoded, read_body
from clausebook.http.statuses import WITHOUT_BODY
from clausebook.judge.violation import Violation, short_repr, violation_at
from clausebook.openapi import Document, Operation
from clausebook.schema.validation import SchemaValidator

# The headers that delimit a body, each with the section that forbids it where there is no body.
_FRAMING_HEADERS = {"transfer-encoding": "RFC 9112, 6.1", "content-length": "RFC 9110, 8.6"}


@dataclass(frozen=True, slots=True)
class _DocumentedHeader:
    key: ClauseKey
    required: bool
    schema: SchemaValidator
    reader: HeaderReader


class ResponseJudge:
    """Judges the responses of one operation; compiles its schemas once."""

    def __init__(
        self, document: Document, operation: Operation, clauses: Mapping[str, Clause]
    ) -> None:
        self._operation = operation
        self._key = ClauseKey.of(operation)
        self._clauses = clauses
        self._bodies: dict[str, dict[str, SchemaValidator]] = {}
        for place in response_bodies_of(document, operation):
            schema = SchemaValidator(place.schema, str(document.place(place.pointer)))
            self._bodies.setdefault(place.status or "", {})[place.media_type or ""] = schema
        self._framing_keys = {
            status: _framing_key(self._key, status, clauses) for status in operation.responses
        }
        self._headers: dict[str, list[_DocumentedHeader]] = {}
        for place in response_headers_of(document, operation):
            schema = SchemaValidator(place.schema, str(document.place(place.pointer)))
            raw = document.resolve({"$ref": f"#{place.pointer}"})
            required = bool(raw.get("required", False))
            reader = HeaderReader(schema, explode=bool(raw.get("explode", False)))
            header = _DocumentedHeader(self._key.at(place.name), required, schema, reader)
            self._headers.setdefault(place.status or "", []).append(header)

    def documented_status(self, status: int) -> str | None:
        """The key of the responses that documents a status code (OAS 3.1, 4.8.16)."""
        for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if key in self._operation.responses:
                return key
        return None

    def violations(self, response: Response) -> Iterator[Violation]:
        """Every violation of a response."""
        status = self.documented_status(response.status)
        if status is None:
            yield Violation(
                str(self._key.at("responses")),
                f"the status {response.status} is not documented",
                ", ".join(self._operation.responses),
                str(response.status),
            )
            return
        yield from _framing_violations(self._framing_keys[status], response)
        for header in self._headers.get(status, []):
            yield from self._header_violations(header, response)
        # A 204 or 304 has no body, even if the range or default that documents it has one.
        if self._operation.method != "HEAD" and response.status not in WITHOUT_BODY:
            yield from self._body_violations(status, response)

    def _header_violations(
        self, header: _DocumentedHeader, response: Response
    ) -> Iterator[Violation]:
        name, schema = header.key.header or "", header.schema
        values = header_values(response.headers, name)
        if not values:
            if header.required:
                yield Violation(
                    str(header.key.below("/required")),
                    f"the header {name} is missing",
                    "present",
                    "absent",
                )
            return
        text = ", ".join(values)
        for path, message in schema.errors(header.reader.read(text)):
            message = f"the header {name}: {message}"
            yield violation_at(self._clauses, header.key, path, message, text)

    def _body_violations(self, status: str, response: Response) -> Iterator[Violation]:
        documented = self._bodies.get(status)
        if not documented:
            if response.body:
                yield Violation(
                    str(self._key.at(no_content_place(status))),
                    f"the response {response.status} has a body",
                    "no body",
                    f"{len(response.body)} bytes: {short_repr(response.body)}",
                )
            return
        first_key = str(self._key.at(response_place(status, next(iter(documented)))))
        content_types = header_values(response.headers, "content-type")
        content_type = content_types[0] if content_types else None
        if len(set(content_types)) > 1:
            yield Violation(
                first_key,
                f"the response {response.status} has several Content-Types",
                "one (RFC 9110, 5.3)",
                short_repr(" and ".join(content_types)),
            )
        media_type = best_match(content_type, documented)
        if media_type is None:
            yield Violation(
                first_key,
                f"the media type of the response {response.status} is not documented",
                ", ".join(documented),
                short_repr(content_type),
            )
            return
        key, schema = self._key.at(response_place(status, media_type)), documented[media_type]
        try:
            body = decoded(response.body, header_values(response.headers, "content-encoding"))
            value = read_body(body, content_type, schema)
        except UnreadableBody as error:
            actual = short_repr(response.body)
            yield Violation(str(key), f"the body is {error}", media_type, actual, "unreadable")
            return
        if not schema.accepts(value):
            for path, message in schema.errors(value):
                message = f"the body of {response.status}: {message}"
                yield violation_at(self._clauses, key, path, message, value)


def _framing_key(operation_key: ClauseKey, status: str, clauses: Mapping[str, Clause]) -> str:
    """The clause that wrong framing breaks: "no content" if there is one, else the status."""
    no_content = str(operation_key.at(no_content_place(status)))
    return no_content if no_content in clauses else str(operation_key.at(response_place(status)))


def _framing_violations(clause: str, response: Response) -> Iterator[Violation]:
    """Both framing headers at once, and a body or a framing header of a response without body."""
    framing = [
        (name, value, section)
        for name, section in _FRAMING_HEADERS.items()
        for value in header_values(response.headers, name)
    ]
    both = response.status != 204 and len({name for name, _, _ in framing}) > 1
    if both:
        yield Violation(
            clause,
            f"the response {response.status} has both {' and '.join(_FRAMING_HEADERS)}",
            "at most one of them (RFC 9112, 6.2)",
            "; ".join(f"{name}: {value}" for name, value, _ in framing),
        )
    if response.body and response.status in WITHOUT_BODY:
        yield Violation(
            clause,
            f"bytes follow the response {response.status}",
            "no body",
            f"{len(response.body)} bytes: {short_repr(response.body)}",
        )
    if response.status not in WITHOUT_BODY or both:
        return
    for name, value, section in framing:
        # A 304 may have the length of the body that a 200 would have (RFC 9110, 8.6).
        if (response.status, name) != (304, "content-length"):
            yield Violation(
                clause,
                f"the response {response.status} has the header {name}",
                f"no such header ({section})",
                f"{name}: {value}",
            )
