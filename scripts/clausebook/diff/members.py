"""Compares members of objects: required, declared and additional ones, and their schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.diff.direction import KeywordChange, as_constraints
from clausebook.diff.schema_walk import SchemaWalk
from clausebook.openapi.pointers import join
from clausebook.schema.equality import shown
from clausebook.schema.keywords.comparing import Impact, impact_of
from clausebook.schema.normal import NOTHING

_Schema = Mapping[str, Any]


def object_changes(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[KeywordChange]:
    """The changes of the keywords for objects."""
    yield from _required(old, new, old_path, new_path)
    yield from _declared(walk, old, new, old_path, new_path)
    yield from _additional(walk, old, new, old_path, new_path)
    for keyword in ("patternProperties", "dependentSchemas"):
        yield from _by_key(walk, keyword, (old, new), (old_path, new_path))


def _required(old: _Schema, new: _Schema, old_path: str, new_path: str) -> Iterator[KeywordChange]:
    before, after = old.get("required", []), new.get("required", [])
    for name in dict.fromkeys([*before, *after]):
        if (name in before) == (name in after):
            continue
        at = [join(path, "required", name) for path in (old_path, new_path)]
        if name in after:
            message = f"the member {name!r} became required"
            yield KeywordChange("required", Impact.NARROWS, at[0], at[1], False, True, message)
        elif name in old.get("properties", {}) and name not in new.get("properties", {}):
            continue  # `_declared` reports its removal
        else:
            message = f"the member {name!r} became optional"
            yield KeywordChange("required", Impact.WIDENS, at[0], at[1], True, False, message)


def _declared(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[KeywordChange]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in dict.fromkeys([*before, *after]):
        at = [join(path, "properties", name) for path in (old_path, new_path)]
        if name in before and name in after:
            yield from walk.compare(before[name], after[name], at[0], at[1])
            continue
        declaring, lacking = (before, new) if name in before else (after, old)
        rest = lacking.get("additionalProperties", True)
        if declaring[name] == NOTHING:
            yield from _forbidden(name, name in after, rest, at)
        elif isinstance(rest, dict):
            pair = (declaring[name], rest) if name in before else (rest, declaring[name])
            yield from walk.compare(pair[0], pair[1], at[0], at[1])
        elif name in before:
            closed = rest is False and not lacking.get("patternProperties")
            impact = Impact.REFUSED if closed else Impact.LOST
            message = f"the member {name!r} was removed" + (
                ", and additional members are rejected" if closed else ""
            )
            yield KeywordChange("properties", impact, at[0], at[1], before[name], None, message)
        elif rest is False or name not in _newly_required(old, new):
            closed = rest is False and not lacking.get("patternProperties")
            impact = Impact.WIDENS if closed else Impact.GAINED
            message = f"the member {name!r} was added" + (
                ", where additional members were rejected" if closed else ""
            )
            yield KeywordChange("properties", impact, at[0], at[1], None, after[name], message)


def _forbidden(name: str, is_now: bool, rest: Any, at: list[str]) -> Iterator[KeywordChange]:
    """The change of a member with the schema `false`, which only one of the documents names."""
    if rest in (False, NOTHING):
        return
    impact = Impact.NARROWS if is_now else Impact.WIDENS
    old, new = (None, False) if is_now else (False, None)
    message = f"the member {name!r} is {'forbidden now' if is_now else 'no longer forbidden'}"
    yield KeywordChange("properties", impact, at[0], at[1], old, new, message)


def _newly_required(old: _Schema, new: _Schema) -> set[str]:
    """Members whose addition is reported as becoming required."""
    return set(new.get("required", [])) - set(old.get("required", []))


def _additional(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[KeywordChange]:
    before, after = (s.get("additionalProperties", True) for s in (old, new))
    at = [join(path, "additionalProperties") for path in (old_path, new_path)]
    if isinstance(before, dict) and isinstance(after, dict):
        yield from walk.compare(before, after, at[0], at[1])
    elif before != after:
        order = (False, None, True)
        narrows = order.index(_openness(after)) < order.index(_openness(before))
        message = (
            f"additional members changed from {_openness_text(before)} to {_openness_text(after)}"
        )
        impact = impact_of(narrows, not narrows)
        yield KeywordChange("additionalProperties", impact, at[0], at[1], before, after, message)


def _openness(rest: Any) -> bool | None:
    """False: additional members are rejected; None: they have a schema; True: any are allowed."""
    return rest if isinstance(rest, bool) else None


def _openness_text(rest: Any) -> str:
    if isinstance(rest, bool):
        return "allowed" if rest else "rejected"
    return f"allowed by {shown(rest, 40)}"


def _by_key(
    walk: SchemaWalk,
    keyword: str,
    schemas: tuple[_Schema, _Schema],
    paths: tuple[str, str],
) -> Iterator[KeywordChange]:
    old, new = (s.get(keyword, {}) for s in schemas)
    for key in dict.fromkeys([*old, *new]):
        at = [join(path, keyword, key) for path in paths]
        if key in old and key in new:
            changes = walk.compare(old[key], new[key], at[0], at[1])
            yield from as_constraints(changes) if keyword == "dependentSchemas" else changes
        else:
            impact = Impact.NARROWS if key in new else Impact.WIDENS
            word = "added" if key in new else "removed"
            message = f"{keyword} of {key!r} was {word}"
            yield KeywordChange(keyword, impact, at[0], at[1], old.get(key), new.get(key), message)
