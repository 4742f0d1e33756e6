"""How a change affects the values that a place allows, and whom it breaks on which side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from clausebook.openapi import Side
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, NOBODY, PROVIDERS, WARNING
from clausebook.schema.keywords.comparing import Impact

_CLASSIFICATION = {
    (Side.REQUEST, Impact.NARROWS): (
        BREAKING,
        CONSUMERS,
        "requests that were valid are rejected now",
    ),
    (Side.REQUEST, Impact.BOTH): (BREAKING, CONSUMERS, "requests that were valid are rejected now"),
    (Side.REQUEST, Impact.LESS): (BREAKING, CONSUMERS, "requests that were valid are rejected now"),
    (Side.REQUEST, Impact.MORE): (
        *(WARNING, CONSUMERS),
        "no valid request was found that is rejected now, but there may be one",
    ),
    (Side.REQUEST, Impact.WIDENS): (COMPATIBLE, PROVIDERS, "requests that were valid stay valid"),
    (Side.REQUEST, Impact.GAINED): (COMPATIBLE, PROVIDERS, "requests without it stay valid"),
    (Side.REQUEST, Impact.LOST): (
        *(WARNING, CONSUMERS),
        "it may still be sent, but its meaning is undocumented",
    ),
    (Side.REQUEST, Impact.REFUSED): (
        BREAKING,
        CONSUMERS,
        "requests that were valid are rejected now",
    ),
    (Side.REQUEST, Impact.UNKNOWN): (
        *(WARNING, CONSUMERS),
        "the documents do not tell whether a valid request is rejected now",
    ),
    (Side.REQUEST, Impact.NOTED): (COMPATIBLE, NOBODY, "requests that were valid stay valid"),
    (Side.RESPONSE, Impact.NARROWS): (COMPATIBLE, PROVIDERS, "every response was allowed before"),
    (Side.RESPONSE, Impact.WIDENS): (
        BREAKING,
        CONSUMERS,
        "responses may have values that were not allowed before",
    ),
    (Side.RESPONSE, Impact.BOTH): (
        BREAKING,
        CONSUMERS,
        "responses may have values that were not allowed before",
    ),
    (Side.RESPONSE, Impact.MORE): (
        BREAKING,
        CONSUMERS,
        "responses may have values that were not allowed before",
    ),
    (Side.RESPONSE, Impact.LESS): (
        *(WARNING, CONSUMERS),
        "no response was found that was not allowed before, but there may be one",
    ),
    (Side.RESPONSE, Impact.GAINED): (COMPATIBLE, PROVIDERS, "consumers may ignore it"),
    (Side.RESPONSE, Impact.LOST): (BREAKING, CONSUMERS, "consumers that read it break"),
    (Side.RESPONSE, Impact.REFUSED): (BREAKING, CONSUMERS, "consumers that read it break"),
    (Side.RESPONSE, Impact.UNKNOWN): (
        *(WARNING, CONSUMERS),
        "the documents do not tell whether responses have values that were not allowed before",
    ),
    (Side.RESPONSE, Impact.NOTED): (COMPATIBLE, NOBODY, "every response was allowed before"),
}


# Sides of a callback or webhook: the provider sends the call, consumers reply.
_SIDE_SEEN_AS = {
    Side.CALL: (Side.RESPONSE, {"responses": "calls", "response": "call"}),
    Side.REPLY: (Side.REQUEST, {"requests": "replies", "request": "reply"}),
}


def is_sent_by_consumers(side: Side) -> bool:
    """Whether consumers send the values of this side, so that narrowing breaks them."""
    return side in (Side.REQUEST, Side.REPLY)


def classify(side: Side, impact: Impact) -> tuple[str, str, str]:
    """The level, whom the change breaks, and the consequence as a sentence."""
    seen_as, words = _SIDE_SEEN_AS.get(side, (side, {}))
    level, whom, consequence = _CLASSIFICATION[seen_as, impact]
    for word, replacement in words.items():
        consequence = consequence.replace(word, replacement)
    return level, whom, consequence


@dataclass(frozen=True, slots=True)
class KeywordChange:
    """One keyword that changed. The paths lead to it in each document; None where it is absent.

    `message` says what changed, `consequence` what follows if it is not the usual consequence.
    """

    keyword: str
    impact: Impact
    old_path: str | None
    new_path: str | None
    old: Any
    new: Any
    message: str
    consequence: str = ""


_AS_CONSTRAINT = {
    Impact.GAINED: Impact.NARROWS,
    Impact.LOST: Impact.WIDENS,
    Impact.REFUSED: Impact.BOTH,
}


def as_constraints(changes: Iterable[KeywordChange]) -> Iterator[KeywordChange]:
    """The changes of a subschema whose properties only constrain members declared elsewhere."""
    for change in changes:
        yield replace(change, impact=_AS_CONSTRAINT.get(change.impact, change.impact))
