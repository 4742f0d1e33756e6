"""Translations of a document's texts: `translations.zh.yaml` beside it.

The key is the text itself, so that a changed text has no translation until somebody writes one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from clausebook.errors import CannotRun
from clausebook.openapi import Document
from clausebook.openapi.pointers import join
from clausebook.schema.keywords import MAPS_OF_SCHEMAS

_TEXTS = ("title", "summary", "description", "x-advice")
# Below these there is data, or a map in which `description` may be a name.
_DATA = frozenset({"example", "default", "enum", "const", "value"})
_NAMES = frozenset(
    {
        *("$defs", *MAPS_OF_SCHEMAS, "paths", "webhooks"),
        *("examples", "parameters", "schemas", "responses", "headers", "links", "callbacks"),
        *("content", "securitySchemes", "requestBodies", "pathItems", "variables", "encoding"),
    }
)


@dataclass(frozen=True)
class Translations:
    """`texts` maps a text with normalized whitespace to its translation."""

    code: str
    path: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """The translation, else the text itself."""
        return self.texts.get(evened(text), text)


def evened(text: str) -> str:
    """The text with each run of whitespace as one space."""
    return " ".join(text.split())


def translations_path(document: Document, code: str) -> Path:
    """The file of the translations of a document into `code`."""
    return document.path.parent / f"translations.{code}.yaml"


def read_translations(document: Document, code: str) -> Translations | None:
    """The translations beside the document; None without such a file.

    Raises:
        CannotRun: the file cannot be read, or is not a list of `text` and `translation`.
    """
    path = translations_path(document, code)
    if not path.is_file():
        return None
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CannotRun(f"cannot read {path}: {evened(str(error))}; correct it") from error
    entries = data if isinstance(data, list) else [data]
    for number, entry in enumerate(entries, 1):
        fine = isinstance(entry, dict) and set(entry) == {"text", "translation"}
        if not fine or not all(isinstance(value, str) for value in entry.values()):
            raise CannotRun(f"{path}: entry {number} is not `text` and `translation`, both texts")
    texts = {evened(entry["text"]): entry["translation"].strip() for entry in entries}
    return Translations(code, path, texts)


def texts_of(document: Document) -> dict[str, str]:
    """Every text of the document for people, with the pointer of its first occurrence."""
    pointers: dict[str, str] = {}
    for text, pointer in _texts(document.data, "", False):
        if evened(text):
            pointers.setdefault(evened(text), pointer)
    return pointers


def _texts(value: Any, pointer: str, names: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, join(pointer, str(index)), False)
        return
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        at = join(pointer, key)
        if not names and key in _TEXTS and isinstance(inner, str):
            yield inner, at
        elif names or key not in _DATA:
            yield from _texts(inner, at, not names and key in _NAMES)
