"""Pairs the branches of two unions, which have no names."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from clausebook.schema.allowed_types import types_of
from clausebook.schema.equality import identity

_SIMILAR = 0.5


def pair_branches(
    old: Sequence[Any], new: Sequence[Any]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pairs of indexes of similar branches, and the indexes left over in `old` and in `new`.

    Equal branches are in none of the three.
    """
    old_left = dict(enumerate(old))
    new_left = dict(enumerate(new))
    for i, branch in list(old_left.items()):
        for j, other in list(new_left.items()):
            if identity(branch) == identity(other):
                del old_left[i], new_left[j]
                break
    candidates = sorted(
        ((similarity(old_left[i], new_left[j]), -i, -j) for i in old_left for j in new_left),
        reverse=True,
    )
    pairs = []
    for score, minus_i, minus_j in candidates:
        if score >= _SIMILAR and -minus_i in old_left and -minus_j in new_left:
            pairs.append((-minus_i, -minus_j))
            del old_left[-minus_i], new_left[-minus_j]
    return sorted(pairs), sorted(old_left), sorted(new_left)


def similarity(left: Any, right: Any) -> float:
    """How much two schemas have in common, from 0 to 1."""
    if not types_of(left) & types_of(right) or provably_disjoint([left, right]):
        return 0.0
    if "$ref" in left or "$ref" in right:
        return 1.0 if left.get("$ref") == right.get("$ref") else 0.0
    if "enum" in left and "enum" in right:
        return _overlap_ratio(map(identity, left["enum"]), map(identity, right["enum"]))
    members = left.get("properties", {}), right.get("properties", {})
    if members[0] or members[1]:
        return _overlap_ratio(*members)
    if "items" in left or "items" in right:
        return _SIMILAR
    return max(_SIMILAR, _overlap_ratio(map(identity, left.items()), map(identity, right.items())))


def provably_disjoint(shapes: Sequence[Any]) -> bool:
    """Whether it is certain that no value fits two of the schemas."""
    return all(_disjoint_pair(left, right) for left, right in itertools.combinations(shapes, 2))


def _disjoint_pair(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    if "enum" in left and "enum" in right:
        return not {identity(v) for v in left["enum"]} & {identity(v) for v in right["enum"]}
    if "$ref" in left or "$ref" in right:
        return False
    if not types_of(left) & types_of(right):
        return True
    if types_of(left) & types_of(right) != {"object"}:
        return False
    members = left.get("properties", {}), right.get("properties", {})
    needed = set(left.get("required", [])) & set(right.get("required", []))
    tags = [n for n in needed if all("enum" in m.get(n, {}) for m in members)]
    return any(_disjoint_pair(members[0][name], members[1][name]) for name in tags)


def _overlap_ratio(left: Any, right: Any) -> float:
    first, second = set(left), set(right)
    return len(first & second) / max(1, len(first | second))
