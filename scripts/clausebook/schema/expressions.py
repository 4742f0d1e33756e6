"""Parses a pattern to a tree and computes the lengths of the texts that match it.

Lengths count code points, as `maxLength` does (JSON Schema 2020-12 validation, 6.3.1). The set
is never too small: no matching text has a length outside it. It may be too large for a pattern with
lookarounds, word boundaries or back references. Patterns are those of ECMA-262; a pattern that
Python's parser would read differently raises `UnreadablePattern`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_START, _END = "start", "end"
_ANCHOR_SIDES = {"AT_BEGINNING": _START, "AT_END": _END}
_LOOKAROUND_POSITIONS = ("AT_BOUNDARY", "AT_NON_BOUNDARY")
# Tokens that the two dialects read differently, and half a surrogate pair (one code point there).
_TOKEN = re.compile(r"\\u[dD][89a-fA-F]|\\.|\(\?<(?![=!])[^>]*>|\(\?[^:=!<]|\[\^?\]|\{,", re.DOTALL)
_PYTHON_ESCAPES = frozenset("AZaUN")
_UNBOUNDED = 2**31  # Python's parser gives `*` and `+` this maximum or a larger one
_MAX_RUNS = 5_000  # separate ranges of lengths; sums of more take too long


class UnreadablePattern(Exception):
    """The pattern has a construct that this parser does not support, so its lengths are unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class OneCharacter:
    """One character of a set; `items` are those of Python's parser."""

    items: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Parts in sequence."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Alternatives."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A repeated node."""

    inner: Node
    least: int
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A capturing group."""

    number: int
    inner: Node


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A back reference to a group."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Position:
    """A zero-width assertion: `start` or `end` of the text, or empty for a lookaround."""

    anchor: str


Node = OneCharacter | Series | Choice | Repeat | Group | Reference | Position


def expression(pattern: str) -> Node:
    """Parses a pattern.

    Raises:
        UnreadablePattern: Python cannot parse it, or would read it differently.
    """
    try:
        # The standard library has no public function for the tree of a pattern.
        tree = importlib.import_module("re._parser").parse(_TOKEN.sub(_python_token, pattern))
    except (re.error, RecursionError, OverflowError, ImportError) as error:
        raise UnreadablePattern(pattern) from error
    if tree.state.flags & ~int(re.UNICODE):
        raise UnreadablePattern(pattern)
    return _series(tree)


def is_exact(node: Node) -> bool:
    """Whether the set of lengths is exact: no lookaround and no back reference."""
    if isinstance(node, Series | Choice):
        return all(map(is_exact, node.parts if isinstance(node, Series) else node.branches))
    if isinstance(node, Repeat | Group):
        return is_exact(node.inner)
    return not (isinstance(node, Reference) or (isinstance(node, Position) and not node.anchor))


def _python_token(token: re.Match[str]) -> str:
    text = token[0]
    if text.startswith("(?<"):
        return "("
    plain = text.startswith("\\") and len(text) == 2 and text[1] not in _PYTHON_ESCAPES
    if not plain:
        raise UnreadablePattern(text)
    return text


def _series(nodes: Any) -> Node:
    parts = tuple(_node(str(operator), argument) for operator, argument in nodes)
    return parts[0] if len(parts) == 1 else Series(parts)


def _node(name: str, argument: Any) -> Node:
    if name in ("LITERAL", "NOT_LITERAL", "ANY"):
        return OneCharacter(((name, argument),))
    if name == "IN":
        return OneCharacter(tuple((str(operator), inner) for operator, inner in argument))
    if name in _REPEATS:
        return Repeat(_series(argument[2]), argument[0], int(argument[1]))
    if name == "BRANCH":
        return Choice(tuple(_series(branch) for branch in argument[1]))
    if name == "SUBPATTERN" and not argument[1] and not argument[2]:
        inner = _series(argument[3])
        return inner if argument[0] is None else Group(argument[0], inner)
    if name == "GROUPREF":
        return Reference(argument)
    if name in ("ASSERT", "ASSERT_NOT") or str(argument) in _LOOKAROUND_POSITIONS:
        return Position("")
    if name == "AT" and str(argument) in _ANCHOR_SIDES:
        return Position(_ANCHOR_SIDES[str(argument)])
    raise UnreadablePattern(name)


def is_anchored(node: Node, side: str) -> bool:
    """Whether a match must begin (`start`) or end (`end`) where the text does."""
    if isinstance(node, Position):
        return node.anchor == side
    if isinstance(node, Choice):
        return all(is_anchored(branch, side) for branch in node.branches)
    if isinstance(node, Repeat):
        return node.least > 0 and is_anchored(node.inner, side)
    if isinstance(node, Group):
        return is_anchored(node.inner, side)
    if isinstance(node, Series):
        for part in node.parts if side == _START else reversed(node.parts):
            if is_anchored(part, side):
                return True
            if not isinstance(part, Position):
                return False
    return False


