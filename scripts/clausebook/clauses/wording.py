"""What a schema keyword says, as a sentence about its subject. Wording only, no meaning."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

_Worded = Callable[[str, Any], str]


def _plural(count: Any, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _listed(values: Any) -> str:
    return ", ".join(map(_json, values))


_KEYWORDS: dict[str, _Worded] = {
    "type": lambda s, v: f"{s} is of type {' or '.join([v] if isinstance(v, str) else v)}.",
    "enum": lambda s, v: f"{s} is {'' if len(v) == 1 else 'one of '}{_listed(v)}.",
    "format": lambda s, v: f"{s} has the format {v}.",
    "maxLength": lambda s, v: f"{s} has at most {_plural(v, 'character')}.",
    "minLength": lambda s, v: f"{s} has at least {_plural(v, 'character')}.",
    "pattern": lambda s, v: f"{s} matches the pattern {v}",
    "maximum": lambda s, v: f"{s} is at most {v}.",
    "exclusiveMaximum": lambda s, v: f"{s} is less than {v}.",
    "minimum": lambda s, v: f"{s} is at least {v}.",
    "exclusiveMinimum": lambda s, v: f"{s} is greater than {v}.",
    "multipleOf": lambda s, v: f"{s} is a multiple of {v}.",
    "maxItems": lambda s, v: f"{s} has at most {_plural(v, 'item')}.",
    "minItems": lambda s, v: f"{s} has at least {_plural(v, 'item')}.",
    "uniqueItems": lambda s, v: f"{s} has no item twice.",
    "maxProperties": lambda s, v: f"{s} has at most {_plural(v, 'member')}.",
    "minProperties": lambda s, v: f"{s} has at least {_plural(v, 'member')}.",
    "required": lambda s, v: f"{s} has the member {v!r}.",
    "additionalProperties": lambda s, v: f"{s} has no member that the document does not name.",
    "anyOf": lambda s, v: f"{s} fits at least one of {_plural(len(v), 'shape')}.",
    "oneOf": lambda s, v: f"{s} fits exactly one of {_plural(len(v), 'shape')}.",
    "not": lambda s, v: f"{s} does not fit the excluded shape.",
    "items": lambda s, v: f"{s} has no item beyond those that the document describes.",
    "unevaluatedItems": lambda s, v: (
        f"{s} has no item that the document does not describe{_or(v)}."
    ),
    "unevaluatedProperties": (
        lambda s, v: f"{s} has no member that the document does not name{_or(v)}."
    ),
    "contains": lambda s, v: f"{s} contains a fitting item.",
    "minContains": lambda s, v: f"{s} contains at least {_plural(v, 'fitting item')}.",
    "maxContains": lambda s, v: f"{s} contains at most {_plural(v, 'fitting item')}.",
    "propertyNames": lambda s, v: f"{s} has fitting member names only.",
    "dependentRequired": lambda s, v: f"{s} has the members that another member demands.",
}


def _or(schema: Any) -> str:
    """What the unevaluated may be all the same; nothing where it is forbidden."""
    return "" if schema in (False, {"not": {}}) else f", but for those that fit {_json(schema)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def keyword_sentence(subject: str, keyword: str, value: Any) -> str:
    """The statement that `keyword: value` makes about `subject`.

    Raises KeyError for a keyword without a wording: none may be told in its own spelling.
    """
    sentence = _KEYWORDS[keyword](subject, value)
    return sentence[0].upper() + sentence[1:]


def member(subject: str, name: str) -> str:
    """How a member of `subject` is called: `a` has `a.b`, "the body" has "`b` of the body"."""
    if subject.startswith("`"):
        head, _, rest = subject[1:].partition("`")
        return f"`{head}.{name}`{rest}"
    return f"`{name}` of {subject}"


def part_of(subject: str, keyword: str, name: str = "") -> str:
    """What a schema below `keyword` speaks of: a part of `subject`, or it under a condition.

    `name` is the member, the pattern or the position that the schema stands under.
    """
    if keyword == "properties":
        return member(subject, name)
    if keyword == "prefixItems":
        return f"item {int(name) + 1} of {subject}"
    parts = {
        "items": f"each item of {subject}",
        "additionalProperties": f"each member of {subject} that the document does not name",
        "patternProperties": f"each member of {subject} that matches `{name}`",
        "then": _where(subject, "its `if` holds"),
        "else": _where(subject, "its `if` does not hold"),
        "dependentSchemas": _where(subject, f"it has `{name}`"),
    }
    return parts.get(keyword, subject)


def _where(subject: str, condition: str) -> str:
    return f"{subject.removesuffix(',')}, where {condition},"
