"""Example responses of a document: documented examples, else sample values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from clausebook.clauses import Place, response_bodies_of, response_headers_of
from clausebook.http.concrete_types import can_carry, concrete_type, is_json
from clausebook.http.exchange import Response
from clausebook.http.parameter_writing import text_of
from clausebook.judge.gaps import successes_of
from clausebook.openapi import Document, Operation
from clausebook.resources.valid_requests import example_of
from clausebook.values.nothing import NOTHING
from clausebook.values.sound import sound_value


def example_response(
    document: Document, operation: Operation, status: str, number: int | None = None
) -> Response:
    """An example of the documented response `status` ("204", "4XX", "default").

    `number` is the status code; by default the first that the key covers.
    """
    headers: list[tuple[str, str]] = []
    for place in response_headers_of(document, operation):
        raw = document.resolve({"$ref": f"#{place.pointer}"})
        if place.status == status and raw.get("required", False):
            value = example_of(document, raw, place.schema.value, raw.get("schema", {}))
            value = sound_value(place.schema.value) if value is NOTHING else value
            explode = bool(raw.get("explode", False))
            text = header_text("" if value is NOTHING else value, explode)
            headers.append((place.header or "", text))
    body = b""
    bodies = [it for it in response_bodies_of(document, operation) if it.status == status]
    values = [(place, _body_of(document, operation, place)) for place in bodies]
    # What can be written as its media type comes before what cannot, such as an object as XML.
    fitting = [it for it in values if can_carry(it[0].media_type or "", it[1])]
    for place, value in [*fitting, *values][:1]:
        media_type = concrete_type(place.media_type or "")
        headers.append(("Content-Type", media_type))
        body = written(value, media_type)
    return Response(number or status_code_of(status), tuple(headers), body)


def _body_of(document: Document, operation: Operation, place: Place) -> Any:
    raw = operation.responses[place.status or ""]["content"][place.media_type]
    value = example_of(document, raw, place.schema.value, raw.get("schema", {}))
    return sound_value(place.schema.value) if value is NOTHING else value


def success_response(document: Document, operation: Operation) -> Response:
    """An example of the documented success; 200 by `default`, and bare where none is documented."""
    status = success_of(operation)
    if status is not None:
        return example_response(document, operation, status)
    if "default" in operation.responses:
        return example_response(document, operation, "default", 200)
    return Response(200)


def status_code_of(status: str) -> int:
    """A status code that a response key covers; 500 for `default`."""
    if status == "default":
        return 500
    return int(status.upper().replace("X", "0"))


def success_of(operation: Operation) -> str | None:
    """The key of the documented success: a 2xx, else a 3xx (not a 304 if there is another)."""
    successes = [status for status in successes_of(operation) if status != "default"]
    return next((it for it in successes if it != "304"), next(iter(successes), None))


def rejection_of(operation: Operation, preferred: Iterable[str]) -> tuple[str, int] | None:
    """The key of the best documented rejection, and its status code.

    One of `preferred`, by its own key or by 4XX; else `default` with the first of `preferred`; else
    the first 4xx. None if no rejection is documented.
    """
    codes = list(preferred)
    ranges = [status for status in operation.responses if status.upper() == "4XX"]
    any_refusal = [status for status in operation.responses if status.startswith("4")]
    for status in codes:
        if status in operation.responses:
            return status, int(status)
        if ranges:
            return ranges[0], int(status)
    if "default" in operation.responses:
        return "default", int(codes[0])
    return (any_refusal[0], status_code_of(any_refusal[0])) if any_refusal else None


def header_text(value: Any, explode: bool) -> str:
    """A value as a header in the style `simple` (OAS 3.1, 4.8.21)."""
    if isinstance(value, dict):
        glue = "=" if explode else ","
        return ",".join(f"{name}{glue}{text_of(part)}" for name, part in value.items())
    return ",".join(map(text_of, value)) if isinstance(value, list) else text_of(value)


def written(value: Any, media_type: str) -> bytes:
    """A value serialized as a media type; empty for NOTHING."""
    if value is NOTHING:
        return b""
    if is_json(media_type):
        return json.dumps(value, ensure_ascii=False).encode()
    return text_of(value).encode()
