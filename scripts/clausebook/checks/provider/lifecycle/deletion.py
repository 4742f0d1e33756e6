"""The deletions that lifecycle checks are about: those with a linked write and a linked read."""

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
    """The deletion of another resource, and words for which one that is."""

    draft: Draft
    words: str


@dataclass(frozen=True)
class LinkedDeletion:
    """A deletion, with the keys of three effects: its own, of the write, and of the read.

    `good` is its valid request. `is_first` tells whether no operation before it deletes what the
    same write creates.
    """

    good: Draft
    clause: str
    made: str
    shown: str
    is_first: bool


def deletion_of(planner: Planner, operation: Operation) -> LinkedDeletion | None:
    """The operation as a deletion; None where it is none, or no write or read is linked."""
    document = planner.document
    made = _effects(document, operation)
    if made is None:
        return None
    before = document.operations[: document.operations.index(operation)]
    earlier = [_effects(document, it) for it in before]
    good = valid_request(document, operation, planner.facts)
    return LinkedDeletion(
        good,
        str(ClauseKey.of(operation, "effect")),
        made.created,
        made.shown,
        is_first=all(it is None or it.created != made.created for it in earlier),
    )


@dataclass(frozen=True)
class _Effects:
    created: str
    shown: str


def _effects(document: Document, operation: Operation) -> _Effects | None:
    """The keys of the effects of the linked write and read of a deletion."""
    found = creator_of(document, operation) if operation.effect is Effect.DELETE else None
    reader = linked_to(document, found[0], Effect.READ) if found else None
    if found is None or reader is None:
        return None
    return _Effects(str(ClauseKey.of(found[0], "effect")), str(ClauseKey.of(reader, "effect")))


def other_deletions(planner: Planner, deletion: LinkedDeletion) -> Iterator[OtherDeletion]:
    """Other resources to delete: each other known row, each other example of a parameter."""
    document, facts, good = planner.document, planner.facts, deletion.good
    seen = [good]
    drafts = [
        OtherDeletion(
            valid_request(document, good.operation, facts, row), f"the known row {row + 1}"
        )
        for row in range(1, len(facts.known))
    ]
    for parameter in good.operation.parameters:
        slot = (parameter.place, parameter.name)
        if slot in good.values and not parameter.required:
            for value in named_examples(document, parameter.raw):
                drafts.append(OtherDeletion(good.with_value(slot, value), f"{slot[1]} {value!r}"))
    for other in drafts:
        if other.draft not in seen:
            seen.append(other.draft)
            yield other
