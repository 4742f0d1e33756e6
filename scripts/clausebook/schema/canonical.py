"""Schemas in one spelling: JSON Schema 2020-12, references inlined, annotations gone.

Every spelling that DESIGN's closed list calls the same comes out the same, so that a clause's key
and an error's path mean one thing. Only schemas are handled here; `making` turns them into clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from clausebook.openapi import Document, DocumentError, Side
from clausebook.openapi.pointers import follow, from_fragment, join
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SAME_VALUE
from clausebook.schema.read_write import carried_elsewhere
from clausebook.schema.spelling import collide, nested_keywords, plain_keywords

# Beyond this many schemas in one place a repeated reference stays a reference, lest a web of
# references multiply without end; its clauses then stand at its first occurrence alone.
_MOST_INLINED = 5_000
_COMPOSING = frozenset({"allOf", "anyOf", "oneOf"})


@dataclass(frozen=True)
class Schema:
    """A canonical schema. `pointers` leads from a keyword's path to its place in the document;
    `recursive` leads from a name under `$defs` to the path where that schema stands inlined.
    """

    value: dict[str, Any]
    pointers: Mapping[str, str]
    recursive: Mapping[str, str]


def canonical(document: Document, schema: Any, pointer: str, side: str) -> Schema:
    """The schema at `pointer` in its one spelling, as it holds for `side`: "request" or "response".

    Raises DocumentError for schemas that refer to one another too deeply to be followed.
    """
    known = _WRITTEN.setdefault(document, {})
    found = known.get((pointer, side))
    if found is None or found[0] is not schema:
        found = known[pointer, side] = (schema, _canonical(document, schema, pointer, side))
    return found[1]


# Everybody asks for the same schemas again; a document does not change.
_WRITTEN: WeakKeyDictionary[Document, dict[tuple[str, str], tuple[Any, Schema]]] = (
    WeakKeyDictionary()
)


def _canonical(document: Document, schema: Any, pointer: str, side: str) -> Schema:
    writer = _Writer(document, "readOnly" if side == Side.REQUEST else "writeOnly")
    try:
        value = writer.inlined(schema, pointer, "")
    except RecursionError:
        message = "this schema is nested too deeply, its references included; flatten it"
        raise DocumentError(document.place(pointer), message, pointer) from None
    if writer.definitions:
        value = {**value, "$defs": writer.definitions}
    return Schema(value, writer.pointers, writer.paths)


class _Writer:
    """Writes one canonical schema; keeps the stack of references it is inside of."""

    def __init__(self, document: Document, elsewhere: str) -> None:
        self._document = document
        self._mark = elsewhere
        self._old = document.version.startswith("3.0.")
        self._stack: dict[str, str] = {}
        self._first_paths: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._elsewhere: frozenset[str] = frozenset()
        self._count = 0
        self.pointers: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        self.definitions: dict[str, Any] = {}

    def schema(self, raw: Any, pointer: str, path: str) -> dict[str, Any]:
        self._count += 1
        self.pointers.setdefault(path, pointer)
        if not isinstance(raw, dict):
            self.pointers[join(path, "not")] = pointer
            return {} if raw is True else {"not": {}}
        reference = self._target(raw)
        if reference is not None and (self._old or len(raw) == 1):
            return self._reference(reference, path)
        if self._is_or_null(raw):
            return self._or_null(raw, pointer, path)
        outside = self._elsewhere
        self._elsewhere |= carried_elsewhere(self._document, raw, self._mark)
        own = self._own(raw, pointer, path)
        parts = self._parts(raw, pointer)
        found = self._combined(own, parts, path) if parts else own
        self._elsewhere = outside
        return found

    def _is_or_null(self, raw: dict[str, Any]) -> bool:
        """Whether 3.0's `nullable` stands beside schemas that would refuse the null it lets in."""
        return self._old and raw.get("nullable") is True and not _COMPOSING.isdisjoint(raw)

    def _or_null(self, raw: dict[str, Any], pointer: str, path: str) -> dict[str, Any]:
        """The schema, or null: the one thing that `nullable` can mean there."""
        at = join(path, "anyOf")
        self.pointers[at] = self.pointers[join(at, "1", "type")] = join(pointer, "nullable")
        rest = {keyword: value for keyword, value in raw.items() if keyword != "nullable"}
        return {"anyOf": [self.schema(rest, pointer, join(at, "0")), {"type": "null"}]}

    def inlined(self, target: Any, at: str, path: str) -> dict[str, Any]:
        self._stack[at] = path
        self._first_paths.setdefault(at, path)
        found = self.schema(target, at, path)
        del self._stack[at]
        return found

    def _target(self, raw: dict[str, Any]) -> str | None:
        """Where a `$ref` leads: one step, since in 3.1 each step may add keywords."""
        reference = raw.get("$ref")
        return from_fragment(reference[1:]) if isinstance(reference, str) else None

    def _reference(self, at: str, path: str) -> dict[str, Any]:
        target = follow(self._document.data, at)
        if at in self._stack or (self._count > _MOST_INLINED and at in self._first_paths):
            return self._recursion(at, target, path)
        return self.inlined(target, at, path)

    def _recursion(self, at: str, target: Any, path: str) -> dict[str, Any]:
        self.pointers[path] = at
        if at not in self._names:
            plain = re.sub(r"[^A-Za-z0-9._-]", "_", at.rpartition("/")[2])
            name = plain
            while name in self.paths:
                name += "-"
            self._names[at] = name
            self.paths[name] = self._stack.get(at, self._first_paths[at])
            outside = self.pointers, self._stack, self._elsewhere
            self.pointers, self._elsewhere = {}, frozenset()
            self._stack = {at: self.paths[name]}
            self.definitions[name] = self.schema(target, at, self.paths[name])
            self.pointers, self._stack, self._elsewhere = outside
        return {"$ref": f"#/$defs/{self._names[at]}"}

    def _parts(self, raw: dict[str, Any], pointer: str) -> list[tuple[Any, str]]:
        """The schemas that hold beside the own keywords, each with its place."""
        parts = [({"$ref": raw["$ref"]}, pointer)] if self._target(raw) is not None else []
        branches = enumerate(raw.get("allOf", []))
        return parts + [(part, join(pointer, "allOf", str(index))) for index, part in branches]

    def _combined(
        self, own: dict[str, Any], parts: list[tuple[Any, str]], path: str
    ) -> dict[str, Any]:
        """`allOf` of one is its only member, unless a keyword would say two things."""
        if len(parts) == 1 and not collide(own, self._said(parts[0][0], set())):
            return {**own, **self.schema(*parts[0], path)}
        branches = [
            self.schema(part, at, join(path, "allOf", str(index)))
            for index, (part, at) in enumerate(parts)
        ]
        return {**own, "allOf": branches}

    def _said(self, raw: Any, seen: set[str]) -> dict[str, Any]:
        """The keywords a schema will have; what is nested counts as unlike anything else."""
        if not isinstance(raw, dict):
            return {} if raw is True else {"not": object()}
        target = self._target(raw)
        if target is not None and (self._old or len(raw) == 1):
            if target in seen:
                return {"$ref": object()}
            return self._said(follow(self._document.data, target), seen | {target})
        if self._is_or_null(raw):
            return {"anyOf": object()}
        said = {keyword: value for keyword, value, _ in self._plain(raw)}
        said |= {keyword: object() for keyword in nested_keywords(raw)}
        parts = self._parts(raw, "")
        inner = self._said(parts[0][0], seen) if len(parts) == 1 else {}
        if len(parts) > 1 or collide(said, inner):
            return {**said, "allOf": object()}
        return {**said, **inner}

    def _own(self, raw: dict[str, Any], pointer: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for keyword, value, source in self._plain(raw):
            found[keyword] = value
            self.pointers[join(path, keyword)] = join(pointer, source)
        for keyword in nested_keywords(raw):
            self.pointers[join(path, keyword)] = join(pointer, keyword)
            outside = self._elsewhere
            self._elsewhere = outside if keyword in SAME_VALUE else frozenset()
            at = join(pointer, keyword), join(path, keyword)
            one_way = outside if keyword == "properties" else frozenset[str]()
            found[keyword] = self._children(keyword, raw[keyword], *at, one_way)
            self._elsewhere = outside
        return found

    def _children(
        self, keyword: str, value: Any, pointer: str, path: str, one_way: frozenset[str]
    ) -> Any:
        if value is False:
            return False
        if keyword in MAPS_OF_SCHEMAS:
            return {
                name: {
                    **self.schema(child, join(pointer, name), join(path, name)),
                    **({self._mark: True} if name in one_way else {}),
                }
                for name, child in value.items()
            }
        if keyword in LISTS_OF_SCHEMAS:
            return [
                self.schema(child, join(pointer, str(i)), join(path, str(i)))
                for i, child in enumerate(value)
            ]
        return self.schema(value, pointer, path)

    def _plain(self, raw: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
        return plain_keywords(raw, self._old, self._elsewhere)
