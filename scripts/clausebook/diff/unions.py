"""Compares `anyOf`, `oneOf`, unmerged `allOf` and `not`: pairs branches, then compares the pairs.

Branches have no names and their order has no meaning: equal branches are paired first, then the
most similar ones. A witness (a value that only one document allows) decides what no rule does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clausebook.diff.branches import pair_branches, provably_disjoint
from clausebook.diff.conditions import change_by_witness, condition_changes
from clausebook.diff.direction import KeywordChange
from clausebook.diff.schema_walk import SchemaWalk
from clausebook.openapi.pointers import join
from clausebook.schema.equality import same, shown
from clausebook.schema.keywords.comparing import Impact, impact_of_witness
from clausebook.schema.merging import merged
from clausebook.schema.normal import normal

_Schema = Mapping[str, Any]
_UNIONS = ("anyOf", "oneOf")


def union_changes(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[KeywordChange]:
    """The changes of the keywords that combine schemas, if both schemas use the same unions."""
    paths = old_path, new_path
    for keyword in used_unions(old):
        if not same(old[keyword], new[keyword]):
            yield from _same_union(walk, keyword, (old, new), paths)
    yield from _conjunction(walk, old, new, paths)
    yield from _negation(walk, old, new, paths)
    yield from condition_changes(walk, old, new, paths)


def used_unions(schema: _Schema) -> list[str]:
    """Which of `anyOf` and `oneOf` the schema has."""
    return [keyword for keyword in _UNIONS if keyword in schema]


def _same_union(
    walk: SchemaWalk, keyword: str, schemas: tuple[_Schema, _Schema], paths: tuple[str, str]
) -> Iterator[KeywordChange]:
    old, new = (schema[keyword] for schema in schemas)
    pairs, lost, gained = pair_branches(old, new)
    changes: list[KeywordChange] = []
    for i, j in pairs:
        at = join(paths[0], keyword, str(i)), join(paths[1], keyword, str(j))
        changes += walk.compare(old[i], new[j], *at)
    for i in lost:
        if not any(walk.contained(old[i], branch) for branch in new):
            there = join(paths[0], keyword, str(i))
            message = f"the branch {_branch_text(old[i])} was removed"
            changes.append(
                KeywordChange(keyword, Impact.NARROWS, there, None, old[i], None, message)
            )
    for j in gained:
        if not any(walk.contained_before(new[j], branch) for branch in old):
            there = join(paths[1], keyword, str(j))
            message = f"the branch {_branch_text(new[j])} was added"
            changes.append(
                KeywordChange(keyword, Impact.WIDENS, None, there, None, new[j], message)
            )
    yield from changes
    if keyword == "oneOf" and not (provably_disjoint(old) and provably_disjoint(new)):
        yield from _overlap(walk, schemas, paths, {change.impact for change in changes})


def _overlap(
    walk: SchemaWalk,
    schemas: tuple[_Schema, _Schema],
    paths: tuple[str, str],
    reported: set[Impact],
) -> Iterator[KeywordChange]:
    """The change of a `oneOf` with overlapping branches: a value that fits two is rejected."""
    old, new = ({k: s[k] for k in ("type", "oneOf") if k in s} for s in schemas)
    impact, example = impact_of_witness(walk.witness(old, new))
    lessens = {Impact.NARROWS, Impact.LESS, Impact.BOTH, Impact.REFUSED}
    widens = {Impact.WIDENS, Impact.MORE, Impact.BOTH}
    newly_narrows = impact in lessens and not reported & lessens
    if newly_narrows or (impact in widens and not reported & widens):
        at = [join(path, "oneOf") for path in paths]
        message = f"values that fit exactly one branch changed{example}"
        values = schemas[0]["oneOf"], schemas[1]["oneOf"]
        yield KeywordChange("oneOf", impact, at[0], at[1], *values, message)


def union_kind_changes(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[KeywordChange]:
    """Compares a union with a schema without one, or of another kind, as lists of full schemas."""
    schemas, paths = (old, new), (old_path, new_path)
    keywords = used_unions(old), used_unions(new)
    before, after = (_branches_of(s, used) for s, used in zip(schemas, keywords, strict=True))
    keyword = (keywords[1] or keywords[0])[0]
    at = [join(path, keyword) for path in paths]
    values = schemas[0].get(keyword), schemas[1].get(keyword)
    if before is not None and after is not None:
        narrows = not all(any(walk.contained(o, n) for n in after) for o in before)
        widens = not all(any(walk.contained_before(n, o) for o in before) for n in after)
        exclusive = any("oneOf" in used for used in keywords)
        if not exclusive or (provably_disjoint(before) and provably_disjoint(after)):
            if not narrows and not widens:
                return
            if not narrows:
                message = "more branches are allowed"
                yield KeywordChange(keyword, Impact.WIDENS, at[0], at[1], *values, message)
                return
            if not widens:
                message = "fewer branches are allowed"
                yield KeywordChange(keyword, Impact.NARROWS, at[0], at[1], *values, message)
                return
    change = change_by_witness(walk, keyword, schemas, paths, "the allowed branches changed")
    bare = [{k: v for k, v in schema.items() if k not in _UNIONS} for schema in schemas]
    if change.impact is Impact.MORE and not keywords[1] and walk.contained(bare[0], new):
        change = replace(change, impact=Impact.WIDENS)  # removing a union never narrows
    if change.impact is Impact.LESS and not keywords[0] and walk.contained_before(bare[1], old):
        change = replace(change, impact=Impact.NARROWS)
    yield change


def _branches_of(schema: _Schema, used: list[str]) -> list[dict[str, Any]] | None:
    """Each branch merged with the rest of the schema; None if they cannot be merged."""
    own = {k: v for k, v in schema.items() if k not in _UNIONS}
    if len(used) > 1:
        return None
    merged_branches = [merged(own, branch) for branch in schema[used[0]]] if used else [own]
    if None in merged_branches:
        return None
    return [part for branch in merged_branches if branch is not None for part in _by_type(branch)]


def _by_type(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema of several types as one schema for each type: each may fit another branch."""
    names = schema.get("type")
    if not isinstance(names, list):
        return [schema]
    return [normal({**schema, "type": name}) for name in names]


