"""The document as its operations: what each accepts, answers and demands, with references followed.

Knows OpenAPI's inheritance (path item to operation, document to operation) and nothing of clauses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from clausebook.openapi.errors import Place
from clausebook.openapi.pointers import follow, from_fragment, join

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DEFAULT_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


class Side(StrEnum):
    """Who sends what is spoken of: the consumer its request, the provider its response.

    In a callback or webhook it is the other way round: the provider calls, the consumer replies.
    """

    REQUEST = "request"
    RESPONSE = "response"
    CALL = "call"
    REPLY = "reply"


class Effect(StrEnum):
    """What an operation does to the resource that it names, as `x-effect` says it."""

    CREATE = "create"
    READ = "read"
    DELETE = "delete"


_EFFECTS = {effect.value: effect for effect in Effect}


@dataclass
class _Edited:
    path: Path
    shown: str
    data: dict[str, Any]

    def place(self, pointer: str) -> Place:
        return Place(self.shown, 1, 1)


@dataclass(frozen=True)
class Parameter:
    """One parameter; `place` is path, query, header or cookie (OAS 3.1, 4.8.12).

    `media_type` is set where the parameter is described by `content` in place of `schema`.
    """

    name: str
    place: str
    required: bool
    schema: Any
    style: str
    explode: bool
    allow_reserved: bool
    media_type: str | None
    pointer: str
    schema_pointer: str
    raw: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Operation:
    """One operation; `pointer` leads to it, `responses` is keyed by status, range or `default`."""

    method: str
    path: str
    operation_id: str | None
    pointer: str
    parameters: tuple[Parameter, ...]
    request_body: Mapping[str, Any] | None
    request_body_pointer: str
    responses: Mapping[str, Mapping[str, Any]]
    response_pointers: Mapping[str, str]
    security: tuple[Mapping[str, list[str]], ...]
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def label(self) -> str:
        """How people name it: method and path."""
        return f"{self.method} {self.path}"

    @property
    def effect(self) -> Effect | None:
        """`x-effect`, where the document says a known one."""
        said = self.raw.get("x-effect")
        return _EFFECTS.get(said) if isinstance(said, str) else None


class Source(Protocol):
    """Where a document comes from: its data in one piece, and the place of everything in it."""

    path: Path
    shown: str
    data: Any

    def place(self, pointer: str) -> Place:
        """Where the value at `pointer` stands."""


class Document:
    """One OpenAPI document, every file of it in `data`. Treat it as read-only."""

    def __init__(self, source: Source, null_sections: tuple[str, ...] = ()) -> None:
        self._source = source
        self.path = source.path
        self.shown = source.shown
        self.data: dict[str, Any] = source.data
        self.version: str = self.data["openapi"]
        # Pointers of sections that are null in the file, and left out of `data`.
        self.null_sections = null_sections

    def edited(self, data: dict[str, Any]) -> Document:
        """A document that says `data`, to compare with this one; it has no places of its own."""
        return Document(_Edited(self.path, self.shown, data))

    def place(self, pointer: str) -> Place:
        """The file, line and column where the value at `pointer` stands."""
        return self._source.place(pointer)

    def canonical_hash(self) -> str:
        """SHA-256 of the document's canonical JSON: comments, order and format change nothing."""
        canonical = json.dumps(self.data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def resolve(self, value: Any, pointer: str = "") -> Any:
        """`value`, or what its chain of `$ref`s leads to."""
        return self.resolve_at(value, pointer)[0]

    def resolve_at(self, value: Any, pointer: str) -> tuple[Any, str]:
        """The same, with the pointer of what was found."""
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            pointer = from_fragment(value["$ref"][1:])
            value = follow(self.data, pointer)
        return value, pointer

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation under `paths`, in the document's order."""
        found = []
        for path, raw_item in self.data.get("paths", {}).items():
            if not path.startswith("x-"):
                found += self.operations_of(path, raw_item, join("/paths", path))
        return tuple(found)

    def operations_of(self, path: str, raw_item: Any, pointer: str) -> list[Operation]:
        """The operations of one path item, also one that stands among webhooks or callbacks."""
        item, at = self.resolve_at(raw_item, pointer)
        return [self._operation(method, path, item, at) for method in item if method in METHODS]

    def operation(self, method: str, path: str) -> Operation:
        """The operation at this method and path template. Raises KeyError with its label."""
        for operation in self.operations:
            if operation.method == method.upper() and operation.path == path:
                return operation
        raise KeyError(f"{method.upper()} {path}")

    def _operation(
        self, method: str, path: str, item: dict[str, Any], item_pointer: str
    ) -> Operation:
        raw = item[method]
        pointer = join(item_pointer, method)
        body, body_pointer = self.resolve_at(raw.get("requestBody"), join(pointer, "requestBody"))
        responses: dict[str, Any] = {}
        response_pointers: dict[str, str] = {}
        for status, answer in raw.get("responses", {}).items():
            if not status.startswith("x-"):
                found = self.resolve_at(answer, join(pointer, "responses", status))
                responses[status], response_pointers[status] = found
        return Operation(
            method=method.upper(),
            path=path,
            operation_id=raw.get("operationId"),
            pointer=pointer,
            parameters=self._parameters(item, item_pointer, raw, pointer),
            request_body=body,
            request_body_pointer=body_pointer,
            responses=responses,
            response_pointers=response_pointers,
            security=tuple(raw.get("security", self.data.get("security", []))),
            raw=raw,
        )

    def _parameters(
        self, item: dict[str, Any], item_pointer: str, raw: dict[str, Any], pointer: str
    ) -> tuple[Parameter, ...]:
        """Those of the path item, each replaced by the operation's of the same name and place."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner, owner_pointer in ((item, item_pointer), (raw, pointer)):
            for index, entry in enumerate(owner.get("parameters", [])):
                at = join(owner_pointer, "parameters", str(index))
                parameter = self._parameter(*self.resolve_at(entry, at))
                found[parameter.place, parameter.name] = parameter
        return tuple(found.values())

    def _parameter(self, raw: dict[str, Any], pointer: str) -> Parameter:
        place = raw["in"]
        style = raw.get("style", _DEFAULT_STYLE[place])
        content: dict[str, Any] = raw.get("content", {})
        media_type = next(iter(content), None)
        if media_type is None:
            schema, schema_pointer = raw.get("schema", {}), join(pointer, "schema")
        else:
            schema = content[media_type].get("schema", {})
            schema_pointer = join(pointer, "content", media_type, "schema")
        return Parameter(
            name=raw["name"],
            place=place,
            required=bool(raw.get("required", False)),
            schema=schema,
            style=style,
            explode=bool(raw.get("explode", style == "form")),
            allow_reserved=bool(raw.get("allowReserved", False)),
            media_type=media_type,
            pointer=pointer,
            schema_pointer=schema_pointer,
            raw=raw,
        )
