"""Unions as OpenAPI means them: read by their discriminator, and not told apart by what is unknown.

A canonical schema says so in two annotations: `discriminator` has the index of the branch that each
value selects, `uncertain` the indexes of the branches of a `oneOf` with a format that is not
asserted. `as_json_schema` writes both for a validator that knows neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clausebook.openapi import Document
from clausebook.openapi.pointers import from_fragment, split
from clausebook.schema.annotations import ANNOTATIONS
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SINGLE_SCHEMAS
from clausebook.schema.keywords.formats import FORMATS
from clausebook.schema.read_write import layers

_MAPS = frozenset({*MAPS_OF_SCHEMAS, "$defs"})
_UNIONS = ("oneOf", "anyOf")


def union_annotations(document: Document, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The annotations of a schema with a union; `raw` is as it stands in the document."""
    keyword = next((keyword for keyword in _UNIONS if raw.get(keyword)), None)
    if keyword is None:
        return {}
    discriminator = raw.get("discriminator")
    if isinstance(discriminator, Mapping) and "propertyName" in discriminator:
        mapping = _branch_of_value(raw[keyword], discriminator.get("mapping") or {})
        name = str(discriminator["propertyName"])
        if mapping:
            return {"discriminator": {"propertyName": name, "mapping": mapping}}
    branches = raw.get("oneOf", [])
    uncertain = [i for i, branch in enumerate(branches) if _has_unasserted_format(document, branch)]
    return {"uncertain": uncertain} if uncertain else {}


def _branch_of_value(branches: list[Any], mapping: Mapping[str, Any]) -> dict[str, int]:
    """The index of the branch by discriminator value (OAS 3.1, 4.8.25).

    A name in `mapping` replaces the implicit one, the schema's name.
    """
    references = [branch.get("$ref") if isinstance(branch, dict) else None for branch in branches]
    pointers = [from_fragment(r[1:]) if isinstance(r, str) else None for r in references]
    explicit = {
        str(value): pointers.index(pointer)
        for value, target in mapping.items()
        if (pointer := _pointer_of(str(target))) in pointers
    }
    implicit = {
        split(pointer)[-1]: index
        for index, pointer in enumerate(pointers)
        if pointer and index not in explicit.values()
    }
    return {**implicit, **explicit}


def _pointer_of(target: str) -> str:
    """A value of `mapping` is a reference or a schema's name."""
    if target.startswith("#"):
        return from_fragment(target[1:])
    return f"/components/schemas/{target}"


def _has_unasserted_format(document: Document, schema: Any) -> bool:
    formats = (layer.get("format") for layer in layers(document, schema, set()))
    return any(isinstance(name, str) and name not in FORMATS for name in formats)


def selectable_branches(schema: Mapping[str, Any], keyword: str) -> list[Any]:
    """The branches of a canonical union, each with the discriminator value that selects it."""
    discriminator = schema.get("discriminator")
    if discriminator is None:
        return list(schema[keyword])
    name, mapping = discriminator["propertyName"], discriminator["mapping"]
    return [
        _with_value(branch, name, [value for value, at in mapping.items() if at == index])
        for index, branch in enumerate(schema[keyword])
    ]


def _with_value(branch: Any, name: str, values: list[str]) -> Any:
    if not isinstance(branch, Mapping):
        return branch
    parts = [branch, *branch.get("allOf", [])]
    declared = [part.get("properties", {}).get(name, {}) for part in parts]
    for member in declared:
        listed = member.get("enum") if isinstance(member, Mapping) else None
        values = [value for value in values if listed is None or value in listed]
    if not values:
        return branch
    selecting = {"properties": {name: {"enum": values}}, "required": [name], "type": "object"}
    return {**branch, "allOf": [*branch.get("allOf", []), selecting]}


@dataclass
class JsonSchema:
    """A schema without annotations, and where the definitions that it adds are written.

    `added` has the path of each by its name, and how many tokens of a path to it that replaces;
    None replaces all of them.
    """

    value: Any
    added: dict[str, tuple[tuple[str, ...], int | None]] = field(default_factory=dict)

    def written(self, tokens: list[str]) -> list[str]:
        """The path in the canonical schema of a path in this one."""
        while tokens[:1] == ["$defs"] and tokens[1] in self.added:
            path, replaced = self.added[tokens[1]]
            tokens = [*path, *([] if replaced is None else tokens[replaced:])]
        return tokens


