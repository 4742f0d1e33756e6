"""Rules for schemas: one for each side, keyword and impact of a change.

Their ids are `SIDE-KEYWORD-IMPACT`; side and impact determine the level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clausebook.diff.direction import classify, is_sent_by_consumers
from clausebook.diff.rule import Rule
from clausebook.openapi import Side
from clausebook.schema.keywords import KEYWORDS
from clausebook.schema.keywords.base import VALIDATION
from clausebook.schema.keywords.comparing import COMPARED, Impact

SIDES = tuple(Side)

_ANNOTATION = (Impact.UNKNOWN, Impact.BOTH)
_SENT = (Side.REQUEST, Side.REPLY)
_RECEIVED = (Side.RESPONSE, Side.CALL)

_SUBJECTS = {
    Side.REQUEST: "What consumers send",
    Side.RESPONSE: "What the provider responds",
    Side.CALL: "What a callback or webhook carries",
    Side.REPLY: "What consumers reply to a callback or webhook",
}
_PHRASES = {
    Impact.NARROWS: "allows fewer values",
    Impact.WIDENS: "allows more values",
    Impact.BOTH: "allows other values",
    Impact.LESS: "no longer allows an example",
    Impact.MORE: "allows an example that was not allowed",
    Impact.UNKNOWN: "changed",
    Impact.NOTED: "changed",
}
_SPECIAL_PHRASES = {
    ("properties", Impact.GAINED): "declares another member",
    ("properties", Impact.LOST): "no longer declares a member",
    (
        "properties",
        Impact.REFUSED,
    ): "no longer declares a member, and undeclared members are rejected",
    ("properties", Impact.UNKNOWN): "declares other members inside `not`",
    ("readOnly", Impact.UNKNOWN): "was added to a member",
    ("readOnly", Impact.GAINED): "was removed from a member",
    ("writeOnly", Impact.LOST): "was added to a member",
    ("writeOnly", Impact.GAINED): "was removed from a member",
}


@dataclass(frozen=True, slots=True)
class _Keyword:
    """The impacts that a change of one keyword may have, and on which sides."""

    name: str
    impacts: tuple[Impact, ...]
    source: str
    sides: tuple[Side, ...] = SIDES


def schema_rule_id(side: Side, keyword: str, impact: Impact) -> str:
    """The id of the rule for a keyword change; deprecation has one rule for all sides."""
    return "deprecated" if keyword == "deprecated" else f"{side}-{keyword}-{impact.value}"


def _keywords() -> Iterator[_Keyword]:
    for name, keyword in KEYWORDS.items():
        yield _Keyword(name, keyword.impacts, keyword.source)
    yield _Keyword("contentEncoding", _ANNOTATION, f"{VALIDATION}, 8.3")
    yield _Keyword("contentMediaType", _ANNOTATION, f"{VALIDATION}, 8.4")
    # On the wire a parameter that becomes a string is sent as before.
    yield _Keyword("type", (Impact.UNKNOWN,), f"{VALIDATION}, 6.1.1", (Side.REQUEST,))
    yield _Keyword("default", (Impact.UNKNOWN,), f"{VALIDATION}, 9.2", _SENT)
    yield _Keyword("default", (Impact.NOTED,), f"{VALIDATION}, 9.2", _RECEIVED)
    marked = f"{VALIDATION}, 9.4"
    yield _Keyword("readOnly", (Impact.UNKNOWN, Impact.GAINED), marked, _SENT)
    yield _Keyword("writeOnly", (Impact.LOST, Impact.GAINED), marked, _RECEIVED)
    yield _Keyword("discriminator", (*COMPARED, Impact.UNKNOWN), "OAS 3.1, 4.8.25")


def _rules() -> Iterator[Rule]:
    keywords = list(_keywords())
    for side in SIDES:
        for keyword in keywords:
            for impact in keyword.impacts if side in keyword.sides else ():
                yield _rule(side, keyword, impact)


def _rule(side: Side, keyword: _Keyword, impact: Impact) -> Rule:
    level, _, consequence = classify(side, impact)
    if keyword.name == "default" and is_sent_by_consumers(side):
        consequence = "a message that omits it may get another meaning"
    message = _SPECIAL_PHRASES.get((keyword.name, impact)) or _PHRASES[impact]
    return Rule(
        schema_rule_id(side, keyword.name, impact),
        (level,),
        f"{_SUBJECTS[side]}: `{keyword.name}` {message}; {consequence}.",
        keyword.source,
    )


SCHEMA_RULES = tuple(_rules())