def _conjunction(
    walk: SchemaWalk, old: _Schema, new: _Schema, paths: tuple[str, str]
) -> Iterator[KeywordChange]:
    before, after = old.get("allOf", []), new.get("allOf", [])
    pairs, lost, gained = pair_branches(before, after)
    for i, j in pairs:
        at = join(paths[0], "allOf", str(i)), join(paths[1], "allOf", str(j))
        yield from walk.compare(before[i], after[j], *at)
    if not lost and not gained:
        return
    if not lost:
        implied = [j for j in gained if walk.contained(old, after[j])]
        gained = [j for j in gained if j not in implied]
    for i in lost:
        there = join(paths[0], "allOf", str(i))
        message = f"the `allOf` branch {_branch_text(before[i])} was removed"
        yield KeywordChange("allOf", Impact.WIDENS, there, None, before[i], None, message)
    for j in gained:
        there = join(paths[1], "allOf", str(j))
        message = f"the `allOf` branch {_branch_text(after[j])} was added"
        yield KeywordChange("allOf", Impact.NARROWS, None, there, None, after[j], message)


def _negation(
    walk: SchemaWalk, old: _Schema, new: _Schema, paths: tuple[str, str]
) -> Iterator[KeywordChange]:
    if "not" not in old and "not" not in new:
        return
    at = [join(path, "not") for path in paths]
    if "not" in old and "not" in new:
        for change in walk.compare(old["not"], new["not"], at[0], at[1]):
            flipped = change.impact.flipped
            message = f"inside `not`: {change.message}"
            yield KeywordChange(
                *(
                    change.keyword,
                    flipped,
                    change.old_path,
                    change.new_path,
                    change.old,
                    change.new,
                    message,
                )
            )
        return
    schema = new.get("not", old.get("not"))
    impact = Impact.NARROWS if "not" in new else Impact.WIDENS
    message = f"`not` {_branch_text(schema)} was {'added' if 'not' in new else 'removed'}"
    yield KeywordChange("not", impact, at[0], at[1], old.get("not"), new.get("not"), message)


def _branch_text(schema: Any) -> str:
    return shown(schema, 60)
