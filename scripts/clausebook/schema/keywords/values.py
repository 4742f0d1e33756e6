"""Keywords that speak of a value whatever its type is: which types, which values."""

from __future__ import annotations

from typing import Any

from clausebook.schema.equality import identity
from clausebook.schema.keywords.base import Keyword
from clausebook.schema.keywords.english import listed


def _type(subject: str, value: Any) -> str:
    return f"{subject} is of type {' or '.join([value] if isinstance(value, str) else value)}."


def _enum(subject: str, value: Any) -> str:
    return f"{subject} is {'' if len(value) == 1 else 'one of '}{listed(value)}."


def _in_both(one: list[Any], other: list[Any]) -> list[Any]:
    known = {identity(value) for value in other}
    return [value for value in one if identity(value) in known]


KEYWORDS = (
    Keyword(
        name="type",
        section="6.1.1",
        rank=10,
        client_check="_keywords:_type",
        sentence=_type,
    ),
    # OAS 3.0.3, 4.7.24: beside a type, null is one more.
    Keyword(name="nullable", section="", rank=11, written_as="type"),
    Keyword(
        name="enum",
        section="6.1.2",
        rank=20,
        client_check="_keywords:_enum",
        both=_in_both,
        sentence=_enum,
    ),
    Keyword(name="const", section="6.1.3", rank=21, written_as="enum"),
)