def longest(node: Node) -> int | None:
    """The length of the longest matching text; None if there is no limit."""
    if isinstance(node, Choice):
        branch_lengths = [longest(branch) for branch in node.branches]
        return (
            None
            if None in branch_lengths
            else max((length for length in branch_lengths if length is not None), default=0)
        )
    if isinstance(node, Group):
        return longest(node.inner)
    anchored = is_anchored(node, _START) and is_anchored(node, _END)
    return _max_width(node) if anchored else None


def _max_width(node: Node) -> int | None:
    """The most characters that a node can match; None if there is no limit."""
    if isinstance(node, Position | OneCharacter):
        return int(isinstance(node, OneCharacter))
    if isinstance(node, Reference):
        return None
    if isinstance(node, Group):
        return _max_width(node.inner)
    if isinstance(node, Repeat):
        inner = _max_width(node.inner)
        if inner == 0 or node.most == 0:
            return 0
        return None if inner is None or node.most >= _UNBOUNDED else inner * node.most
    parts = node.parts if isinstance(node, Series) else node.branches
    widths = [_max_width(part) for part in parts]
    finite = [width for width in widths if width is not None]
    if len(finite) < len(widths):
        return None
    return sum(finite) if isinstance(node, Series) else max(finite, default=0)


class Lengths:
    """The lengths up to `bound` that the nodes of a tree match; each set is a bit field."""

    def __init__(self, bound: int) -> None:
        self._mask = (1 << (bound + 1)) - 1
        self._bound = bound
        self._cache: dict[int, tuple[Node, int]] = {}

    def of_texts(self, node: Node) -> int:
        """The lengths of whole texts that contain a match (ECMA-262 does not anchor)."""
        if isinstance(node, Group):
            return self.of_texts(node.inner)
        if isinstance(node, Choice):
            lengths = 0
            for branch in node.branches:
                lengths |= self.of_texts(branch)
            return lengths
        node_lengths = self.of(node)
        if node_lengths and not (is_anchored(node, _START) and is_anchored(node, _END)):
            node_lengths = self._mask & -(node_lengths & -node_lengths)
        return node_lengths

    def of(self, node: Node) -> int:
        """The lengths of the matches of this node."""
        cached = self._cache.get(id(node))
        if cached is None:
            cached = self._cache[id(node)] = (node, self._computed(node))
        return cached[1]

    def repeated(self, lengths: int, times: int) -> int:
        """The lengths of `times` pieces, each with one of these lengths."""
        total, times = 1, min(times, self._bound + 1)
        while times:
            if times & 1:
                total = self.sum_of(total, lengths)
            times >>= 1
            lengths = self.sum_of(lengths, lengths) if times else lengths
        return total

    def sum_of(self, first: int, second: int) -> int:
        """The lengths of a piece of the first set followed by one of the second."""
        first_runs, second_runs = list(_runs(first)), list(_runs(second))
        if len(first_runs) > len(second_runs):
            first_runs, second = second_runs, first
        if len(first_runs) > _MAX_RUNS:
            raise UnreadablePattern("too many separate ranges of lengths")
        total = 0
        for start, count in first_runs:
            total |= self._widened(second, count) << start
        return total & self._mask

    def _computed(self, node: Node) -> int:
        if isinstance(node, OneCharacter):
            return 2 & self._mask
        if isinstance(node, Reference):
            return self._mask
        if isinstance(node, Group):
            return self.of(node.inner)
        if isinstance(node, Repeat):
            inner = self.of(node.inner)
            optional = self.repeated(inner | 1, node.most - node.least)
            return self.sum_of(self.repeated(inner, node.least), optional)
        total = 1
        if isinstance(node, Series):
            for part in node.parts:
                total = self.sum_of(total, self.of(part))
        elif isinstance(node, Choice):
            total = 0
            for branch in node.branches:
                total |= self.of(branch)
        return total

    def _widened(self, bits: int, count: int) -> int:
        """The bit field with each bit extended to a run of `count` bits."""
        width = 1
        while width < count:
            step = min(width, count - width)
            bits |= bits << step
            width += step
        return bits & self._mask


def _runs(bits: int) -> Iterator[tuple[int, int]]:
    """The start and the length of each run of bits."""
    position = 0
    while bits:
        zeros = (bits & -bits).bit_length() - 1
        bits >>= zeros
        count = (~bits & (bits + 1)).bit_length() - 1
        yield position + zeros, count
        bits >>= count
        position += zeros + count
