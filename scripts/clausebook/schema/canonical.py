"""Canonical schemas: JSON Schema 2020-12, references inlined, annotations removed.

Equivalent spellings (the closed list in DESIGN) get one canonical form, so that clause keys and
error paths are unambiguous. This module handles schemas only; `clauses` makes clauses of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from clausebook.openapi import Document, DocumentError, Side
from clausebook.openapi.pointers import follow, from_fragment, join
from clausebook.schema.keywords import KEYWORDS, LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SAME_VALUE
from clausebook.schema.read_write import members_of_other_side
from clausebook.schema.spelling import collide, nested_keywords, plain_keywords
from clausebook.schema.unions import union_annotations
from clausebook.schema.usable_patterns import is_judged

# From this many schemas in one place on, a repeated reference stays a reference: inlining schemas
# that refer to one another grows exponentially. Only the first occurrence then has clauses.
_MAX_INLINED = 5_000
_COMPOSING = frozenset({"allOf", "anyOf", "oneOf"})


@dataclass(frozen=True)
class Schema:
    """A canonical schema. `pointers` maps a keyword's path to its JSON pointer in the document;
    `recursive` maps a name under `$defs` to the path at which that schema is inlined.
    """

    value: dict[str, Any]
    pointers: Mapping[str, str]
    recursive: Mapping[str, str]


def canonical(document: Document, schema: Any, pointer: str, side: str) -> Schema:
    """The canonical form of the schema at `pointer` for one `side`: "request" or "response".

    Raises DocumentError for a schema whose references are nested too deeply.
    """
    cache = _CANONICAL.setdefault(document, {})
    cached = cache.get((pointer, side))
    if cached is None or cached[0] is not schema:
        cached = cache[pointer, side] = (schema, _canonical(document, schema, pointer, side))
    return cached[1]


# Many callers ask for the same schema; a document does not change.
_CANONICAL: WeakKeyDictionary[Document, dict[tuple[str, str], tuple[Any, Schema]]] = (
    WeakKeyDictionary()
)


def _canonical(document: Document, schema: Any, pointer: str, side: str) -> Schema:
    canonicalizer = Canonicalizer(document, "readOnly" if side == Side.REQUEST else "writeOnly")
    return canonicalizer.whole(schema, pointer)


class Canonicalizer:
    """Builds one canonical schema and tracks the references that it is expanding."""

    def __init__(self, document: Document, marker: str) -> None:
        self._document = document
        self._marker = marker
        self._is_3_0 = document.version.startswith("3.0.")
        self._open_references: dict[str, str] = {}
        self._first_path_of: dict[str, str] = {}
        self._definition_names: dict[str, str] = {}
        self._other_side_only: frozenset[str] = frozenset()
        self._schema_count = 0
        self.pointers: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        self.definitions: dict[str, Any] = {}

    def whole(self, schema: Any, pointer: str) -> Schema:
        """The canonical form of a schema. Raises DocumentError if it is nested too deeply."""
        try:
            value = self.inlined(schema, pointer, "")
        except RecursionError:
            message = "this schema is nested too deeply, its references included; flatten it"
            place = self._document.place(pointer)
            raise DocumentError(place, message, pointer) from None
        if self.definitions:
            value = {**value, "$defs": self.definitions}
        return Schema(value, self.pointers, self.paths)

    def schema(self, raw: Any, pointer: str, path: str) -> dict[str, Any]:
        """The canonical form of one schema in it, whose clauses are at `path`."""
        self._schema_count += 1
        self.pointers.setdefault(path, pointer)
        if not isinstance(raw, dict):
            self.pointers[join(path, "not")] = pointer
            return {} if raw is True else {"not": {}}
        reference = self._reference_pointer(raw)
        if reference is not None and (self._is_3_0 or len(raw) == 1):
            return self._resolved_reference(reference, path)
        if self._is_or_null(raw):
            return self._or_null(raw, pointer, path)
        outer = self._other_side_only
        self._other_side_only |= members_of_other_side(self._document, raw, self._marker)
        own = self._own_keywords(raw, pointer, path)
        parts = self._same_value_parts(raw, pointer)
        result = self._with_parts(own, parts, path) if parts else own
        self._other_side_only = outer
        return result

    def _is_or_null(self, raw: dict[str, Any]) -> bool:
        """Whether `nullable` (OAS 3.0) is beside schemas that would reject the null it allows."""
        return self._is_3_0 and raw.get("nullable") is True and not _COMPOSING.isdisjoint(raw)

    def _or_null(self, raw: dict[str, Any], pointer: str, path: str) -> dict[str, Any]:
        """The schema or null, which is the only possible meaning of `nullable` there."""
        union = join(path, "anyOf")
        self.pointers[union] = self.pointers[join(union, "1", "type")] = join(pointer, "nullable")
        rest = {keyword: value for keyword, value in raw.items() if keyword != "nullable"}
        return {"anyOf": [self.schema(rest, pointer, join(union, "0")), {"type": "null"}]}

    def inlined(self, target: Any, target_pointer: str, path: str) -> dict[str, Any]:
        """The canonical form of what a reference leads to."""
        self._open_references[target_pointer] = path
        self._first_path_of.setdefault(target_pointer, path)
        result = self.schema(target, target_pointer, path)
        del self._open_references[target_pointer]
        return result

    def _reference_pointer(self, raw: dict[str, Any]) -> str | None:
        """The pointer that a `$ref` names: one step, since in 3.1 each step may add keywords."""
        reference = raw.get("$ref")
        return from_fragment(reference[1:]) if isinstance(reference, str) else None

    def _resolved_reference(self, target_pointer: str, path: str) -> dict[str, Any]:
        target = follow(self._document.data, target_pointer)
        if target_pointer in self._open_references or (
            self._schema_count > _MAX_INLINED and target_pointer in self._first_path_of
        ):
            return self._recursive_reference(target_pointer, target, path)
        return self.inlined(target, target_pointer, path)

    def _recursive_reference(self, target_pointer: str, target: Any, path: str) -> dict[str, Any]:
        self.pointers[path] = target_pointer
        if target_pointer not in self._definition_names:
            base_name = re.sub(r"[^A-Za-z0-9._-]", "_", target_pointer.rpartition("/")[2])
            name = base_name
            while name in self.paths:
                name += "-"
            self._definition_names[target_pointer] = name
            self.paths[name] = self._open_references.get(
                target_pointer, self._first_path_of[target_pointer]
            )
            outer = self.pointers, self._open_references, self._other_side_only
            self.pointers, self._other_side_only = {}, frozenset()
            self._open_references = {target_pointer: self.paths[name]}
            self.definitions[name] = self.schema(target, target_pointer, self.paths[name])
            self.pointers, self._open_references, self._other_side_only = outer
        return {"$ref": f"#/$defs/{self._definition_names[target_pointer]}"}

    def _same_value_parts(self, raw: dict[str, Any], pointer: str) -> list[tuple[Any, str]]:
        """The `$ref` and `allOf` schemas that apply to the same value, each with its pointer."""
        parts = (
            [({"$ref": raw["$ref"]}, pointer)] if self._reference_pointer(raw) is not None else []
        )
        branches = enumerate(raw.get("allOf", []))
        return parts + [(part, join(pointer, "allOf", str(index))) for index, part in branches]

    def _with_parts(
        self, own: dict[str, Any], parts: list[tuple[Any, str]], path: str
    ) -> dict[str, Any]:
        """Merges a single `allOf` schema into its parent, unless their keywords conflict."""
        if len(parts) == 1 and not collide(own, self._effective_keywords(parts[0][0], set())):
            return {**own, **self.schema(*parts[0], path)}
        branches = [
            self.schema(part, part_pointer, join(path, "allOf", str(index)))
            for index, (part, part_pointer) in enumerate(parts)
        ]
        return {**own, "allOf": branches}

    def _effective_keywords(self, raw: Any, visited: set[str]) -> dict[str, Any]:
        """The keywords of the canonical form; a nested schema equals no other value."""
        if not isinstance(raw, dict):
            return {} if raw is True else {"not": object()}
        target = self._reference_pointer(raw)
        if target is not None and (self._is_3_0 or len(raw) == 1):
            if target in visited:
                return {"$ref": object()}
            return self._effective_keywords(follow(self._document.data, target), visited | {target})
        if self._is_or_null(raw):
            return {"anyOf": object()}
        keywords = {keyword: value for keyword, value, _ in self.plain_keywords(raw)}
        keywords |= {keyword: object() for keyword in nested_keywords(raw)}
        parts = self._same_value_parts(raw, "")
        inner = self._effective_keywords(parts[0][0], visited) if len(parts) == 1 else {}
        if len(parts) > 1 or collide(keywords, inner):
            return {**keywords, "allOf": object()}
        return {**keywords, **inner}

    def _own_keywords(self, raw: dict[str, Any], pointer: str, path: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for keyword, value, source in self.plain_keywords(raw):
            result[keyword] = value
            self.pointers[join(path, keyword)] = join(pointer, source)
        for keyword in nested_keywords(raw):
            self.pointers[join(path, keyword)] = join(pointer, keyword)
            outer = self._other_side_only
            self._other_side_only = outer if keyword in SAME_VALUE else frozenset()
            places = join(pointer, keyword), join(path, keyword)
            one_way = outer if keyword == "properties" else frozenset[str]()
            result[keyword] = self._children(keyword, raw[keyword], *places, one_way)
            self._other_side_only = outer
        return result | union_annotations(self._document, raw)

    def _children(
        self, keyword: str, value: Any, pointer: str, path: str, one_way: frozenset[str]
    ) -> Any:
        if value is False and KEYWORDS[keyword].default is True:
            return False
        if keyword in MAPS_OF_SCHEMAS:
            return {
                name: {
                    **self.schema(child, join(pointer, name), join(path, name)),
                    **({self._marker: True} if name in one_way else {}),
                }
                for name, child in value.items()
                if keyword != "patternProperties" or is_judged(name)
            }
        if keyword in LISTS_OF_SCHEMAS:
            return [
                self.schema(child, join(pointer, str(i)), join(path, str(i)))
                for i, child in enumerate(value)
            ]
        return self.schema(value, pointer, path)

    def plain_keywords(self, raw: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
        """Its keywords that hold no schema: canonical name, value, name as written."""
        return plain_keywords(raw, self._is_3_0, self._other_side_only)
