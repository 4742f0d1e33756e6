"""Reads YAML text by the 1.2 core schema, which OpenAPI recommends (OAS 3.1, 4.3).

`no` and `2024-10-21` are strings.
"""

from __future__ import annotations

import math
import re
from typing import Any, ClassVar

import yaml

from clausebook.openapi.errors import DocumentError, Place
from clausebook.openapi.pointers import join

Places = dict[str, tuple[int, int]]

_MERGE = "tag:yaml.org,2002:merge"
_CORE_SCHEMA = (
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+0123456789.",
    ),
    (_MERGE, r"^(?:<<)$", "<"),
)


class _CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # either base, same interface
    """PyYAML with the core schema in place of YAML 1.1's wider one."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


for _tag, _pattern, _first in _CORE_SCHEMA:
    _CoreLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def read_yaml(text: str, shown: str) -> tuple[Any, Places]:
    """The value, and by JSON pointer the line and column (from 1) of each value.

    Raises DocumentError, with `shown` as the file's name.
    """
    reader = _NodeReader(shown)
    try:
        node = yaml.compose(text, Loader=_CoreLoader)
        if node is None:
            raise DocumentError(shown, "the file is empty; expected an OpenAPI document")
        return reader.value(node, ""), reader.places
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Place(shown, mark.line + 1, mark.column + 1) if mark else shown
        raise DocumentError(where, f"invalid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise DocumentError(shown, f"invalid YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise DocumentError(shown, "nested too deeply, or an alias that contains itself") from None


def finite(text: str) -> float:
    """The number. Raises ValueError for infinity and NaN, which JSON lacks (RFC 8259, 6)."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not finite")
    return number


class _NodeReader:
    """Turns YAML nodes into plain values and records their places."""

    _MAX_REPEATED = 300_000

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.places: Places = {}
        self._seen: set[int] = set()
        self._repeated = 0

    def value(self, node: yaml.Node, pointer: str) -> Any:
        self.places.setdefault(pointer, (node.start_mark.line + 1, node.start_mark.column + 1))
        self._repeated += id(node) in self._seen
        self._seen.add(id(node))
        if self._repeated > self._MAX_REPEATED:
            raise DocumentError(self.shown, "aliases repeat more than 300,000 values; use $ref")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, pointer)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, join(pointer, str(i))) for i, item in enumerate(node.value)]
        return self._scalar(node, pointer)

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        # Merges first: the place of an own key overrides that of a merged key.
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                self._merge(merged, value_node, pointer)
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                continue
            where = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise DocumentError(where, "a mapping's key must be a string", pointer)
            # A key is a string in OpenAPI; an unquoted `204:` would be an integer to YAML.
            key: str = key_node.value
            if key in own:
                raise DocumentError(where, f"the key {key!r} appears twice", pointer)
            place = join(pointer, key)
            self.places[place] = (where.line, where.column)
            own[key] = self.value(value_node, place)
        return {**merged, **own}

    def _merge(self, into: dict[str, Any], node: yaml.Node, pointer: str) -> None:
        """Earlier sources override later ones, so the last is read first (YAML, merge key)."""
        sources = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for source in reversed(sources):
            value = self.value(source, pointer)
            if not isinstance(value, dict):
                raise DocumentError(self._place(source), "`<<` merges mappings only", pointer)
            into.update(value)

    def _scalar(self, node: yaml.Node, pointer: str) -> Any:
        text: str = node.value
        kind = node.tag.rpartition(":")[2]
        try:
            if kind == "bool":
                return {"true": True, "false": False}[text.lower()]
            if kind == "null":
                return None
            if kind == "int":
                return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
            if kind == "float":
                return finite(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        except (KeyError, ValueError):
            message = f"{_start(text)} cannot be read as {kind}; quote it if it is a string"
            raise DocumentError(self._place(node), message, pointer) from None
        if kind in ("str", "timestamp", "binary"):
            return text
        message = f"the YAML tag {node.tag!r} has no meaning in OpenAPI; write a plain value"
        raise DocumentError(self._place(node), message, pointer)

    def _place(self, node: yaml.Node) -> Place:
        return Place(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)


def _start(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")
