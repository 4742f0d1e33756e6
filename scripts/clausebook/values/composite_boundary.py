"""Values just inside and just outside of the keywords that compare a value with other schemas.

Proposals only, as `neighbours` makes them: `plan` keeps those about which the judge agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clausebook.values.nothing import NOTHING
from clausebook.values.placement import is_valid
from clausebook.values.sample import sample_value, together

Proposal = tuple[str, Any, bool]
Propose = Callable[[Any, Mapping[str, Any], Any], Iterator[Proposal]]
_UNNAMED = "clausebook_unknown"
_ANYTHING: Mapping[str, Any] = {
    **{"an empty object": {}, "an object of another shape": {_UNNAMED: "x"}, "a list": []},
    **{"null": None, "text": "abc", "a number": 7, "a fraction": 1.5, "true": True},
}


def _union(limit: list[Any], schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
    shapes = [sample_value(together(rest, branch)) for branch in limit if isinstance(branch, dict)]
    shapes = [shape for shape in shapes if shape is not NOTHING]
    for index, shape in enumerate(shapes):
        yield f"the shape {index}", shape, True
    objects = [shape for shape in [*shapes, good] if isinstance(shape, dict)]
    if len(objects) > 1:
        everything = {name: value for shape in reversed(objects) for name, value in shape.items()}
        yield "members of every shape", everything, True
        yield "members of every shape", everything, False
    for shape in objects:
        for name in shape:
            yield f"no {name!r}", {n: v for n, v in shape.items() if n != name}, False
    for words, value in _ANYTHING.items():
        yield f"{words}, of no shape", value, False


def _not(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    value = sample_value(limit)
    if value is not NOTHING:
        yield "what must not be", value, False
    for words, other in _ANYTHING.items():
        yield f"{words}, which must not be", other, False


def _contains(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    if isinstance(good, list):
        without = [item for item in good if not is_valid(limit, item)]
        inside = [item for item in good if is_valid(limit, item)] or [sample_value(limit)]
        yield "nothing of what must be in it", without, False
        if NOTHING not in inside:
            yield "one alone of what must be in it", [*without, inside[0]], True


def _count_contained(extra: int) -> Propose:
    def propose(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        wanted = schema.get("contains", {})
        if not isinstance(good, list):
            return
        inside = [item for item in good if is_valid(wanted, item)] or [sample_value(wanted)]
        without = [item for item in good if not is_valid(wanted, item)]
        for count, allowed in ((limit, True), (limit + extra, False)):
            if count >= 0 and NOTHING not in inside:
                repeated = (inside * (count + 1))[:count]
                yield f"{count} of what must be in it", [*without, *repeated], allowed

    return propose


def _names(limit: Any, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
    members = dict(good) if isinstance(good, dict) else {}
    described = schema.get("additionalProperties", {})
    value = next(iter(members.values()), sample_value(described))
    fitting = sample_value({"type": "string", **limit})
    if isinstance(fitting, str):
        yield f"a member called {fitting[:10]!r}", {**members, fitting: value}, True
    for name in ("CLAUSEBOOK", "clausebook", "1", "", "_-.", "a" * 100):
        if not is_valid(limit, name):
            yield f"a member called {name[:10]!r}", {name: value}, False
            yield f"one more member called {name[:10]!r}", {**members, name: value}, False


def _dependent(
    limit: Mapping[str, Any], schema: Mapping[str, Any], good: Any
) -> Iterator[Proposal]:
    described = schema.get("properties", {})
    for trigger, needed in limit.items():
        if not isinstance(good, dict) or not isinstance(needed, list):
            continue
        names = (trigger, *needed)
        whole = {**{n: sample_value(described.get(n, {})) for n in names if n not in good}, **good}
        if NOTHING in whole.values():
            continue
        yield f"{trigger!r} with all that it needs", whole, True
        for name in needed:
            rest = {n: value for n, value in whole.items() if n != name}
            yield f"{trigger!r} without {name!r}", rest, False


def _members(extra: int) -> Propose:
    def propose(limit: int, schema: Mapping[str, Any], good: Any) -> Iterator[Proposal]:
        if not isinstance(good, dict):
            return
        for count, allowed in ((limit, True), (limit + extra, False)):
            if count >= 0:
                yield f"{count} members", _with_members(good, schema, count), allowed

    return propose


def _with_members(good: dict[str, Any], schema: Mapping[str, Any], count: int) -> dict[str, Any]:
    """The good object with so many members: fewer, or more of those that no keyword names."""
    required = schema.get("required", [])
    kept = sorted(good, key=lambda name: name not in required)[:count]
    found = {name: good[name] for name in kept}
    for name, described in schema.get("properties", {}).items():
        if len(found) < count and sample_value(described) is not NOTHING:
            found.setdefault(name, sample_value(described))
    value = sample_value(schema.get("additionalProperties", {}))
    value = next(iter(good.values()), "x") if value is NOTHING else value
    letters = (f"more{chr(ord('a') + index)}" for index in range(26))
    while len(found) < count and (name := next(letters, None)):
        found[name] = value
    return found


SHAPES: Mapping[str, Propose] = {
    "anyOf": _union,
    "oneOf": _union,
    "not": _not,
    "contains": _contains,
    "minContains": _count_contained(-1),
    "maxContains": _count_contained(1),
    "propertyNames": _names,
    "dependentRequired": _dependent,
    "minProperties": _members(-1),
    "maxProperties": _members(1),
}