def as_json_schema(schema: Mapping[str, Any]) -> JsonSchema:
    """The canonical schema with its annotations written as keywords of JSON Schema."""
    if not _is_annotated(schema):
        return JsonSchema(schema)
    rewriter = _Rewriter(schema.get("$defs", {}))
    value = rewriter.schema(schema, ())
    definitions = {**value.get("$defs", {}), **rewriter.definitions}
    return JsonSchema({**value, "$defs": definitions} if definitions else value, rewriter.added)


def _is_annotated(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not ANNOTATIONS.isdisjoint(value) or any(map(_is_annotated, value.values()))
    return isinstance(value, list) and any(map(_is_annotated, value))


class _Rewriter:
    def __init__(self, taken: Mapping[str, Any]) -> None:
        self._taken = taken
        self.definitions: dict[str, Any] = {}
        self.added: dict[str, tuple[tuple[str, ...], int | None]] = {}

    def schema(self, schema: Any, path: tuple[str, ...]) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        if "readOnly" in schema or "writeOnly" in schema:
            return {}
        result: dict[str, Any] = {}
        for keyword, value in schema.items():
            at = (*path, keyword)
            if keyword in _MAPS:
                result[keyword] = {n: self.schema(child, (*at, n)) for n, child in value.items()}
            elif keyword in LISTS_OF_SCHEMAS:
                result[keyword] = [self.schema(s, (*at, str(i))) for i, s in enumerate(value)]
            elif keyword in SINGLE_SCHEMAS:
                result[keyword] = self.schema(value, at)
            elif keyword not in ANNOTATIONS:
                result[keyword] = value
        if "discriminator" in schema:
            return self._discriminated(result, schema["discriminator"], path)
        if "uncertain" in schema:
            return self._uncertain(result, schema["uncertain"], path)
        return result

    def _discriminated(
        self, schema: dict[str, Any], discriminator: Mapping[str, Any], path: tuple[str, ...]
    ) -> dict[str, Any]:
        """The branch that is selected must hold; where none is, the union."""
        keyword = next((keyword for keyword in _UNIONS if keyword in schema), None)
        if keyword is None:
            return schema
        name, mapping = discriminator["propertyName"], discriminator["mapping"]
        branches = self._branches(schema.pop(keyword), (*path, keyword))
        selected: dict[int, list[str]] = {}
        for value, index in mapping.items():
            if index < len(branches):
                selected.setdefault(index, []).append(value)
        known = [value for values in selected.values() for value in values]
        parts = [
            self._added({"if": _has_value(name, values), "then": branches[index]}, path, 3)
            for index, values in selected.items()
        ]
        otherwise = {"if": _has_value(name, known), "else": {keyword: branches}}
        parts.append(self._added(otherwise, path, 3))
        return {**schema, "allOf": [*schema.get("allOf", []), *parts]}

    def _uncertain(
        self, schema: dict[str, Any], uncertain: Iterable[int], path: tuple[str, ...]
    ) -> dict[str, Any]:
        """Some branch holds, and not two of those that are known to hold."""
        if "oneOf" not in schema:
            return schema
        at = (*path, "oneOf")
        branches = self._branches(schema.pop("oneOf"), at)
        certain = [branch for i, branch in enumerate(branches) if i not in set(uncertain)]
        parts = [self._added({"anyOf": branches}, at, 3)]
        if len(certain) > 1:
            one, none = {"oneOf": certain}, {"not": {"anyOf": certain}}
            parts.append(self._added({"anyOf": [one, none]}, at, None))
        return {**schema, "allOf": [*schema.get("allOf", []), *parts]}

    def _branches(self, branches: list[Any], path: tuple[str, ...]) -> list[dict[str, str]]:
        return [self._added(branch, (*path, str(i)), 2) for i, branch in enumerate(branches)]

    def _added(self, schema: Any, path: tuple[str, ...], replaced: int | None) -> dict[str, str]:
        name = f"union-{len(self.added)}"
        while name in self._taken:
            name += "-"
        self.definitions[name] = schema
        self.added[name] = path, replaced
        return {"$ref": f"#/$defs/{name}"}


def _has_value(name: str, values: list[str]) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: {"enum": values}}}
