"""The answer that a document shows for a status: its example, or the smallest its schema allows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from clausebook.clauses import response_bodies_of, response_headers_of
from clausebook.http.exchange import Response
from clausebook.http.parameter_writing import text_of
from clausebook.openapi import Document, Operation
from clausebook.resources.valid_requests import example_of
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import sample_value


def example_response(
    document: Document, operation: Operation, status: str, number: int | None = None
) -> Response:
    """The documented answer `status` ("204", "4XX", "default") of an operation, as an example.

    `number` is the status on the wire; without one it is the first that falls under the key.
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
            body = written(
                sample_value(place.schema.value) if value is NOTHING else value, media_type
            )
            break
    return Response(number or status_code_of(status), tuple(headers), body)


def status_code_of(status: str) -> int:
    """A number that falls under a status key; `default` is answered as a failure."""
    if status == "default":
        return 500
    return int(status.upper().replace("X", "0"))


def success_of(operation: Operation) -> str | None:
    """The first documented success."""
    return next((status for status in operation.responses if status.startswith("2")), None)


def rejection_of(operation: Operation, preferred: Iterable[str]) -> tuple[str, int] | None:
    """The documented refusal that fits best, with its status on the wire.

    One of `preferred`, as itself or in the range 4XX; else the first 4xx there is; else one of
    `preferred` by `default`. None where no refusal is documented.
    """
    wanted = list(preferred)
    ranges = [status for status in operation.responses if status.upper() == "4XX"]
    any_refusal = [status for status in operation.responses if status.startswith("4")]
    for status in wanted:
        if status in operation.responses:
            return status, int(status)
        if ranges:
            return ranges[0], int(status)
    if any_refusal:
        return any_refusal[0], status_code_of(any_refusal[0])
    return ("default", int(wanted[0])) if "default" in operation.responses else None


def header_text(value: Any, explode: bool) -> str:
    """A value as a header holds it, in the style `simple` (OAS 3.1, 4.8.21)."""
    if isinstance(value, dict):
        glue = "=" if explode else ","
        return ",".join(f"{name}{glue}{text_of(part)}" for name, part in value.items())
    return ",".join(map(text_of, value)) if isinstance(value, list) else text_of(value)


def written(value: Any, media_type: str) -> bytes:
    """A value as the body of a media type; nothing where there is none."""
    if value is NOTHING:
        return b""
    if "json" in media_type:
        return json.dumps(value, ensure_ascii=False).encode()
    return text_of(value).encode()
