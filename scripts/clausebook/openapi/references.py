"""`$ref`s of a document: other files brought in, internal ones followed, dangling ones refused.

A file that a relative `$ref` names becomes a member of the document under `x-clausebook-files`, so
that every reference left is internal and every pointer still leads to a place in a file.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clausebook.openapi.errors import DocumentError, Place
from clausebook.openapi.pointers import follow, from_fragment, join, split
from clausebook.openapi.reading import read
from clausebook.openapi.schema_parts import SCHEMA_PARTS
from clausebook.openapi.yaml_values import Places

FILES = "x-clausebook-files"

_NAMES = frozenset(
    {
        *(keyword for keyword, shape in SCHEMA_PARTS.items() if shape == "map"),
        *("schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes"),
        *("links", "callbacks", "pathItems", "paths", "webhooks", "content", "encoding"),
    }
)
_DATA = frozenset({"example", "default", "const", "enum", "value"})


def references(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in `value` that is a reference, with its pointer.

    A member called `$ref` inside data (`example`, `default`, `const`, `enum`, `value`, extensions)
    is no reference, and neither is a property that happens to have such a name.
    """
    for found, pointer, _ in walk(value):
        yield pointer, found


def walk(
    value: Any, pointer: str = "", keyword: str = "", *, names: bool = False
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Each reference below `value`, its pointer, and the keyword that says what belongs there.

    `names` is true for a map whose keys are names that the author chose, not keywords.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, join(pointer, str(index)), keyword)
    elif isinstance(value, dict):
        if not names and isinstance(value.get("$ref"), str):
            yield value, pointer, keyword
        for key, item in value.items():
            if not names and is_data(key, item):
                continue
            of_names = not names and has_author_keys(key)
            at = join(pointer, key)
            yield from walk(item, at, keyword if names else key, names=of_names)


def has_author_keys(keyword: str) -> bool:
    """Whether the keys of the map under a keyword are names that the author chose."""
    return keyword in _NAMES or keyword in (FILES, "examples")


def is_data(key: str, item: Any) -> bool:
    """Whether a member holds data, in which no keyword means anything."""
    extension = key.startswith("x-") and key != FILES
    return key in _DATA or extension or (key == "examples" and isinstance(item, list))


class Bundle:
    """A document with every file it refers to inside it, and the place of every pointer."""

    def __init__(self, path: Path, shown: str) -> None:
        self.path = path
        self.shown = shown
        self.data, self._places = read(path, shown)
        self._files: dict[Path, str] = {path.resolve(): ""}
        self._file_places: list[tuple[str, Places]] = []
        if isinstance(self.data, dict):
            self._bring_in(self.data, path.resolve().parent, "")

    def place(self, pointer: str) -> Place:
        """Where the value at `pointer` stands, or where its nearest known ancestor does."""
        shown, places, local = self.shown, self._places, pointer
        tokens = split(pointer)
        if len(tokens) > 1 and tokens[0] == FILES and int(tokens[1]) < len(self._file_places):
            shown, places = self._file_places[int(tokens[1])]
            local = join("", *tokens[2:])
        while local and local not in places:
            local = local.rpartition("/")[0]
        line, column = places.get(local, (1, 1))
        return Place(shown, line, column)

    def _bring_in(self, value: Any, folder: Path, prefix: str) -> None:
        for reference, pointer, _ in list(walk(value, prefix)):
            target = reference["$ref"]
            address, _, fragment = target.partition("#")
            if not address:
                if prefix:
                    reference["$ref"] = f"#{prefix}{fragment}"
                continue
            if "://" in address:
                message = f"$ref {target!r} is remote; save that file beside this one"
                raise DocumentError(self.place(pointer), message, pointer)
            inside = self._file(folder / from_fragment(address), self.place(pointer), pointer)
            reference["$ref"] = f"#{inside}{fragment}"

    def _file(self, path: Path, where: Place, pointer: str) -> str:
        resolved = path.resolve()
        if resolved in self._files:
            return self._files[resolved]
        if not resolved.is_file():
            raise DocumentError(
                where, f"$ref names the file {path.name!r}, which does not exist", pointer
            )
        files: list[Any] = self.data.setdefault(FILES, [])
        inside = join("", FILES, str(len(files)))
        self._files[resolved] = inside
        beside = os.path.relpath(resolved, self.path.resolve().parent)
        shown = os.path.normpath(Path(self.shown).parent / beside)
        value, places = read(resolved, shown)
        files.append(value)
        self._file_places.append((shown, places))
        self._bring_in(value, resolved.parent, inside)
        return inside


def check_targets(bundle: Bundle) -> None:
    """Raises DocumentError for the first reference that leads nowhere or only to itself."""
    for pointer, reference in references(bundle.data):
        target = reference["$ref"]
        seen: set[str] = set()
        value: Any = reference
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            if value["$ref"] in seen:
                message = f"$ref {target!r} is circular"
                raise DocumentError(bundle.place(pointer), message, pointer)
            seen.add(value["$ref"])
            try:
                value = follow(bundle.data, from_fragment(value["$ref"][1:]))
            except KeyError as missing:
                message = f"$ref {target!r} has no target: there is no {missing.args[0]!r}"
                raise DocumentError(bundle.place(pointer), message, pointer) from None
