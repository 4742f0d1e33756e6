"""The deletions that lifecycle checks test: those with a linked write and a linked read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausebook.checks.provider.probes import Planner
from clausebook.clauses import ClauseKey
from clausebook.openapi import Document, Effect, Operation
from clausebook.resources import Draft, valid_request
from clausebook.resources.links import creator_of, linked_to
from clausebook.resources.valid_requests import named_examples


@dataclass(frozen=True)
class OtherDeletion:
    """The deletion of another resource, and a description of the resource."""

    draft: Draft
    description: str


@dataclass(frozen=True)
class LinkedDeletion:
    """A deletion, with the keys of the effect clauses of itself, of the write and of the read.

    `valid` is its valid request. `is_first` tells whether it is the first operation that deletes
    what the write creates.
    """

    valid: Draft
    clause: str
    write_clause: str
    read_clause: str
    is_first: bool


def deletion_of(planner: Planner, operation: Operation) -> LinkedDeletion | None:
    """The operation as a deletion; None if it is none, or no write or read is linked."""
    document = planner.document
    effects = _effects(document, operation)
    if effects is None:
        return None
    before = document.operations[: document.operations.index(operation)]
    earlier = [_effects(document, it) for it in before]
    valid = valid_request(document, operation, planner.facts)
    return LinkedDeletion(
        valid,
        str(ClauseKey.of(operation, "effect")),
        effects.write_clause,
        effects.read_clause,
        is_first=all(it is None or it.write_clause != effects.write_clause for it in earlier),
    )


@dataclass(frozen=True)
class _Effects:
    write_clause: str
    read_clause: str


def _effects(document: Document, operation: Operation) -> _Effects | None:
    """The keys of the effects of the linked write and read of a deletion."""
    creator = creator_of(document, operation) if operation.effect is Effect.DELETE else None
    reader = linked_to(document, creator[0], Effect.READ) if creator else None
    if creator is None or reader is None:
        return None
    return _Effects(str(ClauseKey.of(creator[0], "effect")), str(ClauseKey.of(reader, "effect")))


def other_deletions(planner: Planner, deletion: LinkedDeletion) -> Iterator[OtherDeletion]:
    """Other resources to delete: each other known row, each other example of a parameter."""
    document, facts, valid = planner.document, planner.facts, deletion.valid
    yielded = [valid]
    drafts = [
        OtherDeletion(
            valid_request(document, valid.operation, facts, row), f"the known row {row + 1}"
        )
        for row in range(1, len(facts.known))
    ]
    for parameter in valid.operation.parameters:
        slot = (parameter.place, parameter.name)
        if slot in valid.values and not parameter.required:
            for value in named_examples(document, parameter.raw):
                drafts.append(OtherDeletion(valid.with_value(slot, value), f"{slot[1]} {value!r}"))
    for other in drafts:
        if other.draft not in yielded:
            yielded.append(other.draft)
            yield other
