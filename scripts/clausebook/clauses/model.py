"""A clause, one assertable statement of a document; and a place of a request or response."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clausebook.clauses.key import ClauseKey
from clausebook.openapi import Operation, Parameter, Side
from clausebook.schema.canonical import Schema


@dataclass(frozen=True)
class Clause:
    """One statement about what one `side` sends; `keyword` is the kind of its constraint.

    `pointer` leads to it in the document; for an omitted default, the last token is the member that
    would declare it.
    """

    key_parts: ClauseKey
    pointer: str
    side: Side
    keyword: str
    value: Any
    sentence: str
    operation: Operation | None = field(repr=False, default=None)

    @cached_property
    def key(self) -> str:
        """The key as it is printed, by which findings, facts and reports name the clause."""
        return str(self.key_parts)

    @property
    def place(self) -> str:
        """The part of the key between operation and keyword."""
        return self.key_parts.place

    @property
    def path(self) -> str:
        """The schema path below the place: a JSON pointer, '' for the place itself."""
        return self.key_parts.keyword_path


@dataclass(frozen=True)
class Place:
    """A parameter, body or header, with the canonical schema of its values."""

    name: str
    side: Side
    schema: Schema
    subject: str
    pointer: str
    parameter: Parameter | None = None
    media_type: str | None = None
    status: str | None = None
    header: str | None = None
