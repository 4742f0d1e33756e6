"""`anyOf`, `oneOf`, the rest of `allOf` and `not`: branches matched first, then compared.

Branches have no names, so equal ones are matched wherever they stand, then those most alike: their
order says nothing. What no rule decides, a value that only one document lets in does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clausebook.diff.branches import matched, plainly_apart
from clausebook.diff.conditions import by_witness, condition_steps
from clausebook.diff.direction import Impact, Step
from clausebook.diff.keywords import decided
from clausebook.diff.schema_walk import SchemaWalk
from clausebook.openapi.pointers import join
from clausebook.schema.equality import same, shown
from clausebook.schema.merging import merged
from clausebook.schema.normal import normal

_Schema = Mapping[str, Any]
_UNIONS = ("anyOf", "oneOf")


def union_steps(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[Step]:
    """What changed in the keywords that combine schemas, for two schemas that use the same ones."""
    paths = old_path, new_path
    for keyword in used_unions(old):
        if not same(old[keyword], new[keyword]):
            yield from _same_union(walk, keyword, (old, new), paths)
    yield from _conjunction(walk, old, new, paths)
    yield from _negation(walk, old, new, paths)
    yield from condition_steps(walk, old, new, paths)


def used_unions(schema: _Schema) -> list[str]:
    """Which of `anyOf` and `oneOf` the schema has."""
    return [keyword for keyword in _UNIONS if keyword in schema]


def _same_union(
    walk: SchemaWalk, keyword: str, schemas: tuple[_Schema, _Schema], paths: tuple[str, str]
) -> Iterator[Step]:
    was, now = (schema[keyword] for schema in schemas)
    pairs, lost, gained = matched(was, now)
    steps: list[Step] = []
    for i, j in pairs:
        at = join(paths[0], keyword, str(i)), join(paths[1], keyword, str(j))
        steps += walk.steps(was[i], now[j], *at)
    for i in lost:
        if not any(walk.contained(was[i], other) for other in now):
            there = join(paths[0], keyword, str(i))
            said = f"the shape {_shape(was[i])} is gone"
            steps.append(Step(keyword, Impact.NARROWS, there, None, was[i], None, said))
    for j in gained:
        if not any(walk.contained_before(now[j], other) for other in was):
            there = join(paths[1], keyword, str(j))
            said = f"the shape {_shape(now[j])} is new"
            steps.append(Step(keyword, Impact.WIDENS, None, there, None, now[j], said))
    yield from steps
    if keyword == "oneOf" and not (plainly_apart(was) and plainly_apart(now)):
        yield from _overlap(walk, schemas, paths, {step.effect for step in steps})


def _overlap(
    walk: SchemaWalk,
    schemas: tuple[_Schema, _Schema],
    paths: tuple[str, str],
    told: set[Impact],
) -> Iterator[Step]:
    """Branches of `oneOf` that overlap: what fits a wider branch may fit two, which is none."""
    was, now = ({k: s[k] for k in ("type", "oneOf") if k in s} for s in schemas)
    effect, example = decided(walk.witness(was, now))
    lessens = {Impact.NARROWS, Impact.LESS, Impact.BOTH, Impact.REFUSED}
    widens = {Impact.WIDENS, Impact.MORE, Impact.BOTH}
    new = effect in lessens and not told & lessens
    if new or (effect in widens and not told & widens):
        at = [join(path, "oneOf") for path in paths]
        said = f"exactly one shape must fit{example}"
        values = schemas[0]["oneOf"], schemas[1]["oneOf"]
        yield Step("oneOf", effect, at[0], at[1], *values, said)


def reshaped_steps(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[Step]:
    """A union where there was none, or of another kind: compared as lists of whole shapes."""
    schemas, paths = (old, new), (old_path, new_path)
    keywords = used_unions(old), used_unions(new)
    before, after = (_shapes(s, used) for s, used in zip(schemas, keywords, strict=True))
    keyword = (keywords[1] or keywords[0])[0]
    at = [join(path, keyword) for path in paths]
    values = schemas[0].get(keyword), schemas[1].get(keyword)
    if before is not None and after is not None:
        narrows = not all(any(walk.contained(o, n) for n in after) for o in before)
        widens = not all(any(walk.contained_before(n, o) for o in before) for n in after)
        exclusive = any("oneOf" in used for used in keywords)
        if not exclusive or (plainly_apart(before) and plainly_apart(after)):
            if not narrows and not widens:
                return
            if not narrows:
                said = "more shapes may fit now"
                yield Step(keyword, Impact.WIDENS, at[0], at[1], *values, said)
                return
            if not widens:
                said = "fewer shapes fit now"
                yield Step(keyword, Impact.NARROWS, at[0], at[1], *values, said)
                return
    step = by_witness(walk, keyword, schemas, paths, "the shapes that may fit have changed")
    bare = [{k: v for k, v in schema.items() if k not in _UNIONS} for schema in schemas]
    if step.effect is Impact.MORE and not keywords[1] and walk.contained(bare[0], new):
        step = replace(step, effect=Impact.WIDENS)  # without shapes more fits, never less
    if step.effect is Impact.LESS and not keywords[0] and walk.contained_before(bare[1], old):
        step = replace(step, effect=Impact.NARROWS)
    yield step


def _shapes(schema: _Schema, used: list[str]) -> list[dict[str, Any]] | None:
    """The whole shapes of which one must fit; None where they cannot be written one by one."""
    own = {k: v for k, v in schema.items() if k not in _UNIONS}
    if len(used) > 1:
        return None
    found = [merged(own, branch) for branch in schema[used[0]]] if used else [own]
    if None in found:
        return None
    return [part for shape in found if shape is not None for part in _by_type(shape)]


def _by_type(shape: dict[str, Any]) -> list[dict[str, Any]]:
    """A shape of several types as one for each, since each may lie within another shape."""
    names = shape.get("type")
    if not isinstance(names, list):
        return [shape]
    return [normal({**shape, "type": name}) for name in names]


def _conjunction(
    walk: SchemaWalk, old: _Schema, new: _Schema, paths: tuple[str, str]
) -> Iterator[Step]:
    was, now = old.get("allOf", []), new.get("allOf", [])
    pairs, lost, gained = matched(was, now)
    for i, j in pairs:
        at = join(paths[0], "allOf", str(i)), join(paths[1], "allOf", str(j))
        yield from walk.steps(was[i], now[j], *at)
    if not lost and not gained:
        return
    if not lost:
        implied = [j for j in gained if walk.contained(old, now[j])]
        gained = [j for j in gained if j not in implied]
    for i in lost:
        there = join(paths[0], "allOf", str(i))
        said = f"the shape {_shape(was[i])} need not fit any more"
        yield Step("allOf", Impact.WIDENS, there, None, was[i], None, said)
    for j in gained:
        there = join(paths[1], "allOf", str(j))
        said = f"the shape {_shape(now[j])} must fit too now"
        yield Step("allOf", Impact.NARROWS, None, there, None, now[j], said)


def _negation(
    walk: SchemaWalk, old: _Schema, new: _Schema, paths: tuple[str, str]
) -> Iterator[Step]:
    if "not" not in old and "not" not in new:
        return
    at = [join(path, "not") for path in paths]
    if "not" in old and "not" in new:
        for step in walk.steps(old["not"], new["not"], at[0], at[1]):
            flipped = step.effect.flipped
            said = f"of what is excluded: {step.said}"
            yield Step(
                *(step.keyword, flipped, step.old_path, step.new_path, step.old, step.new, said)
            )
        return
    there = new.get("not", old.get("not"))
    effect = Impact.NARROWS if "not" in new else Impact.WIDENS
    said = f"the shape {_shape(there)} is {'excluded' if 'not' in new else 'let in'} now"
    yield Step("not", effect, at[0], at[1], old.get("not"), new.get("not"), said)


def _shape(schema: Any) -> str:
    return shown(schema, 60)
