"""The document mended for the generator alone, so that no operation is lost on the way.

Made anew from the document's operations with every reference but those between schemas followed.
Writes nothing and runs no generator.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.strings import PythonIdentifier

from clausebook.codegen.opc_schemas import Schemas, is_scalar, loosened
from clausebook.http.statuses import WITHOUT_CONTENT
from clausebook.openapi import Document, Operation, Parameter

# OAS 3.1, 4.8.12: header parameters of these names are to be ignored.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
# What the generator puts before an identifier that would be none.
PREFIX = "field_"
_PARSED_BODIES = ("application/x-www-form-urlencoded", "multipart/form-data")
_BINARY = {"type": "string", "format": "binary"}
_TEMPLATE_NAME = re.compile(r"\{([^{}]*)\}")
_SAFE_NAME = re.compile(r"[A-Za-z_-][A-Za-z0-9_-]*")


@dataclass
class AdaptedDocument:
    """What the generator is given. `names` tells which module name each operation must get."""

    data: dict[str, Any]
    names: dict[str, str] = field(default_factory=dict)
    wire_names: dict[str, dict[str, str]] = field(default_factory=dict)
    octet_streams: set[str] = field(default_factory=set)


def adapted(document: Document, loose: Collection[str] = ()) -> AdaptedDocument:
    """The document for the generator; operations whose label is in `loose` lose schema detail."""
    schemas = Schemas(document)
    info = document.data.get("info", {})
    data: dict[str, Any] = {
        # The generator demands three numbers.
        "openapi": "3.0.3" if document.version.startswith("3.0") else "3.1.0",
        "info": {"title": str(info.get("title", "")), "version": str(info.get("version", ""))},
        "paths": {},
    }
    result = AdaptedDocument(data)
    for operation in document.operations:
        path, parameters, wire_names = _parameters(operation, schemas)
        entry: dict[str, Any] = {
            "operationId": _free_name(operation, result.names),
            "tags": [tag for tag in operation.raw.get("tags", []) if isinstance(tag, str)][:1],
            "parameters": parameters,
            "responses": _responses(operation, schemas, result.octet_streams),
        }
        for text in ("summary", "description"):
            if isinstance(operation.raw.get(text), str):
                entry[text] = unwrapped(operation.raw[text])
        if operation.request_body:
            entry["requestBody"] = _body(operation.request_body, schemas, result.octet_streams)
        if operation.label in loose:
            _loosen(entry)
        result.wire_names[operation.label] = wire_names
        # Security is left out on purpose: with it the generator would demand its own
        # AuthenticatedClient, which knows bearer tokens only.
        data["paths"].setdefault(path, {})[operation.method.lower()] = entry
    data["components"] = {"schemas": schemas.components}
    return result


def unwrapped(text: str) -> str:
    """The text with each paragraph on one line, because the generator adds breaks of its own."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def _free_name(operation: Operation, names: dict[str, str]) -> str:
    """An operationId whose module no other operation has: equal ones overwrite each other."""
    name = operation.operation_id or ""
    if not re.search(r"[A-Za-z0-9]", name):  # nothing of it would be left in an identifier
        name = f"{operation.method.lower()}_{operation.path}"
    free, count = name, 1
    while (module := str(PythonIdentifier(free, PREFIX))) in names.values():
        count += 1
        free = f"{name}_{count}"
    names[operation.label] = module
    return free


def _parameters(
    operation: Operation, schemas: Schemas
) -> tuple[str, list[dict[str, Any]], dict[str, str]]:
    """The path template, the parameters, and for each `place name` the one on the wire."""
    wire_names: dict[str, str] = {}
    in_path = {entry.name: entry for entry in operation.parameters if entry.place == "path"}
    path, entries = operation.path, []
    for index, name in enumerate(dict.fromkeys(_TEMPLATE_NAME.findall(operation.path))):
        safe = name if _SAFE_NAME.fullmatch(name) else f"parameter_{index + 1}"
        path = path.replace(f"{{{name}}}", f"{{{safe}}}")
        schema = _schema_of(in_path[name], schemas) if name in in_path else {"type": "string"}
        entries.append({"name": safe, "in": "path", "required": True, "schema": schema})
        wire_names[f"path {safe}"] = f"path {name}"
    for parameter in operation.parameters:
        ignored = parameter.place == "header" and parameter.name.lower() in _IGNORED_HEADERS
        if parameter.place == "path" or ignored:
            continue
        entries.append(
            {
                "name": parameter.name,
                "in": parameter.place,
                "required": parameter.required,
                "schema": _schema_of(parameter, schemas),
            }
        )
        label = f"{parameter.place} {parameter.name}"
        wire_names[label] = label
    return path, entries, wire_names


def _schema_of(parameter: Parameter, schemas: Schemas) -> dict[str, Any]:
    """Text where the generator knows no type for the value in its place; our own writer does."""
    resolved = schemas.resolved(parameter.schema)
    as_text = parameter.media_type is not None or resolved.get("format") == "binary"
    if parameter.place in ("header", "cookie"):
        as_text = as_text or not is_scalar(resolved)
    if parameter.place == "cookie":
        as_text = as_text or resolved.get("type") != "string"
    schema = {"type": "string"} if as_text else schemas.mended(parameter.schema)
    # The generator shows a description only where it stands in the schema.
    if "$ref" not in schema and isinstance(parameter.raw.get("description"), str):
        schema["description"] = " ".join(parameter.raw["description"].split())
    return schema


def is_json(media_type: str) -> bool:
    """Whether values of this type are written as JSON (RFC 8259, RFC 6839)."""
    plain = media_type.partition(";")[0].strip().lower()
    return plain == "application/json" or plain.endswith("+json")


def _body(body: Mapping[str, Any], schemas: Schemas, octet_streams: set[str]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for media_type, described in body.get("content", {}).items():
        if is_json(media_type) or media_type.partition(";")[0].strip().lower() in _PARSED_BODIES:
            schema = schemas.mended(described.get("schema", {}))
        else:
            octet_streams.add(media_type)
            schema = dict(_BINARY)
        content[media_type] = {"schema": schema}
    return {"required": body.get("required") is True, "content": content}


def _responses(operation: Operation, schemas: Schemas, octet_streams: set[str]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, answer in operation.responses.items():
        entry: dict[str, Any] = {"description": str(answer.get("description", ""))}
        content = answer.get("content") or {}
        if content and status not in WITHOUT_CONTENT and operation.method != "HEAD":
            # The generator reads one media type of an answer only: JSON, where there is a choice.
            media_type = next(filter(is_json, content), next(iter(content)))
            if is_json(media_type):
                schema = schemas.mended((content[media_type] or {}).get("schema", {}))
            elif media_type.startswith("text/"):
                schema = {"type": "string"}
            else:
                octet_streams.add(media_type)
                schema = dict(_BINARY)
            entry["content"] = {media_type: {"schema": schema}}
        responses[status.upper() if status.upper().endswith("XX") else status] = entry
    return responses or {"default": {"description": ""}}


def _loosen(entry: dict[str, Any]) -> None:
    described = [*entry["parameters"], *entry.get("requestBody", {}).get("content", {}).values()]
    for answer in entry["responses"].values():
        described += answer.get("content", {}).values()
    for owner in described:
        if owner["schema"] != _BINARY:
            owner["schema"] = loosened(owner["schema"])
