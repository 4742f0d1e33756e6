"""Rules of schemas: one for each side that a schema stands on, keyword, and effect of a change.

Their ids are put together as `SIDE-KEYWORD-EFFECT`, their levels follow from side and effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clausebook.diff.direction import Impact, is_sent_by_consumers, judged
from clausebook.diff.rule import Rule
from clausebook.openapi import Side
from clausebook.schema.keywords import KEYWORDS
from clausebook.schema.keywords.base import VALIDATION

SIDES = tuple(Side)

_ORDERED = (Impact.NARROWS, Impact.WIDENS)
_COMPARED = (*_ORDERED, Impact.BOTH)
_BY_EXAMPLE = (*_COMPARED, Impact.LESS, Impact.MORE, Impact.UNKNOWN)
_SPOKEN = (Impact.UNKNOWN, Impact.BOTH)
_SENT = (Side.REQUEST, Side.REPLY)
_RECEIVED = (Side.RESPONSE, Side.CALL)

_SUBJECTS = {
    Side.REQUEST: "What consumers send",
    Side.RESPONSE: "What is answered",
    Side.CALL: "What a callback or webhook carries",
    Side.REPLY: "What consumers reply to a callback or webhook",
}
_SAID = {
    Impact.NARROWS: "lets in fewer values",
    Impact.WIDENS: "lets in more values",
    Impact.BOTH: "lets in other values",
    Impact.LESS: "no longer lets in an example",
    Impact.MORE: "newly lets in an example",
    Impact.UNKNOWN: "changed",
    Impact.NOTED: "changed",
}
_SAID_OF = {
    ("properties", Impact.GAINED): "names a member that was not named",
    ("properties", Impact.LOST): "no longer names a member",
    ("properties", Impact.REFUSED): "no longer names a member, and unnamed ones are refused",
    ("properties", Impact.UNKNOWN): "names other members of what is excluded",
    ("readOnly", Impact.UNKNOWN): "is said of a member now",
    ("readOnly", Impact.GAINED): "is not said of a member any more",
    ("writeOnly", Impact.LOST): "is said of a member now",
    ("writeOnly", Impact.GAINED): "is not said of a member any more",
}


@dataclass(frozen=True, slots=True)
class _Keyword:
    """The effects that a change of one keyword may have, and on which sides."""

    name: str
    effects: tuple[Impact, ...]
    source: str
    sides: tuple[Side, ...] = SIDES


def step_rule(side: Side, keyword: str, effect: Impact) -> str:
    """The id of the rule by which a step is told; deprecation is one rule on every side."""
    return "deprecated" if keyword == "deprecated" else f"{side}-{keyword}-{effect.value}"


def _keywords() -> Iterator[_Keyword]:
    effects: Mapping[str, tuple[Impact, ...]] = {
        "type": _COMPARED,
        "enum": _COMPARED,
        "multipleOf": _COMPARED,
        "maximum": _ORDERED,
        "exclusiveMaximum": _ORDERED,
        "minimum": _ORDERED,
        "exclusiveMinimum": _ORDERED,
        "maxLength": _ORDERED,
        "minLength": _ORDERED,
        "pattern": _BY_EXAMPLE,
        "maxItems": _ORDERED,
        "minItems": _ORDERED,
        "uniqueItems": _ORDERED,
        "maxContains": _ORDERED,
        "minContains": _ORDERED,
        "maxProperties": _ORDERED,
        "minProperties": _ORDERED,
        "required": _ORDERED,
        "dependentRequired": _COMPARED,
        "format": (*_COMPARED, Impact.UNKNOWN),
        "contentEncoding": _SPOKEN,
        "contentMediaType": _SPOKEN,
        "allOf": _ORDERED,
        "anyOf": _BY_EXAMPLE,
        "oneOf": _BY_EXAMPLE,
        "not": _ORDERED,
        "if": _BY_EXAMPLE,
        "dependentSchemas": _ORDERED,
        "items": _ORDERED,
        "contains": _COMPARED,
        "properties": (Impact.GAINED, Impact.LOST, Impact.REFUSED, *_COMPARED, Impact.UNKNOWN),
        "patternProperties": _ORDERED,
        "additionalProperties": _ORDERED,
        "propertyNames": _ORDERED,
        "unevaluatedItems": _ORDERED,
        "unevaluatedProperties": _ORDERED,
    }
    annotations = {
        "contentEncoding": f"{VALIDATION}, 8.3",
        "contentMediaType": f"{VALIDATION}, 8.4",
    }
    for name, possible in effects.items():
        yield _Keyword(name, possible, annotations.get(name) or KEYWORDS[name].source)
    # Any text is a string: a parameter that becomes one is read on the wire as it was.
    yield _Keyword("type", (Impact.UNKNOWN,), f"{VALIDATION}, 6.1.1", (Side.REQUEST,))
    yield _Keyword("default", (Impact.UNKNOWN,), f"{VALIDATION}, 9.2", _SENT)
    yield _Keyword("default", (Impact.NOTED,), f"{VALIDATION}, 9.2", _RECEIVED)
    marked = f"{VALIDATION}, 9.4"
    yield _Keyword("readOnly", (Impact.UNKNOWN, Impact.GAINED), marked, _SENT)
    yield _Keyword("writeOnly", (Impact.LOST, Impact.GAINED), marked, _RECEIVED)
    yield _Keyword("discriminator", (*_COMPARED, Impact.UNKNOWN), "OAS 3.1, 4.8.25")


def _rules() -> Iterator[Rule]:
    keywords = list(_keywords())
    for side in SIDES:
        for keyword in keywords:
            for effect in keyword.effects if side in keyword.sides else ():
                yield _rule(side, keyword, effect)


def _rule(side: Side, keyword: _Keyword, effect: Impact) -> Rule:
    level, _, consequence = judged(side, effect)
    if keyword.name == "default" and is_sent_by_consumers(side):
        consequence = "what leaves it out may be understood otherwise"
    said = _SAID_OF.get((keyword.name, effect)) or _SAID[effect]
    return Rule(
        step_rule(side, keyword.name, effect),
        (level,),
        f"{_SUBJECTS[side]}: `{keyword.name}` {said}; {consequence}.",
        keyword.source,
    )


SCHEMA_RULES = tuple(_rules())
