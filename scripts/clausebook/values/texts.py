"""Texts that match a pattern and have a given length.

A builder follows the pattern's tree, using the lengths that each part can have; the judge's own
validator confirms each text. For lookarounds and back references it builds many texts with fixed
seeds and keeps those that match.
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

_MAX_LENGTH = 20_000  # characters in a text that is made here
_MAX_COPIES = 5_000
_SEARCH_RANGE = 300  # characters by which the next possible length may differ from a wanted one
_TRIES_EXACT, _TRIES = 4, 60
_MAX_INEXACT_LENGTHS = 12  # lengths tried where the tree does not settle which there are
_T = TypeVar("_T")
_USUAL_CHARACTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits
_PADDING = f"{_USUAL_CHARACTERS}-. "


def matches(pattern: str, text: str) -> bool:
    """Whether the judge matches the text; False if it cannot compile the pattern."""
    validator = _validator(pattern)
    return validator is not None and bool(validator.accepts(text))


def text_of_length(pattern: str, length: int) -> str | None:
    """A matching text of this length; None if none is found."""
    return next(texts_of_length(pattern, length), None)


def longest_text(pattern: str, most: int) -> str | None:
    """The longest matching text found with at most `most` characters."""
    return _first_of(pattern, range(most, max(most - _SEARCH_RANGE, 0) - 1, -1))


def shortest_text(pattern: str, least: int) -> str | None:
    """The shortest matching text found with at least `least` characters."""
    return _first_of(pattern, range(max(least, 0), max(least, 0) + _SEARCH_RANGE + 1))


def texts_of_length(pattern: str, length: int) -> Iterator[str]:
    """Different matching texts of this length, the simplest first."""
    if not 0 <= length <= _MAX_LENGTH:
        return
    try:
        tree = expression(pattern)
        builder = _Builder(length)
        yielded = set()
        for seed in range(_TRIES_EXACT if is_exact(tree) else _TRIES):
            text = builder.text(tree, random.Random(seed) if seed else None)
            if text is not None and len(text) == length and text not in yielded:
                yielded.add(text)
                if matches(pattern, text):
                    yield text
    except (UnreadablePattern, RecursionError):
        return


def random_text(pattern: str, length: int, source: random.Random) -> str | None:
    """Some text of this length that matches, by chance; None where none is found."""
    if not 0 <= length <= _MAX_LENGTH:
        return None
    try:
        tree = expression(pattern)
        builder = _Builder(length)
        for _ in range(_TRIES_EXACT):
            text = builder.text(tree, source)
            if text is not None and len(text) == length and matches(pattern, text):
                return text
    except (UnreadablePattern, RecursionError):
        return None
    return None


@cache
def _validator(pattern: str) -> SchemaValidator | None:
    try:
        return SchemaValidator(Schema({"type": "string", "pattern": pattern}, {}, {}), "")
    except DocumentError:
        return None


@cache
def _first_of(pattern: str, lengths: range) -> str | None:
    """The text of the first of these lengths for which one is found."""
    bound = max(lengths, default=0)
    if bound > _MAX_LENGTH:
        return None
    try:
        tree = expression(pattern)
        possible = Lengths(bound).of_texts(tree)
    except (UnreadablePattern, RecursionError):
        return None
    possible_lengths = [length for length in lengths if possible >> length & 1]
    lengths_to_try = possible_lengths if is_exact(tree) else possible_lengths[:_MAX_INEXACT_LENGTHS]
    texts = (text_of_length(pattern, length) for length in lengths_to_try)
    return next((text for text in texts if text is not None), None)


class _Builder:
    """Builds texts of one length; without a random generator it takes each first choice."""

    def __init__(self, length: int) -> None:
        self._lengths = Lengths(length)
        self._length = length
        self._random: random.Random | None = None
        self._groups: dict[int, str] = {}

    def text(self, tree: Node, rng: random.Random | None) -> str | None:
        """A text that contains a match; None if the lengths rule it out."""
        self._random, self._groups = rng, {}
        return self._whole(tree)

    def _whole(self, node: Node) -> str | None:
        if isinstance(node, Choice):
            usable = [b for b in node.branches if self._lengths.of_texts(b) >> self._length & 1]
            return self._whole(self._choose(usable)) if usable else None
        if isinstance(node, Group) and isinstance(node.inner, Choice):
            return self._whole(node.inner)
        before, behind = not is_anchored(node, "start"), not is_anchored(node, "end")
        node_lengths = self._lengths.of(node)
        if node_lengths >> self._length & 1:
            return self._text_of(node, self._length)
        usable_lengths = [n for n in range(self._length, -1, -1) if node_lengths >> n & 1]
        if not usable_lengths or not (before or behind):
            return None
        length = self._choose(usable_lengths)
        text, padding = (
            self._text_of(node, length),
            self._choose(_PADDING) * (self._length - length),
        )
        if text is None:
            return None
        return text + padding if behind else padding + text

    def _text_of(self, node: Node, length: int) -> str | None:
        if isinstance(node, OneCharacter):
            allowed = characters_of(node.items)
            usual = [c for c in _USUAL_CHARACTERS if c in allowed]
            return self._choose(usual if usual and self._random is None else allowed)
        if isinstance(node, Position):
            return ""
        if isinstance(node, Reference):
            return self._groups.get(node.number, "")
        if isinstance(node, Group):
            text = self._text_of(node.inner, length)
            self._groups[node.number] = text or ""
            return text
        if isinstance(node, Choice):
            usable = [b for b in node.branches if self._lengths.of(b) >> length & 1]
            return self._text_of(self._choose(usable), length) if usable else None
        if isinstance(node, Repeat):
            return self._repeated(node, length)
        return self._series(node, length)

    def _series(self, node: Series, length: int) -> str | None:
        rest_lengths = [1]
        for part in reversed(node.parts):
            rest_lengths.append(self._lengths.sum_of(self._lengths.of(part), rest_lengths[-1]))
        rest_lengths.reverse()
        texts = []
        for part, rest in zip(node.parts, rest_lengths[1:], strict=True):
            part_lengths = self._lengths.of(part)
            usable_lengths = [
                n for n in range(length + 1) if part_lengths >> n & 1 and rest >> (length - n) & 1
            ]
            text = self._text_of(part, self._choose(usable_lengths)) if usable_lengths else None
            if text is None:
                return None
            texts.append(text)
            length -= len(text)
            if length < 0:
                return None
        return "".join(texts)

    def _repeated(self, node: Repeat, length: int) -> str | None:
        unit_lengths, reached = self._lengths.of(node.inner), [1]
        if unit_lengths == 2:
            pieces = [self._text_of(node.inner, 1) or "" for _ in range(length)]
            return "".join(pieces) if node.least <= length <= node.most else None
        while len(reached) <= node.least or not reached[-1] >> length & 1:
            if len(reached) > min(node.most, _MAX_COPIES):
                return None
            reached.append(self._lengths.sum_of(reached[-1], unit_lengths))
        texts = []
        for before in reversed(reached[:-1]):
            usable_lengths = [
                n for n in range(length + 1) if unit_lengths >> n & 1 and before >> (length - n) & 1
            ]
            text = (
                self._text_of(node.inner, self._choose(usable_lengths)) if usable_lengths else None
            )
            if text is None or len(text) > length:
                return None
            texts.append(text)
            length -= len(text)
        return "".join(texts)

    def _choose(self, options: Sequence[_T]) -> _T:
        return options[0] if self._random is None else self._random.choice(options)
