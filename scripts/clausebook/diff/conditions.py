"""Compares `if` with `then` and `else`, and decides by witness where no rule does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.diff.direction import KeywordChange, as_constraints
from clausebook.diff.schema_walk import SchemaWalk
from clausebook.openapi.pointers import join
from clausebook.schema.equality import same
from clausebook.schema.keywords.comparing import Impact, impact_of_witness

_Schema = Mapping[str, Any]
_CONSEQUENCES = ("then", "else")


def condition_changes(
    walk: SchemaWalk, old: _Schema, new: _Schema, paths: tuple[str, str]
) -> Iterator[KeywordChange]:
    """The changes of a condition; `if` without `then` and `else` is none, and vice versa."""
    before, after = _condition(old), _condition(new)
    if same(before, after):
        return
    if not before or not after:
        impact, word = (Impact.NARROWS, "was added") if after else (Impact.WIDENS, "was removed")
        at = [join(path, "if") for path in paths]
        values = old.get("if") if before else None, new.get("if") if after else None
        yield KeywordChange("if", impact, at[0], at[1], *values, f"a condition {word}")
    elif same(before["if"], after["if"]):
        for keyword in _CONSEQUENCES:
            at = [join(path, keyword) for path in paths]
            consequences = before.get(keyword, {}), after.get(keyword, {})
            yield from as_constraints(walk.compare(*consequences, at[0], at[1]))
    else:
        yield change_by_witness(walk, "if", (before, after), paths, "the condition changed")


def change_by_witness(
    walk: SchemaWalk,
    keyword: str,
    schemas: tuple[_Schema, _Schema],
    paths: tuple[str, str],
    message: str,
) -> KeywordChange:
    """A change whose impact is proved by values that only one of both schemas allows."""
    impact, example = impact_of_witness(walk.witness(*schemas))
    at = [join(path, keyword) for path in paths]
    values = schemas[0].get(keyword), schemas[1].get(keyword)
    return KeywordChange(keyword, impact, at[0], at[1], *values, message + example)


def _condition(schema: _Schema) -> dict[str, Any]:
    consequences = {k: schema[k] for k in _CONSEQUENCES if schema.get(k, {}) != {}}
    return {"if": schema["if"], **consequences} if "if" in schema and consequences else {}
