"""Keywords that limit objects and describe their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from clausebook.schema.keywords.base import CORE, VALIDATION, Keyword
from clausebook.schema.keywords.comparing import larger_is_narrower, smaller_is_narrower
from clausebook.schema.keywords.english import member, plural
from clausebook.schema.keywords.mutations import Mutation, one_more_or_less, with_value
from clausebook.schema.keywords.proposals import (
    MOST_ITEMS,
    UNNAMED,
    Boundary,
    Proposal,
    Values,
    further,
)

_Object = partial(Keyword, applies_to="object")


def _each_once(one: list[Any], other: list[Any]) -> list[Any]:
    return [*one, *(name for name in other if name not in one)]


def no_more_members(
    limit: Any, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(good, dict):
        for what, member, allowed in further("member", limit, values):
            yield Proposal(what, {**good, UNNAMED: member}, allowed)


def _names(limit: Any, schema: Mapping[str, Any], good: Any, values: Values) -> Iterator[Proposal]:
    members = dict(good) if isinstance(good, dict) else {}
    described = schema.get("additionalProperties", {})
    value = next(iter(members.values()), values.sample(described))
    fitting = values.sample({"type": "string", **limit})
    if isinstance(fitting, str):
        yield Proposal(f"a member called {fitting[:10]!r}", {**members, fitting: value}, True)
    for name in ("CLAUSEBOOK", "clausebook", "1", "", "_-.", "a" * 100):
        if not values.is_valid(limit, name):
            yield Proposal(f"a member called {name[:10]!r}", {name: value}, False)
            yield Proposal(f"one more member called {name[:10]!r}", {**members, name: value}, False)


def _dependent(
    limit: Mapping[str, Any], schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    described = schema.get("properties", {})
    for trigger, needed in limit.items():
        if not isinstance(good, dict) or not isinstance(needed, list):
            continue
        names = (trigger, *needed)
        whole = {**{n: values.sample(described.get(n, {})) for n in names if n not in good}, **good}
        if values.nothing in whole.values():
            continue
        yield Proposal(f"{trigger!r} with all that it needs", whole, True)
        for name in needed:
            rest = {n: value for n, value in whole.items() if n != name}
            yield Proposal(f"{trigger!r} without {name!r}", rest, False)


def _members(extra: int) -> Boundary:
    def propose(
        limit: int, schema: Mapping[str, Any], good: Any, values: Values
    ) -> Iterator[Proposal]:
        if not isinstance(good, dict):
            return
        for count, allowed in ((limit, True), (limit + extra, False)):
            if 0 <= count <= MOST_ITEMS + 1:
                yield Proposal(
                    f"{count} members", _with_members(good, schema, count, values), allowed
                )

    return propose


def _with_members(
    good: dict[str, Any], schema: Mapping[str, Any], count: int, values: Values
) -> dict[str, Any]:
    """The good object with so many members: fewer, or more of those that no keyword names."""
    required = schema.get("required", [])
    kept = sorted(good, key=lambda name: name not in required)[:count]
    found = {name: good[name] for name in kept}
    for name, described in schema.get("properties", {}).items():
        if len(found) < count and values.sample(described) is not values.nothing:
            found.setdefault(name, values.sample(described))
    value = values.sample(schema.get("additionalProperties", {}))
    value = next(iter(good.values()), "x") if value is values.nothing else value
    letters = (f"more{chr(ord('a') + index)}" for index in range(26))
    while len(found) < count and (name := next(letters, None)):
        found[name] = value
    return found


def _demanding_less(wanted: Mapping[str, list[str]]) -> Iterator[Mutation]:
    """Each member that another one demands is no longer demanded, alone."""
    for trigger, needed in wanted.items():
        for name in needed:
            rest = {**wanted, trigger: [own for own in needed if own != name]}
            yield with_value(
                "dependentRequired", rest, f"{name!r} no longer required by {trigger!r}"
            )


KEYWORDS = (
    _Object(
        name="maxProperties",
        source=f"{VALIDATION}, 6.5.1",
        rank=400,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'member')}.",
        boundary=_members(1),
        mutations=one_more_or_less("maxProperties"),
        compared=smaller_is_narrower,
    ),
    _Object(
        name="minProperties",
        source=f"{VALIDATION}, 6.5.2",
        rank=410,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'member')}.",
        boundary=_members(-1),
        mutations=one_more_or_less("minProperties"),
        compared=larger_is_narrower,
    ),
    _Object(
        name="required",
        source=f"{VALIDATION}, 6.5.3",
        rank=40,
        client_check="_keywords:_required",
        both=_each_once,
        sentence=lambda subject, value: f"{subject} has the member {value!r}.",
    ),
    _Object(
        name="dependentRequired",
        source=f"{VALIDATION}, 6.5.4",
        rank=420,
        client_check="_keywords:_dependent",
        sentence=lambda subject, value: f"{subject} has the members that another member demands.",
        boundary=_dependent,
        mutations=_demanding_less,
    ),
    _Object(
        name="properties",
        source=f"{CORE}, 10.3.2.1",
        rank=500,
        client_check="_nested:_properties",
        group="members",
        part=member,
    ),
    _Object(
        name="patternProperties",
        source=f"{CORE}, 10.3.2.2",
        rank=510,
        client_check="_nested:_patterns",
        group="members",
        part=lambda subject, name: f"each member of {subject} that matches `{name}`",
    ),
    _Object(
        name="additionalProperties",
        source=f"{CORE}, 10.3.2.3",
        rank=610,
        client_check="_nested:_additional",
        default=True,
        group="members",
        sentence=lambda subject, value: f"{subject} has no member that the document does not name.",
        part=lambda subject, name: f"each member of {subject} that the document does not name",
        boundary=no_more_members,
    ),
    _Object(
        name="propertyNames",
        source=f"{CORE}, 10.3.2.4",
        rank=620,
        client_check="_nested:_names",
        opaque=True,
        sentence=lambda subject, value: f"{subject} has fitting member names only.",
        boundary=_names,
    ),
)
