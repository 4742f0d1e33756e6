"""Parses the value of a response header by its schema, in the style `simple` (OAS 3.1, 4.8.21)."""

from __future__ import annotations

from typing import Any

from clausebook.http.media_types import UnreadableBody, read_json
from clausebook.schema.validation import SchemaValidator


class HeaderReader:
    """Parses one documented header of a response."""

    def __init__(self, schema: SchemaValidator, *, explode: bool) -> None:
        self._schema = schema
        self._explode = explode
        self._item = schema.below("items")

    def read(self, text: str) -> Any:
        """The value of a header, whose field lines are joined by commas.

        Frameworks send lists and objects as JSON too, although the document says `simple`. JSON
        that obeys the schema is read as such: no client takes it for anything else.
        """
        types = self._schema.types
        if not types & {"array", "object"}:
            return self._schema.read(text)
        as_json = _json_of(text)
        if isinstance(as_json, list | dict) and self._schema.accepts(as_json):
            return as_json
        if "array" in types:
            return [self._item.read(part.strip()) for part in text.split(",")]
        simple = self._object(text)
        return simple if simple is not None else as_json if isinstance(as_json, dict) else text

    def _object(self, text: str) -> dict[str, Any] | None:
        """The members by name; None where the text is not an object in this style."""
        parts = [part.strip() for part in text.split(",")]
        if self._explode:
            pairs = [part.partition("=") for part in parts]
            if not all(separator for _, separator, _ in pairs):
                return None
            members = {name: value for name, _, value in pairs}
        elif len(parts) % 2:
            return None
        else:
            members = dict(zip(parts[::2], parts[1::2], strict=True))
        return {name: self._member(name).read(value) for name, value in members.items()}

    def _member(self, name: str) -> SchemaValidator:
        declared = name in self._schema.value.get("properties", {})
        if declared:
            return self._schema.below("properties", name)
        return self._schema.below("additionalProperties")


def _json_of(text: str) -> Any:
    try:
        return read_json(text.encode("utf-8", "replace"))
    except UnreadableBody:
        return None
