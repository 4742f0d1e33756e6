"""Texts that match a pattern and have a wanted length.

A text is built along the pattern's tree by the lengths that each part can have, and held against
the judge's own matcher before anybody sees it. Where a pattern looks ahead or refers to a group,
many are built at random, the same each time, and the matcher chooses.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar

from clausebook.openapi import DocumentError
from clausebook.schema.canonical import Schema
from clausebook.schema.expressions import (
    Choice,
    Group,
    Lengths,
    Node,
    OneCharacter,
    Position,
    Reference,
    Repeat,
    Series,
    UnreadablePattern,
    expression,
    is_anchored,
    is_exact,
)
from clausebook.schema.validation import SchemaValidator
from clausebook.values.patterns import characters_of
from clausebook.values.unicode_classes import readable

_LONGEST = 20_000  # characters in a text that is made here
_MOST_COPIES = 5_000
_FURTHER = 300  # characters by which the next possible length may differ from a wanted one
_TRIES_EXACT, _TRIES = 4, 60
_MOST_INEXACT = 12  # lengths tried where the tree does not settle which there are
_T = TypeVar("_T")
_USUAL = string.ascii_lowercase + string.ascii_uppercase + string.digits
_PADDING = f"{_USUAL}-. "


def matches(pattern: str, text: str) -> bool:
    """Whether the judge finds the pattern in the text; of no text where it cannot read it."""
    judge = _judge(pattern)
    return judge is not None and bool(judge.accepts(text))


def text_of_length(pattern: str, length: int) -> str | None:
    """A text of this length that matches; None where none is found."""
    return next(texts_of_length(pattern, length), None)


def longest_text(pattern: str, most: int) -> str | None:
    """The longest text found that matches and has at most so many characters."""
    return _first_of(pattern, range(most, max(most - _FURTHER, 0) - 1, -1))


def shortest_text(pattern: str, least: int) -> str | None:
    """The shortest text found that matches and has at least so many characters."""
    return _first_of(pattern, range(max(least, 0), max(least, 0) + _FURTHER + 1))


def texts_of_length(pattern: str, length: int) -> Iterator[str]:
    """Different texts of this length that match, the plainest first."""
    if not 0 <= length <= _LONGEST:
        return
    try:
        tree = expression(readable(pattern))
        builder = _Builder(length)
        seen = set()
        for seed in range(_TRIES_EXACT if is_exact(tree) else _TRIES):
            text = builder.text(tree, random.Random(seed) if seed else None)
            if text is not None and len(text) == length and text not in seen:
                seen.add(text)
                if matches(pattern, text):
                    yield text
    except (UnreadablePattern, RecursionError):
        return


@cache
def _judge(pattern: str) -> SchemaValidator | None:
    try:
        return SchemaValidator(Schema({"type": "string", "pattern": pattern}, {}, {}), "")
    except DocumentError:
        return None


@cache
def _first_of(pattern: str, lengths: range) -> str | None:
    """The text found for the first of these lengths for which there is one."""
    bound = max(lengths, default=0)
    if bound > _LONGEST:
        return None
    try:
        tree = expression(readable(pattern))
        possible = Lengths(bound).of_texts(tree)
    except (UnreadablePattern, RecursionError):
        return None
    fitting = [length for length in lengths if possible >> length & 1]
    tried = fitting if is_exact(tree) else fitting[:_MOST_INEXACT]
    texts = (text_of_length(pattern, length) for length in tried)
    return next((text for text in texts if text is not None), None)


class _Builder:
    """Builds texts of one length; without a source of chance each choice is the first."""

    def __init__(self, length: int) -> None:
        self._lengths = Lengths(length)
        self._length = length
        self._chance: random.Random | None = None
        self._groups: dict[int, str] = {}

    def text(self, tree: Node, chance: random.Random | None) -> str | None:
        """A text with the pattern somewhere in it; None where the lengths rule it out."""
        self._chance, self._groups = chance, {}
        return self._whole(tree)

    def _whole(self, node: Node) -> str | None:
        if isinstance(node, Choice):
            usable = [b for b in node.branches if self._lengths.of_texts(b) >> self._length & 1]
            return self._whole(self._one_of(usable)) if usable else None
        if isinstance(node, Group) and isinstance(node.inner, Choice):
            return self._whole(node.inner)
        before, behind = not is_anchored(node, "start"), not is_anchored(node, "end")
        own = self._lengths.of(node)
        if own >> self._length & 1:
            return self._made(node, self._length)
        fitting = [n for n in range(self._length, -1, -1) if own >> n & 1]
        if not fitting or not (before or behind):
            return None
        length = self._one_of(fitting)
        text, padding = self._made(node, length), self._one_of(_PADDING) * (self._length - length)
        if text is None:
            return None
        return text + padding if behind else padding + text

    def _made(self, node: Node, length: int) -> str | None:
        if isinstance(node, OneCharacter):
            known = characters_of(node.items)
            usual = [c for c in _USUAL if c in known]
            return self._one_of(usual if usual and self._chance is None else known)
        if isinstance(node, Position):
            return ""
        if isinstance(node, Reference):
            return self._groups.get(node.number, "")
        if isinstance(node, Group):
            text = self._made(node.inner, length)
            self._groups[node.number] = text or ""
            return text
        if isinstance(node, Choice):
            usable = [b for b in node.branches if self._lengths.of(b) >> length & 1]
            return self._made(self._one_of(usable), length) if usable else None
        if isinstance(node, Repeat):
            return self._repeated(node, length)
        return self._series(node, length)

    def _series(self, node: Series, length: int) -> str | None:
        behind = [1]
        for part in reversed(node.parts):
            behind.append(self._lengths.sum_of(self._lengths.of(part), behind[-1]))
        behind.reverse()
        texts = []
        for part, rest in zip(node.parts, behind[1:], strict=True):
            own = self._lengths.of(part)
            fitting = [n for n in range(length + 1) if own >> n & 1 and rest >> (length - n) & 1]
            text = self._made(part, self._one_of(fitting)) if fitting else None
            if text is None:
                return None
            texts.append(text)
            length -= len(text)
            if length < 0:
                return None
        return "".join(texts)

    def _repeated(self, node: Repeat, length: int) -> str | None:
        own, reached = self._lengths.of(node.inner), [1]
        if own == 2:
            pieces = [self._made(node.inner, 1) or "" for _ in range(length)]
            return "".join(pieces) if node.least <= length <= node.most else None
        while len(reached) <= node.least or not reached[-1] >> length & 1:
            if len(reached) > min(node.most, _MOST_COPIES):
                return None
            reached.append(self._lengths.sum_of(reached[-1], own))
        texts = []
        for before in reversed(reached[:-1]):
            fitting = [n for n in range(length + 1) if own >> n & 1 and before >> (length - n) & 1]
            text = self._made(node.inner, self._one_of(fitting)) if fitting else None
            if text is None or len(text) > length:
                return None
            texts.append(text)
            length -= len(text)
        return "".join(texts)

    def _one_of(self, options: Sequence[_T]) -> _T:
        return options[0] if self._chance is None else self._chance.choice(options)
