"""Branches of a union, which have no names: which of one document is which of the other."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from clausebook.schema.equality import identity
from clausebook.schema.merging import types_of

_ALIKE = 0.5


def matched(
    old: Sequence[Any], new: Sequence[Any]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pairs of indexes that belong together, and the indexes of either side that are left.

    Equal branches are left out of all three: they say nothing new, wherever they stand.
    """
    ours = dict(enumerate(old))
    theirs = dict(enumerate(new))
    for i, branch in list(ours.items()):
        for j, other in list(theirs.items()):
            if identity(branch) == identity(other):
                del ours[i], theirs[j]
                break
    alike = sorted(
        ((likeness(ours[i], theirs[j]), -i, -j) for i in ours for j in theirs), reverse=True
    )
    pairs = []
    for likely, minus_i, minus_j in alike:
        if likely >= _ALIKE and -minus_i in ours and -minus_j in theirs:
            pairs.append((-minus_i, -minus_j))
            del ours[-minus_i], theirs[-minus_j]
    return sorted(pairs), sorted(ours), sorted(theirs)


def likeness(one: Any, other: Any) -> float:
    """How much two schemas have in common, from 0 (nothing that matters) to 1."""
    if not types_of(one) & types_of(other) or plainly_apart([one, other]):
        return 0.0
    if "$ref" in one or "$ref" in other:
        return 1.0 if one.get("$ref") == other.get("$ref") else 0.0
    if "enum" in one and "enum" in other:
        return _shared(map(identity, one["enum"]), map(identity, other["enum"]))
    members = one.get("properties", {}), other.get("properties", {})
    if members[0] or members[1]:
        return _shared(*members)
    if "items" in one or "items" in other:
        return _ALIKE
    return max(_ALIKE, _shared(map(identity, one.items()), map(identity, other.items())))


def plainly_apart(shapes: Sequence[Any]) -> bool:
    """Whether it is plain that no value fits two of the shapes."""
    return all(_apart(one, other) for one, other in itertools.combinations(shapes, 2))


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if "enum" in one and "enum" in other:
        return not {identity(v) for v in one["enum"]} & {identity(v) for v in other["enum"]}
    if "$ref" in one or "$ref" in other:
        return False
    if not types_of(one) & types_of(other):
        return True
    if types_of(one) & types_of(other) != {"object"}:
        return False
    members = one.get("properties", {}), other.get("properties", {})
    needed = set(one.get("required", [])) & set(other.get("required", []))
    tags = [n for n in needed if all("enum" in m.get(n, {}) for m in members)]
    return any(_apart(members[0][name], members[1][name]) for name in tags)


def _shared(one: Any, other: Any) -> float:
    ours, theirs = set(one), set(other)
    return len(ours & theirs) / max(1, len(ours | theirs))
