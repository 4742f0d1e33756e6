"""Whether a schema lets a value in, by the same judge that holds exchanges against the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator


def accepting(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """A function that says whether the schema lets a value in.

    Raises RecursionError for a schema nested deeper than the judge goes.
    """
    try:
        return SchemaValidator(Schema(dict(schema), {}, {}), "").accepts
    except ValueError as error:
        if "recursion" in str(error).lower():
            raise RecursionError(str(error)) from error
        raise


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether the schema lets this value in."""
    return accepting(schema)(value)
