"""Rules for schemas: one for each side, keyword and impact of a change.

Their ids are `SIDE-KEYWORD-IMPACT`; side and impact determine the level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clausebook.diff.direction import CALL, REPLY, Impact, classify, is_sent_by_consumers
from clausebook.diff.rule import Rule

REQUEST = "request"
RESPONSE = "response"
SIDES = (REQUEST, RESPONSE, CALL, REPLY)

_VALIDATION = "JSON Schema Validation 2020-12"
_CORE = "JSON Schema 2020-12"
_ORDERED = (Impact.NARROWS, Impact.WIDENS)
_COMPARED = (*_ORDERED, Impact.BOTH)
_BY_EXAMPLE = (*_COMPARED, Impact.LESS, Impact.MORE, Impact.UNKNOWN)
_ANNOTATION = (Impact.UNKNOWN, Impact.BOTH)
_SENT = (REQUEST, REPLY)
_RECEIVED = (RESPONSE, CALL)

_SUBJECTS = {
    REQUEST: "What consumers send",
    RESPONSE: "What the provider responds",
    CALL: "What a callback or webhook carries",
    REPLY: "What consumers reply to a callback or webhook",
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
    sides: tuple[str, ...] = SIDES


def schema_rule_id(side: str, keyword: str, impact: Impact) -> str:
    """The id of the rule for a keyword change; deprecation has one rule for all sides."""
    return "deprecated" if keyword == "deprecated" else f"{side}-{keyword}-{impact.value}"


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
        "contentEncoding": ("8.3", _ANNOTATION),
        "contentMediaType": ("8.4", _ANNOTATION),
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
        for name, (section, impacts) in keywords.items():
            yield _Keyword(name, impacts, f"{document}, {section}")
    # On the wire a parameter that becomes a string is sent as before.
    yield _Keyword("type", (Impact.UNKNOWN,), f"{_VALIDATION}, 6.1.1", (REQUEST,))
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
            for impact in keyword.impacts if side in keyword.sides else ():
                yield _rule(side, keyword, impact)


def _rule(side: str, keyword: _Keyword, impact: Impact) -> Rule:
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
