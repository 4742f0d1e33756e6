"""Finds a witness: a value that only one of two schemas accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.openapi import DocumentError
from clausebook.schema.acceptance import compile_schema
from clausebook.schema.equality import distinct
from clausebook.schema.keywords.comparing import NONE, Witness
from clausebook.values.edge_samples import edge_samples
from clausebook.values.patterns import matching_texts


def of_patterns(old: str, new: str) -> Witness:
    """Finds strings that only one of two patterns matches."""
    candidates = distinct(
        [*matching_texts(old), *matching_texts(new), "", "a", "A", "0", "-", "a b", "a\n"]
    )
    return _first({"pattern": old}, {"pattern": new}, candidates)


def of_schemas(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_definitions: Mapping[str, Any],
    new_definitions: Mapping[str, Any],
) -> Witness:
    """Finds values that only one of two schemas accepts."""
    candidates = distinct(
        [*edge_samples(old, old_definitions), *edge_samples(new, new_definitions)]
    )
    return _first({**old, "$defs": old_definitions}, {**new, "$defs": new_definitions}, candidates)


def _first(old: Mapping[str, Any], new: Mapping[str, Any], candidates: list[Any]) -> Witness:
    try:
        old_accepts, new_accepts = compile_schema(old), compile_schema(new)
    except DocumentError:
        return Witness()
    lost, gained = NONE, NONE
    for value in candidates:
        before, after = old_accepts(value), new_accepts(value)
        if before and not after and lost is NONE:
            lost = value
        if after and not before and gained is NONE:
            gained = value
    return Witness(lost, gained)
