"""A pattern as a tree, and the set of lengths that texts have which match it.

Lengths count code points, as `maxLength` does (JSON Schema 2020-12 validation, 6.3.1). The set is
never too small: a length that it lacks, no matching text has. It may be too large where a pattern
looks ahead, looks at word boundaries or refers to a group. Patterns are those of ECMA-262; what
Python's parser takes for something else is refused, so that the tree never lies.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_STARTS, _ENDS = "start", "end"
_ANCHORS = {"AT_BEGINNING": _STARTS, "AT_END": _ENDS}
_LOOKS = ("AT_BOUNDARY", "AT_NON_BOUNDARY")
# What the two dialects read differently, and half a surrogate pair, which is one code point there.
_TOKEN = re.compile(r"\\u[dD][89a-fA-F]|\\.|\(\?<(?![=!])[^>]*>|\(\?[^:=!<]|\[\^?\]|\{,", re.DOTALL)
_ONLY_PYTHON = frozenset("AZaUN")
_WITHOUT_LIMIT = 2**31  # how often `*` and `+` repeat, to Python's parser, or more
_MOST_RUNS = 5_000  # of lengths apart from one another, beyond which sums take too long


class UnreadablePattern(Exception):
    """The pattern holds something that has no tree here; nothing is known of its lengths."""


@dataclass(frozen=True, slots=True, eq=False)
class OneCharacter:
    """One character of a set; `items` are the parser's."""

    items: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of several branches."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """The same several times."""

    inner: Node
    least: int
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What a later reference repeats."""

    number: int
    inner: Node


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What a group matched, once more."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Position:
    """No character: `start` or `end` of the text, or empty for a look around."""

    anchor: str


Node = OneCharacter | Series | Choice | Repeat | Group | Reference | Position


def expression(pattern: str) -> Node:
    """The tree of a pattern.

    Raises:
        UnreadablePattern: Python cannot read it, or would read it in another way.
    """
    try:
        # The standard library has no public door to the tree of a pattern.
        tree = importlib.import_module("re._parser").parse(_TOKEN.sub(_respelled, pattern))
    except (re.error, RecursionError, OverflowError, ImportError) as error:
        raise UnreadablePattern(pattern) from error
    if tree.state.flags & ~int(re.UNICODE):
        raise UnreadablePattern(pattern)
    return _series(tree)


def is_exact(node: Node) -> bool:
    """Whether the set of lengths is exact: nothing looks around or refers to a group."""
    if isinstance(node, Series | Choice):
        return all(map(is_exact, node.parts if isinstance(node, Series) else node.branches))
    if isinstance(node, Repeat | Group):
        return is_exact(node.inner)
    return not (isinstance(node, Reference) or (isinstance(node, Position) and not node.anchor))


def _respelled(token: re.Match[str]) -> str:
    text = token[0]
    if text.startswith("(?<"):
        return "("
    plain = text.startswith("\\") and len(text) == 2 and text[1] not in _ONLY_PYTHON
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
    if name in ("ASSERT", "ASSERT_NOT") or str(argument) in _LOOKS:
        return Position("")
    if name == "AT" and str(argument) in _ANCHORS:
        return Position(_ANCHORS[str(argument)])
    raise UnreadablePattern(name)


def is_anchored(node: Node, side: str) -> bool:
    """Whether a match can only begin (`start`) or end (`end`) where the text does."""
    if isinstance(node, Position):
        return node.anchor == side
    if isinstance(node, Choice):
        return all(is_anchored(branch, side) for branch in node.branches)
    if isinstance(node, Repeat):
        return node.least > 0 and is_anchored(node.inner, side)
    if isinstance(node, Group):
        return is_anchored(node.inner, side)
    if isinstance(node, Series):
        for part in node.parts if side == _STARTS else reversed(node.parts):
            if is_anchored(part, side):
                return True
            if not isinstance(part, Position):
                return False
    return False


