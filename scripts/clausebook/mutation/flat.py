"""A document without shared components, so that an edit of one node changes one clause.

Components are copied to each use and schemas are canonical. The flat document has the clauses of
the original; a recursive schema has those of one more level.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from clausebook.clauses import (
    Place,
    parameters_of,
    request_bodies_of,
    response_bodies_of,
    response_headers_of,
)
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.schema.canonical import Schema


class FlatDocument:
    """The flat document, and the pointer of each schema and operation in it.

    `schemas` maps an operation's pointer in the original and a place's name to the schema's pointer
    here; `operations` maps an operation's pointer in the original to its pointer here.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._definitions: dict[str, Any] = {}
        self.schemas: dict[tuple[str, str], str] = {}
        self.operations: dict[str, str] = {}
        paths: dict[str, Any] = {}
        for operation in document.operations:
            method = operation.method.lower()
            self.operations[operation.pointer] = join("/paths", operation.path, method)
            paths.setdefault(operation.path, {})[method] = self._operation(operation)
        components = document.data.get("components", {})
        self.data: dict[str, Any] = {
            "openapi": "3.1.0",
            "info": document.data["info"],
            "paths": paths,
            "components": {
                "schemas": self._definitions,
                "securitySchemes": {
                    name: document.resolve(raw)
                    for name, raw in components.get("securitySchemes", {}).items()
                },
            },
        }

    def data_of(self, operation: Operation) -> dict[str, Any]:
        """A copy of the document with this operation alone, which the caller may edit."""
        method = operation.method.lower()
        own = copy.deepcopy(self.data["paths"][operation.path][method])
        return {**self.data, "paths": {operation.path: {method: own}}}

    def _operation(self, operation: Operation) -> dict[str, Any]:
        at = self.operations[operation.pointer]
        kept = {k: v for k, v in operation.raw.items() if k in ("operationId", "x-effect", "tags")}
        written: dict[str, Any] = {**kept, "security": [dict(s) for s in operation.security]}
        written["parameters"] = [
            self._parameter(operation, place, index)
            for index, place in enumerate(parameters_of(self._document, operation))
        ]
        if operation.request_body is not None:
            places = request_bodies_of(self._document, operation)
            content = self._content(
                operation, operation.request_body, places, join(at, "requestBody")
            )
            required = bool(operation.request_body.get("required", False))
            written["requestBody"] = {"required": required, "content": content}
        written["responses"] = {s: self._response(operation, s) for s in operation.responses}
        return written

    def _parameter(self, operation: Operation, place: Any, index: int) -> dict[str, Any]:
        parameter = place.parameter
        at = join(self.operations[operation.pointer], "parameters", str(index))
        written = {
            "name": parameter.name,
            "in": parameter.place,
            "required": parameter.required,
            **self._examples(parameter.raw),
        }
        inner = join(at, "schema")
        if parameter.media_type is not None:
            inner = join(at, "content", parameter.media_type, "schema")
        schema = self._schema(operation, place.name, place.schema, inner)
        if parameter.media_type is not None:
            return {**written, "content": {parameter.media_type: {"schema": schema}}}
        return {**written, "style": parameter.style, "explode": parameter.explode, "schema": schema}

    def _response(self, operation: Operation, status: str) -> dict[str, Any]:
        raw = operation.responses[status]
        at = join(self.operations[operation.pointer], "responses", status)
        written: dict[str, Any] = {"description": raw.get("description", "")}
        bodies = response_bodies_of(self._document, operation)
        own = (place for place in bodies if place.status == status)
        content = self._content(operation, raw, own, at)
        headers = {
            place.header: {
                "required": bool(self._header(place).get("required", False)),
                **self._examples(self._header(place)),
                "schema": self._schema(
                    operation,
                    place.name,
                    place.schema,
                    join(at, "headers", place.header or "", "schema"),
                ),
            }
            for place in response_headers_of(self._document, operation)
            if place.status == status
        }
        written |= {"content": content} if content else {}
        written |= {"headers": headers} if headers else {}
        links = {n: self._document.resolve(link) for n, link in raw.get("links", {}).items()}
        return {**written, "links": links} if links else written

    def _content(
        self, operation: Operation, raw: Mapping[str, Any], places: Iterable[Place], at: str
    ) -> dict[str, Any]:
        """The `content` of the body or response `raw`, which stands at `at` here."""
        return {
            place.media_type or "": {
                **self._examples(raw["content"][place.media_type]),
                "schema": self._schema(
                    operation,
                    place.name,
                    place.schema,
                    join(at, "content", place.media_type or "", "schema"),
                ),
            }
            for place in places
        }

    def _header(self, place: Any) -> Mapping[str, Any]:
        raw: Mapping[str, Any] = self._document.resolve({"$ref": f"#{place.pointer}"})
        return raw

    def _examples(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The first example, of the object or of its schema: a canonical schema has none."""
        if "example" in raw:
            return {"example": raw["example"]}
        entries = [self._document.resolve(entry) for entry in raw.get("examples", {}).values()]
        values = [entry["value"] for entry in entries if "value" in entry]
        schema = self._document.resolve(raw.get("schema", {}))
        if not values and isinstance(schema, dict):
            values = (
                [schema["example"]] if "example" in schema else list(schema.get("examples", []))
            )
        return {"example": values[0]} if values else {}

    def _schema(self, operation: Operation, place: str, schema: Schema, pointer: str) -> Any:
        self.schemas[operation.pointer, place] = pointer
        value = {key: item for key, item in schema.value.items() if key != "$defs"}
        names = {name: f"{len(self._definitions)}-{name}" for name in schema.value.get("$defs", {})}
        for name, definition in schema.value.get("$defs", {}).items():
            self._definitions[names[name]] = _with_component_refs(definition, names)
        return _with_component_refs(value, names) if names else copy.deepcopy(value)


def _with_component_refs(value: Any, names: Mapping[str, str]) -> Any:
    """A copy whose references to `$defs` are references to the document's components."""
    if isinstance(value, list):
        return [_with_component_refs(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    copied = {key: _with_component_refs(item, names) for key, item in value.items()}
    target = copied.get("$ref")
    if isinstance(target, str) and target.startswith("#/$defs/"):
        copied["$ref"] = f"#/components/schemas/{names[target.removeprefix('#/$defs/')]}"
    return copied
