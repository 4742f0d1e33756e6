"""The source form of a canonical schema, annotations included.

A canonical schema has no annotations. `SourceView` finds for each of its paths the source schemas:
its own, those behind `$ref`, and the parts of its `allOf`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from clausebook.diff.branches import pair_branches
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
    """The source schemas of one place.

    Place names leave out `allOf`, and name a branch of a union by its reference or its canonical
    form, so that equivalent documents have the same names.
    """

    def __init__(self, document: Document, schema: Schema) -> None:
        self._document = document
        self._schema = schema
        self._keywords: dict[str, dict[str, Any]] = {}
        self._names: dict[str, str] = {}

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
        """Renames the branch at a path; call it before `places`."""
        self._names[branch] = name

    @cached_property
    def places(self) -> Mapping[str, tuple[str, list[str]]]:
        """By place name: its first path, and the pointers of its source schemas."""
        places: dict[str, tuple[str, list[str]]] = {}
        for path, pointer in self._schema.pointers.items():
            tokens = split(path)
            if not tokens or tokens[-1] in _SINGLE or (len(tokens) > 1 and tokens[-2] in _MEMBERS):
                places.setdefault(self.named(path), (path, []))[1].append(pointer)
        return places

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
        """All source keywords of the place with that name; empty if there is none."""
        if name not in self._keywords:
            keywords = self._keywords[name] = {}
            for pointer in self.places.get(name, ("", []))[1]:
                self.gather(_value(self._document, pointer), keywords, set())
        return self._keywords[name]

    def gather(self, raw: Any, keywords: dict[str, Any], seen: set[str]) -> None:
        """Adds a raw schema's keywords, through `$ref` and `allOf`; the outermost value wins."""
        for layer in _layers(self._document, raw, seen):
            for keyword, value in layer.items():
                if keyword == "properties" and isinstance(keywords.get(keyword), dict):
                    keywords[keyword] = {**value, **keywords[keyword]}
                else:
                    keywords.setdefault(keyword, value)

    def referred(self, reference: str) -> Any:
        """The target of a `$ref` within the document, or None."""
        return _value(self._document, from_fragment(reference.removeprefix("#")))

    def has_mark(self, path: str, mark: str) -> bool | None:
        """Whether a member on the way to `path` has the mark; None if there is no member."""
        marked, at, before = None, "", ""
        for token in split(path):
            at = join(at, token)
            if before == "properties":
                name = self.named(at)
                if name in self.places:
                    marked = bool(marked) or self.at(name).get(mark) is True
            before = token
        return marked

    def branch_name(self, path: str) -> str:
        """The name of the branch at a path within place names."""
        if path in self._names:
            return self._names[path]
        raw = _value(self._document, self._schema.pointers.get(path, ""))
        reference = raw.get("$ref") if isinstance(raw, dict) else None
        if isinstance(reference, str):
            return reference
        try:
            return identity(follow(self._schema.value, path))
        except KeyError:
            return path


ViewPair = tuple[SourceView, SourceView]


def align_branch_names(old: SourceView, new: SourceView) -> None:
    """Gives each changed branch of `new` the name of the branch of `old` that it replaces.

    Annotations inside are then compared, although the branch changed.
    """
    unions = {old.named(path): path for path in old.unions}
    for union in new.unions:
        before = unions.get(new.named(union))
        if before is None:
            continue
        old_value = old.branches(before)
        new_value = new.branches(union)
        names = {path: old.branch_name(path) for path in old_value}
        common = {new.branch_name(path) for path in new_value} & set(names.values())
        unmatched_old = [path for path in old_value if names[path] not in common]
        unmatched_new = [path for path in new_value if new.branch_name(path) not in common]
        for path in list(unmatched_new):
            # The same schema behind another reference, or inlined.
            equal = next(
                (o for o in unmatched_old if identity(old_value[o]) == identity(new_value[path])),
                None,
            )
            if equal is not None:
                unmatched_old.remove(equal)
                unmatched_new.remove(path)
                new.rename(path, names[equal])
        pairs, _, _ = pair_branches(
            [old_value[path] for path in unmatched_old], [new_value[path] for path in unmatched_new]
        )
        for i, j in pairs:
            new.rename(unmatched_new[j], names[unmatched_old[i]])


def _layers(document: Document, raw: Any, seen: set[str]) -> Iterator[Mapping[str, Any]]:
    if not isinstance(raw, dict):
        return
    reference = raw.get("$ref")
    # OAS 3.0, 4.7.23: siblings of `$ref` are ignored.
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
