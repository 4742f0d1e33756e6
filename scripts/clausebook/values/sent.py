"""A value as it can be sent: what only annotations ask of it is put right, the rest is kept.

`schema` is one of `schema.sending`, which keeps those annotations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from clausebook.schema.merging import roughly_merged
from clausebook.schema.sent_formats import SENT_FORMATS
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import sample_value

# What the words in a name say about which of two moments is the later one.
_LATER = re.compile(
    r"(^|[_-])(end|ends|ended|until|till|to|finish|finished|stop|due|deadline|expir\w*|return\w*"
    r"|check_?out|arriv\w*|clos\w*|last|max|before|valid_to|updated|completed)([_-]|$)"
)
_MOMENTS = ("date", "date-time")


def with_formats(schema: Any, value: Any) -> Any:
    """The value with each text that breaks a format replaced by a sample of that format."""
    schema = merged(schema, value)
    if isinstance(value, Mapping):
        described = schema.get("properties", {})
        further = schema.get("additionalProperties")
        return {
            name: with_formats(described.get(name, further), member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [with_formats(schema.get("items"), item) for item in value]
    known = SENT_FORMATS.get(schema.get("format", ""))
    if known is None or not isinstance(value, str) or known.obeys(value):
        return value
    sample = sample_value(schema)
    return value if sample is NOTHING else sample


def in_order(schema: Any, value: Any) -> Any:
    """The value with equal moments of one object set apart: what ends comes after what starts."""
    schema = merged(schema, value)
    if isinstance(value, list):
        return [in_order(schema.get("items"), item) for item in value]
    if not isinstance(value, Mapping):
        return value
    described = schema.get("properties", {})
    found = {name: in_order(described.get(name), member) for name, member in value.items()}
    for moment in [m for m in found.values() if isinstance(m, str)]:
        equal = [name for name, member in found.items() if member == moment]
        kinds = {merged(described.get(name), found[name]).get("format") for name in equal}
        if len(equal) > 1 and len(kinds) == 1 and kinds <= set(_MOMENTS):
            equal.sort(key=_is_later)
            later = {name: _later(moment, days) for days, name in enumerate(equal)}
            found |= {name: text for name, text in later.items() if text}
    return found


def merged(schema: Any, value: Any) -> dict[str, Any]:
    """The schema with what `allOf` adds, and the first branch of a union for such a value."""
    if not isinstance(schema, dict):
        return {}
    found = {keyword: part for keyword, part in schema.items() if keyword != "allOf"}
    for branch in schema.get("allOf", ()):
        found = roughly_merged(found, merged(branch, value))
    for keyword in ("oneOf", "anyOf"):
        branches = [merged(branch, value) for branch in found.pop(keyword, ())]
        fitting = [branch for branch in branches if _may_be(branch, value)]
        if fitting:
            found = roughly_merged(fitting[0], found)
    return found


def _may_be(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether the type of the value, and what an enum pins of its members, fit the schema."""
    kinds = {str: "string", bool: "boolean", dict: "object", list: "array", type(None): "null"}
    kind = kinds.get(type(value), "number")
    named = schema.get("type", kind)
    names = {named} if isinstance(named, str) else set(named)
    if kind not in {"number" if name == "integer" else name for name in names}:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if not isinstance(value, Mapping):
        return True
    described = schema.get("properties", {})
    pinned = {n: m["enum"] for n, m in described.items() if isinstance(m, dict) and "enum" in m}
    return all(value[name] in allowed for name, allowed in pinned.items() if name in value)


def _is_later(name: str) -> bool:
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
    return _LATER.search(words) is not None


def _later(moment: str, days: int) -> str:
    """The moment so many days later; empty where it cannot be read."""
    try:
        if len(moment) == len("2024-02-29"):
            return str(date.fromisoformat(moment) + timedelta(days))
        read = datetime.fromisoformat(moment.replace("Z", "+00:00"))
        later = (read + timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return ""
    return later.replace("+00:00", "Z") if moment.endswith("Z") else later
