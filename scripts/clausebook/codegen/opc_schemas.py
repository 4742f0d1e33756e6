"""Schemas mended for the generator alone: what it stumbles over goes, what it uses stays.

The document itself is never changed, and what is dropped here (limits, patterns, defaults) is still
promised: the clauses come from the document, not from what this module hands on.
"""

from __future__ import annotations

import re
from typing import Any

from openapi_python_client.strings import ClassName

from clausebook.openapi import Document
from clausebook.openapi.pointers import from_fragment, split
from clausebook.schema.keywords import LISTS_OF_SCHEMAS

# What the generator reads of a schema; anything else can only make it fail.
_SCALARS = ("string", "integer", "number", "boolean")
_TYPES = frozenset({*_SCALARS, "array", "object", "null"})


class Schemas:
    """Mends schemas one by one and collects under `components` those that are referred to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self.components: dict[str, Any] = {}

    def mended(self, schema: Any) -> dict[str, Any]:
        """The schema as the generator can take it, its `$ref`s leading to `components`."""
        if not isinstance(schema, dict):
            # The generator knows no boolean schemas (OAS 3.1 has them from JSON Schema 2020-12).
            return {"not": {}} if schema is False else {}
        if isinstance(schema.get("$ref"), str):
            return {"$ref": f"#/components/schemas/{self._component(schema['$ref'])}"}
        mended = _type_of(schema) | _values_of(schema)
        # A repeated title makes two classes of one name, so titles only serve as descriptions.
        description = schema.get("description", schema.get("title"))
        if isinstance(description, str):
            mended["description"] = " ".join(description.split())
        if isinstance(schema.get("format"), str):
            mended["format"] = schema["format"]
        if schema.get("nullable") is True:
            mended["nullable"] = True
        return mended | self._members_of(schema)

    def resolved(self, schema: Any) -> dict[str, Any]:
        """The mended schema itself where `mended` would only refer to it."""
        return self.mended(self._document.resolve(schema))

    def _members_of(self, schema: dict[str, Any]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        if isinstance(schema.get("properties"), dict):
            members["properties"] = {
                name: self.mended(member) for name, member in schema["properties"].items()
            }
            required = schema.get("required")
            if isinstance(required, list):
                members["required"] = [
                    name for name in required if not self._one_way(schema["properties"].get(name))
                ]
        additional = schema.get("additionalProperties")
        if isinstance(additional, bool):
            members["additionalProperties"] = additional
        elif isinstance(additional, dict):
            members["additionalProperties"] = self.mended(additional)
        for keyword in LISTS_OF_SCHEMAS:
            if isinstance(schema.get(keyword), list) and schema[keyword]:
                members[keyword] = [self.mended(member) for member in schema[keyword]]
        if "items" in schema:
            members["items"] = self.mended(schema["items"])
        elif "array" in _types(schema) and "prefixItems" not in members:
            members["items"] = {}
        return members

    def _one_way(self, member: Any) -> bool:
        """Whether only one side carries a member: one class serves both, so it cannot demand it."""
        owners = [entry for entry in (member, self._document.resolve(member)) if entry]
        marks = ("readOnly", "writeOnly")
        return any(
            isinstance(owner, dict) and owner.get(mark) is True
            for owner in owners
            for mark in marks
        )

    def _component(self, reference: str) -> str:
        target, pointer = self._document.resolve_at(
            {"$ref": reference}, from_fragment(reference[1:])
        )
        if pointer not in self._names:
            name = self._names[pointer] = self._free_name(pointer)
            self.components[
                name
            ] = {}  # Known before it is mended, because schemas may be recursive.
            self.components[name] = self.mended(target)
        return self._names[pointer]

    def _free_name(self, pointer: str) -> str:
        """A name made of the pointer's last token, whose class and file no other name has."""
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", split(pointer)[-1]).strip("_.-")
        name = name if name[:1].isalpha() else f"Schema{name}"
        free, count = name, 1
        while ClassName(free, "Schema").lower() in self._taken:
            count += 1
            free = f"{name}{count}"
        self._taken.add(ClassName(free, "Schema").lower())
        return free


def is_scalar(schema: dict[str, Any]) -> bool:
    """Whether a mended schema is text or a number on the wire and in Python alike."""
    return _types(schema) in [[name] for name in _SCALARS] and "format" not in schema


def loosened(schema: dict[str, Any]) -> dict[str, Any]:
    """What is left of a mended schema for an operation that would be lost with all of it."""
    return {"type": schema["type"]} if is_scalar(schema) else {}


def _types(schema: dict[str, Any]) -> list[str]:
    found = schema.get("type")
    return [
        name
        for name in (found if isinstance(found, list) else [found])
        if isinstance(name, str) and name in _TYPES
    ]


def _type_of(schema: dict[str, Any]) -> dict[str, Any]:
    types = _types(schema)
    if not types:
        return {}
    return {"type": types[0] if len(types) == 1 else types}


def _values_of(schema: dict[str, Any]) -> dict[str, Any]:
    """`enum` and `const`, where the generator can make them: text, or integers, one kind only."""
    values: dict[str, Any] = {}
    enum = schema.get("enum")
    if isinstance(enum, list):
        kinds = {type(member) for member in enum if member is not None}
        if kinds in ({str}, {int}):
            values["enum"] = enum
    if type(schema.get("const")) in (str, int):
        values["const"] = schema["const"]
    return values
