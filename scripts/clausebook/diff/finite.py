"""The values of finite schemas without an enum: booleans, null, a few integers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from clausebook.schema.acceptance import compile_schema
from clausebook.schema.allowed_types import types_of

_MOST = 1_000
_PLAIN = frozenset(
    {"type", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)


def finite_values(schema: Mapping[str, Any]) -> list[Any] | None:
    """All values that the schema allows; None if they are many or not known."""
    if "enum" in schema:
        return list(schema["enum"])
    types = types_of(schema)
    if not schema.keys() <= _PLAIN or not types <= {"boolean", "null", "integer"}:
        return None
    candidates: list[Any] = [*([False, True] if "boolean" in types else [])]
    candidates += [None] if "null" in types else []
    if "integer" in types:
        least = max(
            (schema[k] for k in ("minimum", "exclusiveMinimum") if k in schema), default=None
        )
        most = min(
            (schema[k] for k in ("maximum", "exclusiveMaximum") if k in schema), default=None
        )
        if least is None or most is None or most - least > _MOST:
            return None
        candidates += range(math.floor(least), math.ceil(most) + 1)
    accepts = compile_schema(schema)
    return [value for value in candidates if accepts(value)]
