"""Recognizes two spellings of one regular expression."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from typing import Any

# The classes of ECMA-262 are the ASCII ones (JSON Schema 2020-12, 6.4).
_CLASSES = {
    "CATEGORY_DIGIT": [(48, 57)],
    "CATEGORY_WORD": [(48, 57), (65, 90), (95, 95), (97, 122)],
}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
# They refer to earlier matches, or change how the rest matches.
_UNLIKE_OTHERS = ("GROUPREF", "GROUPREF_EXISTS", "ATOMIC_GROUP", "POSSESSIVE_REPEAT")


class _Unreadable(Exception):
    """The pattern has a construct that cannot be normalized."""


def same_expression(left: str, right: str) -> bool:
    """Whether both parse to the same tree, whatever the order in a set, `+` or `{1,}`."""
    try:
        return _tree(left) == _tree(right)
    except (re.error, RecursionError, OverflowError, ImportError, _Unreadable):
        return False


def _tree(pattern: str) -> list[Any]:
    # The standard library has no public API for the parse tree of a pattern.
    tree = importlib.import_module("re._parser").parse(pattern)
    if tree.state.flags & ~int(re.UNICODE):
        raise _Unreadable
    return _sequence(tree)


def _sequence(nodes: Iterable[Any]) -> list[Any]:
    tree: list[Any] = []
    for operator, argument in nodes:
        tree += _node(str(operator), argument)
    return tree


def _node(name: str, argument: Any) -> list[Any]:
    if name in _UNLIKE_OTHERS:
        raise _Unreadable
    if name == "LITERAL":
        return [("IN", ((argument, argument),))]
    if name == "IN":
        return [_characters(argument)]
    if name in _REPEATS:
        least, most, inner = argument
        repeated = _sequence(inner)
        return repeated if least == most == 1 else [("REPEAT", least, int(most), repeated)]
    if name == "BRANCH":
        return [("BRANCH", [_sequence(branch) for branch in argument[1]])]
    if name == "SUBPATTERN":
        _, added, removed, inner = argument
        if added or removed:
            raise _Unreadable
        return _sequence(inner)
    if name in ("ASSERT", "ASSERT_NOT"):
        return [(name, argument[0], _sequence(argument[1]))]
    return [(name, str(argument))]


def _characters(items: Iterable[tuple[Any, Any]]) -> tuple[Any, ...]:
    """A set of characters as sorted, disjoint ranges."""
    ranges: list[tuple[int, int]] = []
    others = []
    for operator, argument in items:
        if str(operator) == "LITERAL":
            ranges.append((argument, argument))
        elif str(operator) == "RANGE":
            ranges.append(argument)
        elif str(argument) in _CLASSES:
            ranges += _CLASSES[str(argument)]
        else:
            others.append((str(operator), str(argument)))
    joined: list[tuple[int, int]] = []
    for least, most in sorted(ranges):
        if joined and least <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(most, joined[-1][1]))
        else:
            joined.append((least, most))
    return ("IN", tuple(joined), *sorted(others))
