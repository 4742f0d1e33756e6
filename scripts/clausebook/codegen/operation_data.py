"""One operation as the plain data that its module in the generated client holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clausebook.clauses import (
    ClauseKey,
    Place,
    parameters_of,
    request_bodies_of,
    response_bodies_of,
    response_headers_of,
)
from clausebook.codegen.opc_adapter import is_json
from clausebook.codegen.pattern_spelling import with_python_patterns
from clausebook.http.methods import SAFE_METHODS
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.schema.canonical import Schema
from clausebook.schema.unions import as_json_schema

# RFC 9110, 9.2.1: methods that only ask.


def operation_data(
    document: Document, operation: Operation, arguments: Mapping[str, str]
) -> dict[str, Any]:
    """What the client must know of the operation; `arguments` are its Python names."""
    data: dict[str, Any] = {
        "label": operation.label,
        "key": str(ClauseKey.of(operation)),
        "method": operation.method,
        "path": operation.path,
        "repeatable": operation.method in SAFE_METHODS or operation.raw.get("x-idempotent") is True,
        "accept": _accept(operation),
        "security": [list(alternative) for alternative in operation.security],
        "parameters": [
            _parameter(place, arguments)
            for place in parameters_of(document, operation)
            if place.parameter and f"{place.parameter.place} {place.parameter.name}" in arguments
        ],
        "answers": _answers(document, operation),
    }
    if {} in operation.security:  # a call without any credential is right as well
        data["security"] = [a for a in data["security"] if a] + [[]]
    if operation.request_body:
        data["body"] = {
            "required": operation.request_body.get("required") is True,
            "content": [
                {"media_type": place.media_type, **_schema(place.schema)}
                for place in request_bodies_of(document, operation)
            ],
        }
    return data


def _parameter(place: Place, arguments: Mapping[str, str]) -> dict[str, Any]:
    parameter = place.parameter
    assert parameter is not None
    entry = {
        "argument": arguments[f"{parameter.place} {parameter.name}"],
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required or parameter.place == "path",
        "place": place.name,
        "style": parameter.style,
        "explode": parameter.explode,
        **_schema(place.schema),
    }
    if parameter.media_type is None:
        return entry
    return {**entry, "json" if is_json(parameter.media_type) else "lone": True}


def _accept(operation: Operation) -> str:
    found = [m for answer in operation.responses.values() for m in answer.get("content") or {}]
    return ", ".join(dict.fromkeys(found)) or "*/*"


def _answers(document: Document, operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {status: {} for status in operation.responses}
    for place in response_bodies_of(document, operation):
        entry = {"media_type": place.media_type, **_schema(place.schema)}
        found[place.status or ""].setdefault("content", []).append(entry)
    for place in response_headers_of(document, operation):
        raw = document.resolve({"$ref": f"#{place.pointer}"})
        required = raw.get("required") is True
        entry = {"name": place.header, "required": required, **_schema(place.schema)}
        found[place.status or ""].setdefault("headers", []).append(entry)
    return found


def _schema(schema: Schema) -> dict[str, Any]:
    json_schema = as_json_schema(schema.value)
    added = {name: _path_of(schema, path) for name, (path, _) in json_schema.added.items()}
    data: dict[str, Any] = {"schema": with_python_patterns(json_schema.value)}
    recursive = {**schema.recursive, **added}
    return {**data, "recursive": recursive} if recursive else data


def _path_of(schema: Schema, path: Sequence[str]) -> str:
    if path[:1] == ("$defs",):
        return schema.recursive[path[1]] + join("", *path[2:])
    return join("", *path)
