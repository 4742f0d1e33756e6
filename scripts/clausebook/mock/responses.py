"""Example responses of a document: documented examples, else sample values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from clausebook.clauses import response_bodies_of, response_headers_of
from clausebook.http.exchange import Response
from clausebook.http.parameter_writing import text_of
from clausebook.openapi import Document, Operation
from clausebook.resources.valid_requests import example_of
from clausebook.schema.annotations import without_one_way
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import sample_value


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
            value = sample_value(place.schema.value) if value is NOTHING else value
            explode = bool(raw.get("explode", False))
            text = header_text("" if value is NOTHING else value, explode)
            headers.append((place.header or "", text))
    body = b""
    for place in response_bodies_of(document, operation):
        if place.status == status and place.media_type:
            media_type = "application/json" if "*" in place.media_type else place.media_type
            headers.append(("Content-Type", media_type))
            raw = operation.responses[status]["content"][place.media_type]
            value = example_of(document, raw, place.schema.value, raw.get("schema", {}))
            value = without_one_way(place.schema.value, value)
            body = written(
                sample_value(place.schema.value) if value is NOTHING else value, media_type
            )
            break
    return Response(number or status_code_of(status), tuple(headers), body)


def status_code_of(status: str) -> int:
    """A status code that a response key covers; 500 for `default`."""
    if status == "default":
        return 500
    return int(status.upper().replace("X", "0"))


def success_of(operation: Operation) -> str | None:
    """The key of the first documented success."""
    return next((status for status in operation.responses if status.startswith("2")), None)


def rejection_of(operation: Operation, preferred: Iterable[str]) -> tuple[str, int] | None:
    """The key of the best documented rejection, and its status code.

    One of `preferred`, by its own key or by 4XX; else the first 4xx; else `default` with the first
    of `preferred`. None if no rejection is documented.
    """
    codes = list(preferred)
    ranges = [status for status in operation.responses if status.upper() == "4XX"]
    any_refusal = [status for status in operation.responses if status.startswith("4")]
    for status in codes:
        if status in operation.responses:
            return status, int(status)
        if ranges:
            return ranges[0], int(status)
    if any_refusal:
        return any_refusal[0], status_code_of(any_refusal[0])
    return ("default", int(codes[0])) if "default" in operation.responses else None


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
    if "json" in media_type:
        return json.dumps(value, ensure_ascii=False).encode()
    return text_of(value).encode()
