"""The answer that a document shows for a status: its example, or the smallest its schema allows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from clausebook.clauses import answers_of, headers_of
from clausebook.document import Document, Operation
from clausebook.exchange import Response
from clausebook.probes.draft import NOTHING
from clausebook.probes.samples import example_of, smallest
from clausebook.probes.writing import text_of


def answer_of(document: Document, operation: Operation, status: str) -> Response:
    """The documented answer `status` ("204", "4XX", "default") of an operation, as an example."""
    headers: list[tuple[str, str]] = []
    for place in headers_of(document, operation):
        raw = document.resolve({"$ref": f"#{place.pointer}"})
        if place.status == status and raw.get("required", False):
            value = example_of(document, raw, place.schema.value, raw.get("schema", {}))
            value = smallest(place.schema.value) if value is NOTHING else value
            headers.append((place.header or "", text_of("" if value is NOTHING else value)))
    body = b""
    for place in answers_of(document, operation):
        if place.status == status and place.media_type:
            media_type = "application/json" if "*" in place.media_type else place.media_type
            headers.append(("Content-Type", media_type))
            raw = operation.responses[status]["content"][place.media_type]
            value = example_of(document, raw, place.schema.value, raw.get("schema", {}))
            body = _written(smallest(place.schema.value) if value is NOTHING else value, media_type)
            break
    return Response(number_of(status), tuple(headers), body)


def number_of(status: str) -> int:
    """A number that falls under a status key; `default` is answered as a failure."""
    if status == "default":
        return 500
    return int(status.upper().replace("X", "0"))


def first_of(operation: Operation, wanted: Iterable[str]) -> str | None:
    """The first documented status among `wanted`; a range such as `4XX` stands for its own."""
    for status in wanted:
        if status in operation.responses:
            return status
        if f"{status[0]}XX" in operation.responses:
            return f"{status[0]}XX"
    return None


def success_of(operation: Operation) -> str | None:
    """The first documented success."""
    return next((status for status in operation.responses if status.startswith("2")), None)


def refusal_of(operation: Operation, preferred: Iterable[str]) -> str | None:
    """The documented refusal that fits best: one of `preferred`, else the first 4xx there is."""
    any_refusal = (status for status in operation.responses if status.startswith("4"))
    return first_of(operation, preferred) or next(any_refusal, None)


def _written(value: Any, media_type: str) -> bytes:
    if value is NOTHING:
        return b""
    if "json" in media_type:
        return json.dumps(value, ensure_ascii=False).encode()
    return text_of(value).encode()
