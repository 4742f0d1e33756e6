"""Whether a schema accepts a value, by the validator that the judge of exchanges uses too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator


def compile_schema(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Compiles the schema to a function that tells whether it accepts a value.

    Raises RecursionError for a schema nested deeper than the validator can go.
    """
    try:
        return SchemaValidator(Schema(dict(schema), {}, {}), "").accepts
    except ValueError as error:
        if "recursion" in str(error).lower():
            raise RecursionError(str(error)) from error
        raise


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether the schema accepts this value."""
    return compile_schema(schema)(value)
