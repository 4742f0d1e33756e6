"""Rules of schemas: one for each side that a schema stands on, keyword, and effect of a change.

Their ids are put together as `SIDE-KEYWORD-EFFECT`, their levels follow from side and effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clausebook.diff.direction import Impact, is_sent_by_consumers, judged
from clausebook.diff.rule import Rule
from clausebook.openapi import Side

SIDES = tuple(Side)

_VALIDATION = "JSON Schema Validation 2020-12"
_CORE = "JSON Schema 2020-12"
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
    validation: Mapping[str, tuple[str, tuple[Impact, ...]]] = {
        "type": ("6.1.1", _COMPARED),
        "enum": ("6.1.2", _COMPARED),
        "multipleOf": ("6.2.1", _COMPARED),
        "maximum": ("6.2.2", _ORDERED),
        "exclusiveMaximum": ("6.2.3", _ORDERED),
        "minimum": ("6.2.4", _ORDERED),
        "exclusiveMinimum": ("6.2.5", _ORDERED),
        "maxLength": ("6.3.1", _ORDERED),
        "minLength": ("6.3.2", _ORDERED),
        "pattern": ("6.3.3", _BY_EXAMPLE),
        "maxItems": ("6.4.1", _ORDERED),
        "minItems": ("6.4.2", _ORDERED),
        "uniqueItems": ("6.4.3", _ORDERED),
        "maxContains": ("6.4.4", _ORDERED),
        "minContains": ("6.4.5", _ORDERED),
        "maxProperties": ("6.5.1", _ORDERED),
        "minProperties": ("6.5.2", _ORDERED),
        "required": ("6.5.3", _ORDERED),
        "dependentRequired": ("6.5.4", _COMPARED),
        "format": ("7", (*_COMPARED, Impact.UNKNOWN)),
        "contentEncoding": ("8.3", _SPOKEN),
        "contentMediaType": ("8.4", _SPOKEN),
    }
    core: Mapping[str, tuple[str, tuple[Impact, ...]]] = {
        "allOf": ("10.2.1.1", _ORDERED),
        "anyOf": ("10.2.1.2", _BY_EXAMPLE),
        "oneOf": ("10.2.1.3", _BY_EXAMPLE),
        "not": ("10.2.1.4", _ORDERED),
        "if": ("10.2.2.1", _BY_EXAMPLE),
        "dependentSchemas": ("10.2.2.4", _ORDERED),
        "items": ("10.3.1.2", _ORDERED),
        "contains": ("10.3.1.3", _ORDERED),
        "properties": (
            "10.3.2.1",
            (Impact.GAINED, Impact.LOST, Impact.REFUSED, *_COMPARED, Impact.UNKNOWN),
        ),
        "patternProperties": ("10.3.2.2", _ORDERED),
        "additionalProperties": ("10.3.2.3", _ORDERED),
        "propertyNames": ("10.3.2.4", _ORDERED),
        "unevaluatedItems": ("11.2", _ORDERED),
        "unevaluatedProperties": ("11.3", _ORDERED),
    }
    for document, keywords in ((_VALIDATION, validation), (_CORE, core)):
        for name, (section, effects) in keywords.items():
            yield _Keyword(name, effects, f"{document}, {section}")
    # Any text is a string: a parameter that becomes one is read on the wire as it was.
    yield _Keyword("type", (Impact.UNKNOWN,), f"{_VALIDATION}, 6.1.1", (Side.REQUEST,))
    yield _Keyword("default", (Impact.UNKNOWN,), f"{_VALIDATION}, 9.2", _SENT)
    yield _Keyword("default", (Impact.NOTED,), f"{_VALIDATION}, 9.2", _RECEIVED)
    marked = f"{_VALIDATION}, 9.4"
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
