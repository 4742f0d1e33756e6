"""Phrases that the English sentences of keywords share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def plural(count: Any, noun: str) -> str:
    """The number and the noun: "1 item", "2 items"."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def as_json(value: Any) -> str:
    """The value as JSON, without escapes for characters beyond ASCII."""
    return json.dumps(value, ensure_ascii=False)


def listed(values: Iterable[Any]) -> str:
    """The values as JSON, separated by commas."""
    return ", ".join(map(as_json, values))


def except_for(schema: Any) -> str:
    """The exception for unevaluated values that the schema allows; empty if it allows none."""
    return "" if schema in (False, {"not": {}}) else f", but for those that fit {as_json(schema)}"


def member(subject: str, name: str) -> str:
    """The name of a member: `a.b` for a member of `a`, "`b` of the body" for one of "the body"."""
    if subject.startswith("`"):
        head, _, rest = subject[1:].partition("`")
        return f"`{head}.{name}`{rest}"
    return f"`{name}` of {subject}"


def where(subject: str, condition: str) -> str:
    """The subject with a condition."""
    return f"{subject.removesuffix(',')}, where {condition},"
