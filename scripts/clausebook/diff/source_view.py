"""What a schema says in the document itself, annotations included, by the canonical schema's paths.

The canonical schema has no annotations; here each of its places finds the schemas that were
written for it again: its own, those behind `$ref`, and the parts of its `allOf`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from clausebook.diff.branches import matched
from clausebook.openapi import Document
from clausebook.openapi.pointers import follow, from_fragment, join, split
from clausebook.schema.canonical import Schema
from clausebook.schema.equality import identity
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS

_ALL_OF = re.compile(r"/allOf/[0-9]+")
_UNIONS = frozenset({"anyOf", "oneOf"})
_MEMBERS = frozenset({*MAPS_OF_SCHEMAS, *LISTS_OF_SCHEMAS}) - {"dependentSchemas"}
_SINGLE = frozenset(
    {"items", "additionalProperties", "contains", "unevaluatedItems", "unevaluatedProperties"}
)


class SourceView:
    """The schemas of one place as they are written.

    A name of a place leaves out `allOf`, and calls a branch of a union by what it refers to or by
    what it lets in, so that two documents that say the same have the same names.
    """

    def __init__(self, document: Document, schema: Schema) -> None:
        self._document = document
        self._schema = schema
        self._found: dict[str, dict[str, Any]] = {}
        self._given: dict[str, str] = {}

    @property
    def unions(self) -> list[str]:
        """The paths of the lists of branches, those of an outer union first."""
        paths = [path for path in self._schema.pointers if path.rpartition("/")[2] in _UNIONS]
        return sorted(paths, key=lambda path: len(split(path)))

    def branches(self, union: str) -> dict[str, Any]:
        """The canonical branches of the union at a path, by their own paths; empty without one."""
        try:
            listed = follow(self._schema.value, union)
        except KeyError:
            return {}
        if not isinstance(listed, list):
            return {}  # a member of that name
        return {join(union, str(index)): branch for index, branch in enumerate(listed)}

    def rename(self, branch: str, name: str) -> None:
        """Gives the branch at a path another name; before its places are asked for."""
        self._given[branch] = name

    @cached_property
    def places(self) -> Mapping[str, tuple[str, list[str]]]:
        """Each place's name, with its first path and the pointers of what is written there."""
        found: dict[str, tuple[str, list[str]]] = {}
        for path, pointer in self._schema.pointers.items():
            tokens = split(path)
            if not tokens or tokens[-1] in _SINGLE or (len(tokens) > 1 and tokens[-2] in _MEMBERS):
                found.setdefault(self.named(path), (path, []))[1].append(pointer)
        return found

    def named(self, path: str) -> str:
        """The name of the place at a path."""
        plain = _ALL_OF.sub("", path)
        if not any(f"/{union}/" in plain for union in _UNIONS):
            return plain
        name, at = "", ""
        for token in split(path):
            at = join(at, token)
            if at.rpartition("/")[0].rpartition("/")[2] in _UNIONS:
                token = self.branch_name(at)
            name = join(name, token)
        return _ALL_OF.sub("", name)

    def at(self, name: str) -> dict[str, Any]:
        """All keywords of the place of that name as they are written; empty where it is none."""
        if name not in self._found:
            found = self._found[name] = {}
            for pointer in self.places.get(name, ("", []))[1]:
                self.gather(_value(self._document, pointer), found, set())
        return self._found[name]

    def gather(self, raw: Any, found: dict[str, Any], seen: set[str]) -> None:
        """Adds what a raw schema says, behind `$ref` and `allOf` too; the outermost word holds."""
        for layer in _layers(self._document, raw, seen):
            for keyword, value in layer.items():
                if keyword == "properties" and isinstance(found.get(keyword), dict):
                    found[keyword] = {**value, **found[keyword]}
                else:
                    found.setdefault(keyword, value)

    def referred(self, reference: str) -> Any:
        """What a `$ref` within the document leads to; None where it leads nowhere."""
        return _value(self._document, from_fragment(reference.removeprefix("#")))

    def bears(self, path: str, mark: str) -> bool | None:
        """Whether a member on the way to `path` bears the mark; None where there is no member."""
        told, at, before = None, "", ""
        for token in split(path):
            at = join(at, token)
            if before == "properties":
                name = self.named(at)
                if name in self.places:
                    told = bool(told) or self.at(name).get(mark) is True
            before = token
        return told

    def branch_name(self, path: str) -> str:
        """What the branch at a path is called in the names of places."""
        if path in self._given:
            return self._given[path]
        raw = _value(self._document, self._schema.pointers.get(path, ""))
        reference = raw.get("$ref") if isinstance(raw, dict) else None
        if isinstance(reference, str):
            return reference
        try:
            return identity(follow(self._schema.value, path))
        except KeyError:
            return path


SpokenPair = tuple[SourceView, SourceView]


def name_branches_alike(old: SourceView, new: SourceView) -> None:
    """Gives a branch of `new` that changed the name of the one of `old` that it comes from.

    What is said of its members is compared then, although what it lets in has changed.
    """
    unions = {old.named(path): path for path in old.unions}
    for union in new.unions:
        before = unions.get(new.named(union))
        if before is None:
            continue
        was = old.branches(before)
        now = new.branches(union)
        names = {path: old.branch_name(path) for path in was}
        kept = {new.branch_name(path) for path in now} & set(names.values())
        ours = [path for path in was if names[path] not in kept]
        theirs = [path for path in now if new.branch_name(path) not in kept]
        for path in list(theirs):
            # The same shape, called by another reference or written out now.
            equal = next((o for o in ours if identity(was[o]) == identity(now[path])), None)
            if equal is not None:
                ours.remove(equal)
                theirs.remove(path)
                new.rename(path, names[equal])
        pairs, _, _ = matched([was[path] for path in ours], [now[path] for path in theirs])
        for i, j in pairs:
            new.rename(theirs[j], names[ours[i]])


def _layers(document: Document, raw: Any, seen: set[str]) -> Iterator[Mapping[str, Any]]:
    if not isinstance(raw, dict):
        return
    reference = raw.get("$ref")
    # OAS 3.0, 4.7.23: what stands beside a `$ref` shall be ignored.
    alone = isinstance(reference, str) and document.version.startswith("3.0.")
    if not alone:
        yield raw
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        yield from _layers(document, _value(document, from_fragment(reference[1:])), seen)
    for part in [] if alone else raw.get("allOf", []):
        yield from _layers(document, part, seen)


def _value(document: Document, pointer: str) -> Any:
    try:
        return follow(document.data, pointer)
    except KeyError:
        return None
