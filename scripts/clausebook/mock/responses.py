"""Example responses of a document, and which documented status a response takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from clausebook.clauses import Place, response_bodies_of, response_headers_of
from clausebook.http.concrete_types import can_carry, concrete_type, is_json
from clausebook.http.exchange import Response
from clausebook.http.parameter_writing import text_of
from clausebook.judge.gaps import successes_of
from clausebook.openapi import Document, Operation
from clausebook.resources.valid_requests import example_of
from clausebook.schema.annotations import without_one_way
from clausebook.values.nothing import NOTHING
from clausebook.values.sound import sound_value


class Rejection(NamedTuple):
    """A documented rejection: its key among the responses ("4XX") and the status code to send."""

    documented_status: str
    status_code: int


def example_response(
    document: Document, operation: Operation, status: str, status_code: int | None = None
) -> Response:
    """An example of the response documented under the key `status` ("204", "4XX", "default").

    Its values are documented examples, else sample values. Without `status_code` it has the first
    that the key covers.
    """
    headers: list[tuple[str, str]] = []
    for place in response_headers_of(document, operation):
        raw = document.resolve({"$ref": f"#{place.pointer}"})
        if place.status == status and raw.get("required", False):
            value = _example_or_sample(document, raw, place.schema.value)
            explode = bool(raw.get("explode", False))
            text = header_text("" if value is NOTHING else value, explode)
            headers.append((place.header or "", text))
    body = b""
    bodies = [it for it in response_bodies_of(document, operation) if it.status == status]
    values = [(place, _body_value(document, operation, place)) for place in bodies]
    # What can be written as its media type comes before what cannot, such as an object as XML.
    fitting = [it for it in values if can_carry(it[0].media_type or "", it[1])]
    for place, value in [*fitting, *values][:1]:
        media_type = concrete_type(place.media_type or "")
        headers.append(("Content-Type", media_type))
        body = serialized(value, media_type)
    return Response(status_code or status_code_of(status), tuple(headers), body)


def _example_or_sample(document: Document, raw: Any, schema: Any) -> Any:
    """A value of a documented header or body; `schema` is its canonical form."""
    example = example_of(document, raw, schema, raw.get("schema", {}))
    return sound_value(schema) if example is NOTHING else without_one_way(schema, example)


def _body_value(document: Document, operation: Operation, place: Place) -> Any:
    raw = operation.responses[place.status or ""]["content"][place.media_type]
    return _example_or_sample(document, raw, place.schema.value)


def success_response(document: Document, operation: Operation) -> Response:
    """An example of the documented success; 200 by `default`, and bare where none is documented."""
    status = success_of(operation)
    if status is not None:
        return example_response(document, operation, status)
    if "default" in operation.responses:
        return example_response(document, operation, "default", 200)
    return Response(200)


def status_code_of(status: str) -> int:
    """The first status code that a key of the responses covers; 500 for `default`."""
    if status == "default":
        return 500
    return int(status.upper().replace("X", "0"))


def success_of(operation: Operation) -> str | None:
    """The key of the documented success: a 2xx, else a 3xx (not a 304 if there is another)."""
    successes = [status for status in successes_of(operation) if status != "default"]
    return next((it for it in successes if it != "304"), next(iter(successes), None))


def rejection_of(operation: Operation, preferred: Iterable[str]) -> Rejection | None:
    """The documented rejection that is closest to the `preferred` status codes.

    A preferred one by its own key or by 4XX; else `default` with the first preferred one; else the
    first documented 4xx. None if no rejection is documented.
    """
    preferred = list(preferred)
    ranges = [status for status in operation.responses if status.upper() == "4XX"]
    rejections = [status for status in operation.responses if status.startswith("4")]
    for status in preferred:
        if status in operation.responses:
            return Rejection(status, int(status))
        if ranges:
            return Rejection(ranges[0], int(status))
    if "default" in operation.responses:
        return Rejection("default", int(preferred[0]))
    if rejections:
        return Rejection(rejections[0], status_code_of(rejections[0]))
    return None


def header_text(value: Any, explode: bool) -> str:
    """The text of a header in the style `simple` (OAS 3.1, 4.8.21)."""
    if isinstance(value, dict):
        separator = "=" if explode else ","
        return ",".join(f"{name}{separator}{text_of(member)}" for name, member in value.items())
    return ",".join(map(text_of, value)) if isinstance(value, list) else text_of(value)


def serialized(value: Any, media_type: str) -> bytes:
    """A body of a media type; empty for NOTHING."""
    if value is NOTHING:
        return b""
    if is_json(media_type):
        return json.dumps(value, ensure_ascii=False).encode()
    return text_of(value).encode()