def longest(node: Node) -> int | None:
    """How long a matching text can be; None where there is no limit."""
    if isinstance(node, Choice):
        most = [longest(branch) for branch in node.branches]
        return None if None in most else max((n for n in most if n is not None), default=0)
    if isinstance(node, Group):
        return longest(node.inner)
    anchored = is_anchored(node, _STARTS) and is_anchored(node, _ENDS)
    return _widest(node) if anchored else None


def _widest(node: Node) -> int | None:
    """How many characters a node itself can match."""
    if isinstance(node, Position | OneCharacter):
        return int(isinstance(node, OneCharacter))
    if isinstance(node, Reference):
        return None
    if isinstance(node, Group):
        return _widest(node.inner)
    if isinstance(node, Repeat):
        inner = _widest(node.inner)
        if inner == 0 or node.most == 0:
            return 0
        return None if inner is None or node.most >= _WITHOUT_LIMIT else inner * node.most
    parts = node.parts if isinstance(node, Series) else node.branches
    widths = [_widest(part) for part in parts]
    known = [width for width in widths if width is not None]
    if len(known) < len(widths):
        return None
    return sum(known) if isinstance(node, Series) else max(known, default=0)


class Lengths:
    """The lengths, up to `bound`, of what the nodes of one tree match; each set is a bit field."""

    def __init__(self, bound: int) -> None:
        self._mask = (1 << (bound + 1)) - 1
        self._bound = bound
        self._known: dict[int, tuple[Node, int]] = {}

    def of_texts(self, node: Node) -> int:
        """Of whole texts in which the pattern is found somewhere (ECMA-262 does not anchor)."""
        if isinstance(node, Group):
            return self.of_texts(node.inner)
        if isinstance(node, Choice):
            found = 0
            for branch in node.branches:
                found |= self.of_texts(branch)
            return found
        own = self.of(node)
        if own and not (is_anchored(node, _STARTS) and is_anchored(node, _ENDS)):
            own = self._mask & -(own & -own)
        return own

    def of(self, node: Node) -> int:
        """Of what this node matches by itself."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = (node, self._of(node))
        return known[1]

    def repeated(self, lengths: int, times: int) -> int:
        """Of so many pieces that each have one of these lengths."""
        found, times = 1, min(times, self._bound + 1)
        while times:
            if times & 1:
                found = self.sum_of(found, lengths)
            times >>= 1
            lengths = self.sum_of(lengths, lengths) if times else lengths
        return found

    def sum_of(self, one: int, other: int) -> int:
        """Of one piece after another."""
        runs, others = list(_runs(one)), list(_runs(other))
        if len(runs) > len(others):
            runs, other = others, one
        if len(runs) > _MOST_RUNS:
            raise UnreadablePattern("lengths that lie too far apart")
        found = 0
        for start, count in runs:
            found |= self._smeared(other, count) << start
        return found & self._mask

    def _of(self, node: Node) -> int:
        if isinstance(node, OneCharacter):
            return 2 & self._mask
        if isinstance(node, Reference):
            return self._mask
        if isinstance(node, Group):
            return self.of(node.inner)
        if isinstance(node, Repeat):
            inner = self.of(node.inner)
            further = self.repeated(inner | 1, node.most - node.least)
            return self.sum_of(self.repeated(inner, node.least), further)
        found = 1
        if isinstance(node, Series):
            for part in node.parts:
                found = self.sum_of(found, self.of(part))
        elif isinstance(node, Choice):
            found = 0
            for branch in node.branches:
                found |= self.of(branch)
        return found

    def _smeared(self, bits: int, count: int) -> int:
        """The field with each bit followed by `count - 1` more."""
        width = 1
        while width < count:
            step = min(width, count - width)
            bits |= bits << step
            width += step
        return bits & self._mask


def _runs(bits: int) -> Iterator[tuple[int, int]]:
    """Where each unbroken row of bits begins, and how many they are."""
    at = 0
    while bits:
        low = (bits & -bits).bit_length() - 1
        bits >>= low
        count = (~bits & (bits + 1)).bit_length() - 1
        yield at + low, count
        bits >>= count
        at += low + count
