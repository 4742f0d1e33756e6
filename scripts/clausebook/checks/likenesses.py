"""Names that a careless comparison takes for a known one, and that name nothing themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.facts import Facts


def likenesses(facts: Facts, name: str, value: Any, schema: Mapping[str, Any]) -> list[str]:
    """What is only like `value`, the known good one of the parameter `name` with this schema.

    Empty where no fact knows the parameter; without what facts call the same.
    """
    named = {key.rpartition(" ")[2] for row in facts.known for key in row}
    if name not in named or not isinstance(value, str) or len(value) < 2:
        return []
    first, rest = value[0], value[1:]
    wide = f"{chr(ord(first) + 0xFEE0)}{rest}" if "!" <= first <= "~" else rest
    # Its percent sign is encoded once more on the way: only who decodes twice reads the name.
    escaped = "".join(f"%{byte:02x}" for byte in first.encode()) + rest
    like = [value[:-1], rest, f"{value}x", f"{value} ", f" {value}", wide, escaped]
    if not _is_uuid(schema):
        like.append(value.swapcase())
    patterns = ("%", "*", ".*", f"{first}%", f"{first}*", "_" * len(value))
    ended = (f"{value}\0x", f"{value}' --", "x' or '1'='1")
    same = {value, *(v for fact in facts.same if value in fact.values for v in fact.values)}
    return [text for text in (*like, *patterns, *ended) if text not in same]


def _is_uuid(schema: Mapping[str, Any]) -> bool:
    """Whether a value may be a UUID, whose case does not matter to who reads it (RFC 9562, 4)."""
    branches = (b for keyword in ("allOf", "anyOf", "oneOf") for b in schema.get(keyword, ()))
    return schema.get("format") == "uuid" or any(
        isinstance(branch, Mapping) and _is_uuid(branch) for branch in branches
    )
