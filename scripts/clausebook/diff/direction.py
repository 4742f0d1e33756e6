"""What a change does to the values of one place, lets in fewer or more, and whom that hurts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from clausebook.openapi import Side
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, NOBODY, PROVIDERS, WARNING


class Impact(Enum):
    """What became of the set of values.

    LESS and MORE: witnesses prove that it narrows or widens, and the other is not ruled out.
    GAINED: a member is named now; LOST: it no longer is; REFUSED: nor may it be there unnamed.
    NOTED: the same values are let in, and something else is said of them.
    """

    NARROWS = "narrows"
    WIDENS = "widens"
    BOTH = "both"
    LESS = "less"
    MORE = "more"
    UNKNOWN = "unknown"
    GAINED = "gained"
    LOST = "lost"
    REFUSED = "refused"
    NOTED = "noted"

    @property
    def flipped(self) -> Impact:
        """The effect as it is inside of `not`."""
        return _FLIPPED.get(self, self)


_FLIPPED = {
    Impact.NARROWS: Impact.WIDENS,
    Impact.WIDENS: Impact.NARROWS,
    Impact.LESS: Impact.MORE,
    Impact.MORE: Impact.LESS,
    Impact.GAINED: Impact.UNKNOWN,
    Impact.LOST: Impact.UNKNOWN,
    Impact.REFUSED: Impact.UNKNOWN,
}
_JUDGED = {
    (Side.REQUEST, Impact.NARROWS): (
        BREAKING,
        CONSUMERS,
        "requests that were valid are refused now",
    ),
    (Side.REQUEST, Impact.BOTH): (BREAKING, CONSUMERS, "requests that were valid are refused now"),
    (Side.REQUEST, Impact.LESS): (BREAKING, CONSUMERS, "requests that were valid are refused now"),
    (Side.REQUEST, Impact.MORE): (
        *(WARNING, CONSUMERS),
        "no valid request was found that is refused now, which is no proof that there is none",
    ),
    (Side.REQUEST, Impact.WIDENS): (COMPATIBLE, PROVIDERS, "requests that were valid stay valid"),
    (Side.REQUEST, Impact.GAINED): (COMPATIBLE, PROVIDERS, "requests without it stay valid"),
    (Side.REQUEST, Impact.LOST): (
        *(WARNING, CONSUMERS),
        "it may still be sent, but nothing says any more what it does",
    ),
    (Side.REQUEST, Impact.REFUSED): (
        BREAKING,
        CONSUMERS,
        "requests that were valid are refused now",
    ),
    (Side.REQUEST, Impact.UNKNOWN): (
        *(WARNING, CONSUMERS),
        "the documents cannot decide whether a request that was valid is refused now",
    ),
    (Side.REQUEST, Impact.NOTED): (COMPATIBLE, NOBODY, "requests that were valid stay valid"),
    (Side.RESPONSE, Impact.NARROWS): (COMPATIBLE, PROVIDERS, "every answer was allowed before"),
    (Side.RESPONSE, Impact.WIDENS): (
        BREAKING,
        CONSUMERS,
        "answers may be unlike any promised before",
    ),
    (Side.RESPONSE, Impact.BOTH): (
        BREAKING,
        CONSUMERS,
        "answers may be unlike any promised before",
    ),
    (Side.RESPONSE, Impact.MORE): (
        BREAKING,
        CONSUMERS,
        "answers may be unlike any promised before",
    ),
    (Side.RESPONSE, Impact.LESS): (
        *(WARNING, CONSUMERS),
        "no answer was found that was not allowed before, which is no proof that there is none",
    ),
    (Side.RESPONSE, Impact.GAINED): (COMPATIBLE, PROVIDERS, "consumers may ignore it"),
    (Side.RESPONSE, Impact.LOST): (BREAKING, CONSUMERS, "consumers that read it find nothing"),
    (Side.RESPONSE, Impact.REFUSED): (BREAKING, CONSUMERS, "consumers that read it find nothing"),
    (Side.RESPONSE, Impact.UNKNOWN): (
        *(WARNING, CONSUMERS),
        "the documents cannot decide whether answers are unlike those promised before",
    ),
    (Side.RESPONSE, Impact.NOTED): (COMPATIBLE, NOBODY, "every answer was allowed before"),
}


# A callback or webhook goes the other way: the provider calls, consumers reply.
_LIKE = {
    Side.CALL: (Side.RESPONSE, {"answers": "calls", "answer": "call"}),
    Side.REPLY: (Side.REQUEST, {"requests": "replies", "request": "reply"}),
}


def is_sent_by_consumers(side: Side) -> bool:
    """Whether consumers write what stands on this side, so that narrowing it breaks them."""
    return side in (Side.REQUEST, Side.REPLY)


def judged(side: Side, effect: Impact) -> tuple[str, str, str]:
    """The level, whom it breaks, and the consequence in words."""
    like, words = _LIKE.get(side, (side, {}))
    level, whom, consequence = _JUDGED[like, effect]
    for word, other in words.items():
        consequence = consequence.replace(word, other)
    return level, whom, consequence


@dataclass(frozen=True, slots=True)
class Step:
    """One keyword that changed. The paths lead to it in either document, None where it is not.

    `said` tells what changed, `consequence` what follows where it is not the usual.
    """

    keyword: str
    effect: Impact
    old_path: str | None
    new_path: str | None
    old: Any
    new: Any
    said: str
    consequence: str = ""


_STRICTLY = {
    Impact.GAINED: Impact.NARROWS,
    Impact.LOST: Impact.WIDENS,
    Impact.REFUSED: Impact.BOTH,
}


def strictly(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps where naming a member only constrains one that is described elsewhere."""
    for step in steps:
        yield replace(step, effect=_STRICTLY.get(step.effect, step.effect))
