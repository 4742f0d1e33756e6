"""Strings that a regular expression probably matches, to find where two patterns differ.

They are samples: that none distinguishes two patterns proves nothing.
"""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

from clausebook.schema.bounds import MOST_CHARACTERS
from clausebook.values.unicode_classes import readable

_MAX_TEXTS = 400
_MAX_COPIES = 10_000
_CHARACTERS = [chr(code) for code in range(32, 127)] + ["\t", "\n", "é", "٣", "\U0001f600"]
# ECMA-262's classes are the ASCII ones; Python's would offer digits of every script.
_CLASSES = {
    "DIGIT": re.compile(r"[0-9]"),
    "WORD": re.compile(r"[A-Za-z0-9_]"),
    "SPACE": re.compile(r"\s"),
}


def matching_texts(pattern: str) -> list[str]:
    """Up to 400 strings that follow the pattern; none if Python cannot parse it."""
    try:
        # The standard library has no public function for the tree of a pattern.
        tree = importlib.import_module("re._parser").parse(readable(pattern))
        return list(dict.fromkeys(_sequence(list(tree))))[:_MAX_TEXTS]
    except (re.error, RecursionError, OverflowError, ImportError):
        return []


def _sequence(nodes: Sequence[Any]) -> list[str]:
    """Varies each part while the others keep their first text."""
    parts = [_node(str(operator), argument) or [""] for operator, argument in nodes]
    first = [part[0] for part in parts]
    texts = ["".join(first)]
    for index, part in enumerate(parts):
        texts += ["".join([*first[:index], text, *first[index + 1 :]]) for text in part[1:]]
    return texts[:_MAX_TEXTS]


def _node(operator: str, argument: Any) -> list[str]:
    if operator in ("LITERAL", "NOT_LITERAL", "ANY"):
        return characters_of([(operator, argument)])
    if operator == "IN":
        return characters_of(argument)
    if operator in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeated(*argument)
    if operator == "BRANCH":
        options = [_sequence(list(branch)) for branch in argument[1]]
        heads = [option[0] for option in options if option]
        return heads + [text for option in options for text in option[1:]]
    if operator in ("SUBPATTERN", "ATOMIC_GROUP"):
        inner = argument[-1] if operator == "SUBPATTERN" else argument
        return _sequence(list(inner))
    return [""]


def _repeated(least: int, most: Any, inner: Any) -> list[str]:
    if least > _MAX_COPIES:
        raise OverflowError(least)  # a document never sizes our memory
    options = _sequence(list(inner)) or [""]
    unit = options[0]
    if least * max(map(len, options)) > MOST_CHARACTERS:
        return [""]
    bound = min(int(most), least + 70)
    usual_count = max(least, 1) if bound >= 1 else 0
    texts = [unit * usual_count]
    counts = sorted({least, min(least + 1, bound), bound, min(bound, 64)} - {usual_count})
    texts += [unit * count for count in counts]
    if usual_count:
        texts += [option + unit * (usual_count - 1) for option in options[1:]]
        texts += (
            [unit * (usual_count - 1) + option for option in options[1:20]]
            if usual_count > 1
            else []
        )
    return texts


def characters_of(items: Iterable[tuple[Any, Any]]) -> list[str]:
    """Characters of a set, given the items of Python's parser; at least one."""
    set_items = [(str(operator), argument) for operator, argument in items]
    if len(set_items) == 1 and set_items[0][0] in ("LITERAL", "NOT_LITERAL", "ANY"):
        ((operator, argument),) = set_items
        if operator == "LITERAL":
            return [chr(argument)]
        return [c for c in _CHARACTERS if operator == "ANY" or c != chr(argument)]
    negated = bool(set_items) and set_items[0][0] == "NEGATE"
    inside = [
        c for c in _candidate_characters(set_items) if any(_is_in(c, *item) for item in set_items)
    ]
    if negated:
        inside = [c for c in _CHARACTERS if c not in inside]
    return inside or ["x"]


def _candidate_characters(set_items: Sequence[tuple[str, Any]]) -> list[str]:
    """The usual characters, and the ends of each range that reaches beyond them."""
    ends = [argument for operator, argument in set_items if operator == "RANGE"]
    ends += [(argument, argument) for operator, argument in set_items if operator == "LITERAL"]
    return list(dict.fromkeys([*_CHARACTERS, *map(chr, itertools.chain(*ends))]))


def _is_in(character: str, operator: str, argument: Any) -> bool:
    code = ord(character)
    if operator == "CATEGORY":
        name = str(argument).removeprefix("CATEGORY_")
        character_class = _CLASSES.get(name.removeprefix("NOT_"))
        inside = character_class is not None and character_class.match(character) is not None
        return character_class is not None and inside != name.startswith("NOT_")
    if operator == "RANGE":
        return bool(argument[0] <= code <= argument[1])
    return operator == "LITERAL" and bool(code == argument)
