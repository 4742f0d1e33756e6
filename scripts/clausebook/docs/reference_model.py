"""What the book of clauses is made of: plain values that every edition shows in its own way.

They are put together by `book`; nothing here reads a document.
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
    """What travels as a body: named after its component, or shown by its own rows."""

    media_type: str
    type: str
    shape: str | None
    members: tuple[Member, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class ErrorRow:
    """One code that an error may carry, with what it means and what to do; "" where not said."""

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
        """Whether the status is one of failure; `default` is taken for one."""
        return self.status[0] not in "123"


@dataclass(frozen=True)
class ClauseRow:
    """One clause: its key, its sentence in the book's language, where the promise comes from."""

    key: str
    sentence: str
    side: str
    source: str
    clause: Clause


@dataclass(frozen=True)
class Credential:
    """One security scheme as a caller must present it."""

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
    answers: tuple[ResponseReference, ...]
    errors: tuple[ErrorRow, ...]
    credentials: tuple[tuple[Credential, ...], ...]
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True)
class ContractReference:
    """The whole. `general` are the clauses that belong to no operation."""

    document: Document
    language: Language
    title: str
    version: str
    description: str
    chapters: tuple[OperationReference, ...]
    shapes: Mapping[str, tuple[str, tuple[Member, ...]]]
    general: tuple[ClauseRow, ...]
