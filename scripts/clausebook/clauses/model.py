"""A clause: one assertable statement of a document, and how its key is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clausebook.openapi import Operation, Parameter
from clausebook.schema.canonical import Schema

_TEMPLATE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Clause:
    """One statement. `side` is "request" or "response"; `keyword` is what it constrains by.

    `key` survives operationIds, reordering and the equivalent spellings. `pointer` leads to where
    the document says it; where a default is left unsaid, the last token is the member that would
    say it. `place` is the part of the key between operation and keyword, `path` the schema path
    below it (a JSON pointer, '' where the clause is about the place itself).
    """

    key: str
    pointer: str
    side: str
    keyword: str
    value: Any
    sentence: str
    place: str
    path: str
    operation: Operation | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Place:
    """Somewhere a value travels, with the canonical schema of what may travel there."""

    name: str
    side: str
    schema: Schema
    subject: str
    pointer: str
    parameter: Parameter | None = None
    media_type: str | None = None
    status: str | None = None
    header: str | None = None


def erased(path: str) -> str:
    """The path template without the names in it: `/v2/{project_id}/x` is `/v2/{}/x` on the wire."""
    return _TEMPLATE.sub("{}", path)


def template_names(path: str) -> list[str]:
    """The names in a path template, in order."""
    return [name[1:-1] for name in _TEMPLATE.findall(path)]


def operation_key(operation: Operation) -> str:
    """The beginning of the key of each clause of an operation."""
    return f"{operation.method} {erased(operation.path)}"


def parameter_place(operation: Operation, parameter: Parameter) -> str:
    """`query app_name`; a path parameter goes by its position: its name is not on the wire."""
    if parameter.place != "path":
        return f"{parameter.place} {parameter.name}"
    names = template_names(operation.path)
    position = names.index(parameter.name) + 1 if parameter.name in names else parameter.name
    return f"path {position}"


def scheme_name(scheme: Mapping[str, Any]) -> str:
    """How a security scheme shows on the wire; its name in the document does not."""
    if scheme["type"] == "apiKey":
        return f"apiKey {scheme['in']} {scheme['name']}"
    if scheme["type"] == "http":
        return f"http {scheme['scheme']}"
    return str(scheme["type"])


def security_place(schemes: Iterable[Mapping[str, Any]]) -> str:
    """The place of one security alternative: all of its schemes together, or none."""
    return "security " + (" + ".join(sorted(scheme_name(s) for s in schemes)) or "none")
