"""Turns of phrase that the English sentences of keywords share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def plural(count: Any, noun: str) -> str:
    """The number and the noun: "1 item", "2 items"."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def as_json(value: Any) -> str:
    """The value as JSON, in whatever script it is written."""
    return json.dumps(value, ensure_ascii=False)


def listed(values: Iterable[Any]) -> str:
    """The values as JSON, with commas."""
    return ", ".join(map(as_json, values))


def but_for(schema: Any) -> str:
    """What the unevaluated may be all the same; nothing where it is forbidden."""
    return "" if schema in (False, {"not": {}}) else f", but for those that fit {as_json(schema)}"


def member(subject: str, name: str) -> str:
    """How a member of `subject` is called: `a` has `a.b`, "the body" has "`b` of the body"."""
    if subject.startswith("`"):
        head, _, rest = subject[1:].partition("`")
        return f"`{head}.{name}`{rest}"
    return f"`{name}` of {subject}"


def where(subject: str, condition: str) -> str:
    """The subject under a condition."""
    return f"{subject.removesuffix(',')}, where {condition},"
