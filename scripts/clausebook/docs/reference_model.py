"""The model of the reference: plain values that CONTRACT.md and the site render.

`reference` builds them from a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clausebook.clauses import Clause
from clausebook.docs.examples import Example
from clausebook.docs.languages import Language
from clausebook.docs.schema_table import Member
from clausebook.openapi import Document, Operation


@dataclass(frozen=True)
class ParameterRow:
    """One parameter: `place` is path, query, header or cookie."""

    name: str
    place: str
    required: bool
    type: str
    limits: tuple[str, ...]
    meaning: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Content:
    """One body: `schema_name` is its component, else `members` are its rows."""

    media_type: str
    type: str
    schema_name: str | None
    members: tuple[Member, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class ErrorRow:
    """One error code with its meaning and advice; each is "" if unknown."""

    status: str
    code: str
    meaning: str
    advice: str


@dataclass(frozen=True)
class ResponseReference:
    """One documented status. `headers` are names with their meanings."""

    status: str
    meaning: str
    contents: tuple[Content, ...]
    headers: tuple[tuple[str, str], ...]
    advice: str

    @property
    def is_error(self) -> bool:
        """Whether the status is an error; `default` counts as one."""
        return self.status[0] not in "123"


@dataclass(frozen=True)
class ClauseRow:
    """One clause: its key, its sentence in the reference's language, its source."""

    key: str
    sentence: str
    side: str
    source: str
    clause: Clause


@dataclass(frozen=True)
class Credential:
    """One security scheme: how a caller sends its credential."""

    name: str
    place: str
    meaning: str


@dataclass(frozen=True)
class OperationReference:
    """One operation."""

    label: str
    operation: Operation
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[ParameterRow, ...]
    body_meaning: str
    body_required: bool
    bodies: tuple[Content, ...]
    responses: tuple[ResponseReference, ...]
    errors: tuple[ErrorRow, ...]
    credentials: tuple[tuple[Credential, ...], ...]
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True)
class ContractReference:
    """The whole reference. `general` are the clauses outside operations."""

    document: Document
    language: Language
    title: str
    version: str
    description: str
    operations: tuple[OperationReference, ...]
    schemas: Mapping[str, tuple[str, tuple[Member, ...]]]
    general: tuple[ClauseRow, ...]
