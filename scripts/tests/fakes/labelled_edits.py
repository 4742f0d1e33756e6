"""Documents with one edit each; edits and expected levels are in labelled_*.yaml."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import Any

import yaml
from clausebook.openapi import Document, load
from clausebook.openapi.pointers import follow, split

from fakes.paths import DOCUMENTS

FOLDER = DOCUMENTS
SHOP = FOLDER / "edited_shop.yaml"
COURIER = FOLDER / "edited_courier.yaml"

Row = tuple[str, str, tuple[Any, ...]]


def labelled(path: Path = FOLDER / "labelled_edits.yaml") -> list[Row]:
    """Every edit: expected level, name, operations."""
    table = yaml.safe_load(path.read_text("utf-8"))
    return [(label, name, tuple(rest)) for label, rows in table.items() for name, *rest in rows]


@functools.cache
def unedited(path: Path) -> Document:
    """The document that others are edits of, loaded once."""
    return load(path, relative_to=path.parent)


@functools.cache
def _data(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def edited(original: Path, operations: tuple[Any, ...], folder: Path) -> Document:
    """A copy of the document at `original` in `folder`, with the operations applied."""
    data = copy.deepcopy(_data(original))
    rest = list(operations)
    while rest:
        order, pointer = rest[0][0], rest.pop(0)[1:]
        if order == "-":
            _take(data, pointer)
        elif order == "~":
            moved = _take(data, pointer)
            _put(data, rest.pop(0), moved)
        else:
            _put(data, pointer, rest.pop(0))
    path = folder / original.name
    path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return load(path, relative_to=folder)


def _parent(data: Any, pointer: str) -> tuple[Any, str]:
    return follow(data, pointer.rpartition("/")[0]), split(pointer)[-1]


def _take(data: Any, pointer: str) -> Any:
    parent, token = _parent(data, pointer)
    return parent.pop(int(token) if isinstance(parent, list) else token)


def _put(data: Any, pointer: str, value: Any) -> None:
    parent, token = _parent(data, pointer)
    if not isinstance(parent, list):
        parent[token] = value
    elif token == "-":
        parent.append(value)
    else:
        parent[int(token)] = value
