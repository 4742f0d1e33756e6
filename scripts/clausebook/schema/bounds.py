"""How large the values are at most that are made from a schema, whatever sizes it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_CHARACTERS = 65_536
MOST_ITEMS = 1_000
"""Items of a list, and members of an object."""

_TEXTS = ("minLength", "maxLength")
_COLLECTIONS = (
    *("minItems", "maxItems", "minContains", "maxContains"),
    *("minProperties", "maxProperties"),
)
_MOST_NUMBER = 10**300  # beyond it Python cannot divide exactly, and no reader is exact


def why_not_probed(keyword: str, limit: Any) -> str:
    """Why values around this limit are not made; '' where they are."""
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        return ""
    if keyword in _TEXTS and limit > MOST_CHARACTERS:
        return f"not probed: texts have at most {MOST_CHARACTERS:,} characters here"
    if keyword in _COLLECTIONS and limit > MOST_ITEMS:
        return f"not probed: lists and objects have at most {MOST_ITEMS:,} items here"
    if abs(limit) > _MOST_NUMBER:
        return "not probed: the number is too large to calculate with"
    return ""


def oversized(schema: Any) -> str:
    """Why no value of the schema is made, if it demands too large a one anywhere in it; else ''.

    Only what is demanded counts, and a maximum demands nothing.
    """
    if isinstance(schema, list):
        return next(filter(None, map(oversized, schema)), "")
    if not isinstance(schema, Mapping):
        return ""
    own = (
        why_not_probed(keyword, limit)
        for keyword, limit in schema.items()
        if keyword.startswith(("min", "multipleOf"))
    )
    parts = (oversized(part) for part in schema.values())
    return next(filter(None, own), "") or next(filter(None, parts), "")
