"""Example responses of a document, and which documented status a response takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from clausebook.clauses import response_bodies_of, response_headers_of
from clausebook.http.exchange import Response
from clausebook.http.parameter_writing import text_of
from clausebook.openapi import Document, Operation
from clausebook.resources.valid_requests import example_of
from clausebook.schema.annotations import without_one_way
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import sample_value


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
    for place in response_bodies_of(document, operation):
        if place.status == status and place.media_type:
            media_type = "application/json" if "*" in place.media_type else place.media_type
            headers.append(("Content-Type", media_type))
            raw = operation.responses[status]["content"][place.media_type]
            body = serialized(_example_or_sample(document, raw, place.schema.value), media_type)
            break
    return Response(status_code or status_code_of(status), tuple(headers), body)


def _example_or_sample(document: Document, raw: Any, schema: Any) -> Any:
    """A value of a documented header or body; `schema` is its canonical form."""
    example = example_of(document, raw, schema, raw.get("schema", {}))
    return sample_value(schema) if example is NOTHING else without_one_way(schema, example)


def status_code_of(status: str) -> int:
    """The first status code that a key of the responses covers; 500 for `default`."""
    if status == "default":
        return 500
    return int(status.upper().replace("X", "0"))


def success_of(operation: Operation) -> str | None:
    """The key of the first documented success response: a 2xx, else a 3xx."""
    classes = ([s for s in operation.responses if s.startswith(first)] for first in "23")
    return next((statuses[0] for statuses in classes if statuses), None)


def rejection_of(operation: Operation, preferred: Iterable[str]) -> Rejection | None:
    """The documented rejection that is closest to the `preferred` status codes.

    A preferred one by its own key or by 4XX; else the first documented 4xx; else `default` with the
    first preferred one. None if no rejection is documented.
    """
    preferred = list(preferred)
    ranges = [status for status in operation.responses if status.upper() == "4XX"]
    rejections = [status for status in operation.responses if status.startswith("4")]
    for status in preferred:
        if status in operation.responses:
            return Rejection(status, int(status))
        if ranges:
            return Rejection(ranges[0], int(status))
    if rejections:
        return Rejection(rejections[0], status_code_of(rejections[0]))
    if "default" in operation.responses:
        return Rejection("default", int(preferred[0]))
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
    if "json" in media_type:
        return json.dumps(value, ensure_ascii=False).encode()
    return text_of(value).encode()
