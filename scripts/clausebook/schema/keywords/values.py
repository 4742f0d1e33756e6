"""Keywords for values of any type: type, enum, const, nullable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clausebook.schema.allowed_types import types_of
from clausebook.schema.equality import identity
from clausebook.schema.keywords.base import VALIDATION, Keyword
from clausebook.schema.keywords.comparing import (
    COMPARED,
    KeywordDifference,
    PatternWitness,
    Schema,
    impact_of,
)
from clausebook.schema.keywords.english import listed
from clausebook.schema.keywords.mutations import Mutation, with_value
from clausebook.schema.keywords.near_misses import enum_near_misses, number_near_misses
from clausebook.schema.keywords.proposals import Proposal, Values


def _type_sentence(subject: str, value: Any) -> str:
    return f"{subject} is of type {' or '.join([value] if isinstance(value, str) else value)}."


def _enum_sentence(subject: str, value: Any) -> str:
    return f"{subject} is {'' if len(value) == 1 else 'one of '}{listed(value)}."


def _intersection(left: list[Any], right: list[Any]) -> list[Any]:
    right_identities = {identity(value) for value in right}
    return [value for value in left if identity(value) in right_identities]


def _other_types(
    limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    for kind in limit if isinstance(limit, list) else ():
        value = values.sample({**schema, "type": kind})
        if value is not values.nothing:
            yield Proposal(f"{value!r}, which is {kind}", value, True)
    for name, value in (
        ("null", None),
        ("text", "abc"),
        ("a number with a fraction", 1.5),
        ("a whole number", 7),
        ("true", True),
        ("a list", []),
        ("an object", {}),
        ("an empty text", ""),
        ("the word null", "null"),
    ):
        yield Proposal(f"{name} in place of {limit}", value, False)
    if valid_value is not values.nothing:
        yield Proposal(f"the {limit} inside a list", [valid_value], False)
    for kind in ("integer", "number"):
        if kind in (limit if isinstance(limit, list) else [limit]):
            yield from number_near_misses(kind, schema, valid_value, values)


def _changed_type(value: Any) -> Iterator[Mutation]:
    names = [value] if isinstance(value, str) else list(value)
    if "null" not in names:
        yield with_value("type", [*names, "null"], "type that accepts null")
    other = "integer" if "string" in names else "string"
    yield with_value("type", other, f"type {other}")
    if len(names) > 1:
        for name in names:
            yield with_value("type", [n for n in names if n != name], f"type without {name}")
    if names == ["integer"]:
        yield with_value("type", "number", "type number")


def _changed_enum(members: list[Any]) -> Iterator[Mutation]:
    texts = [member for member in members if isinstance(member, str)]
    if texts:
        cased = [*members, *(text.swapcase() for text in texts if text.swapcase() != text)]
        yield with_value("enum", cased, "enum in any case")
    for index, member in enumerate(members) if len(members) > 1 else ():
        rest = members[:index] + members[index + 1 :]
        yield with_value("enum", rest, f"enum without {member!r}")
    if texts:
        # A provider that compares only the beginning or the end of a member.
        alternatives = "|".join(map(re.escape, texts))
        yield Mutation("enum matched by prefix", _pattern_instead(f"^({alternatives})"))
        yield Mutation("enum matched by suffix", _pattern_instead(f"({alternatives})$"))


def _pattern_instead(pattern: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    def mutated(schema: Mapping[str, Any]) -> dict[str, Any]:
        rest = {keyword: value for keyword, value in schema.items() if keyword != "enum"}
        return {**rest, "pattern": pattern}

    return mutated


def _compared_types(old: Schema, new: Schema, _: PatternWitness) -> Iterator[KeywordDifference]:
    before, after = types_of(old), types_of(new)
    if before != after:
        impact = impact_of(bool(before - after), bool(after - before))
        values = old.get("type"), new.get("type")
        message = f"the type is {_named(values[1])} now and was {_named(values[0])}"
        yield KeywordDifference("type", impact, values[0], values[1], message)


def _named(types: Any) -> str:
    if types is None:
        return "any"
    return types if isinstance(types, str) else " or ".join(types)


KEYWORDS = (
    Keyword(
        name="type",
        source=f"{VALIDATION}, 6.1.1",
        rank=10,
        impacts=COMPARED,
        client_check="_keywords:_type",
        sentence=_type_sentence,
        boundary=_other_types,
        mutations=_changed_type,
        compared=_compared_types,
    ),
    # OAS 3.0.3, 4.7.24: adds null to the types.
    Keyword(name="nullable", source="OAS 3.0.3, 4.7.24", rank=11, written_as="type"),
    Keyword(
        name="enum",
        source=f"{VALIDATION}, 6.1.2",
        rank=20,
        impacts=COMPARED,
        client_check="_keywords:_enum",
        both=_intersection,
        sentence=_enum_sentence,
        boundary=enum_near_misses,
        mutations=_changed_enum,
    ),
    Keyword(name="const", source=f"{VALIDATION}, 6.1.3", rank=21, written_as="enum"),
)
