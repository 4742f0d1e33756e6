"""`if` with `then` and `else` compared, and the witness that decides where no rule does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.diff.direction import Impact, Step, strictly
from clausebook.diff.keywords import decided
from clausebook.diff.schema_walk import SchemaWalk
from clausebook.openapi.pointers import join
from clausebook.schema.equality import same

_Schema = Mapping[str, Any]
_CONSEQUENCES = ("then", "else")


def condition_steps(
    walk: SchemaWalk, old: _Schema, new: _Schema, paths: tuple[str, str]
) -> Iterator[Step]:
    """What changed in a condition. Without consequences, or they without it, it says nothing."""
    was, now = _condition(old), _condition(new)
    if same(was, now):
        return
    if not was or not now:
        effect, word = (Impact.NARROWS, "holds now") if now else (Impact.WIDENS, "no longer holds")
        at = [join(path, "if") for path in paths]
        values = old.get("if") if was else None, new.get("if") if now else None
        yield Step("if", effect, at[0], at[1], *values, f"a condition {word}")
    elif same(was["if"], now["if"]):
        for keyword in _CONSEQUENCES:
            at = [join(path, keyword) for path in paths]
            consequences = was.get(keyword, {}), now.get(keyword, {})
            yield from strictly(walk.steps(*consequences, at[0], at[1]))
    else:
        yield by_witness(walk, "if", (was, now), paths, "the condition has changed")


def by_witness(
    walk: SchemaWalk,
    keyword: str,
    schemas: tuple[_Schema, _Schema],
    paths: tuple[str, str],
    said: str,
) -> Step:
    """One step whose effect is what values that only one of both schemas lets in prove."""
    effect, example = decided(walk.witness(*schemas))
    at = [join(path, keyword) for path in paths]
    values = schemas[0].get(keyword), schemas[1].get(keyword)
    return Step(keyword, effect, at[0], at[1], *values, said + example)


def _condition(schema: _Schema) -> dict[str, Any]:
    consequences = {k: schema[k] for k in _CONSEQUENCES if schema.get(k, {}) != {}}
    return {"if": schema["if"], **consequences} if "if" in schema and consequences else {}
