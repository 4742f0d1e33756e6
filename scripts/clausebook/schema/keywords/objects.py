"""Keywords for objects: their size and their members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from clausebook.schema.keywords.base import CORE, VALIDATION, Keyword
from clausebook.schema.keywords.comparing import (
    COMPARED,
    ORDERED,
    Impact,
    KeywordDifference,
    PatternWitness,
    Schema,
    by_value,
    impact_of,
    larger_is_narrower,
    smaller_is_narrower,
)
from clausebook.schema.keywords.english import member, plural
from clausebook.schema.keywords.mutations import Mutation, one_more_or_less, with_value
from clausebook.schema.keywords.proposals import (
    UNKNOWN_MEMBER,
    Boundary,
    Proposal,
    Values,
    additional_values,
)

_Object = partial(Keyword, applies_to="object")


def _union_of_names(left: list[Any], right: list[Any]) -> list[Any]:
    return [*left, *(name for name in right if name not in left)]


def additional_members(
    limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(valid_value, dict):
        for description, member, allowed in additional_values("member", limit, values):
            yield Proposal(description, {**valid_value, UNKNOWN_MEMBER: member}, allowed)


def _member_names(
    limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    members = dict(valid_value) if isinstance(valid_value, dict) else {}
    additional_schema = schema.get("additionalProperties", {})
    value = next(iter(members.values()), values.sample(additional_schema))
    valid_name = values.nothing if limit is False else values.sample({"type": "string", **limit})
    if isinstance(valid_name, str):
        yield Proposal(f"a member called {valid_name[:10]!r}", {**members, valid_name: value}, True)
    for name in ("CLAUSEBOOK", "clausebook", "1", "", "_-.", "a" * 100):
        if not values.is_valid(limit, name):
            yield Proposal(f"a member called {name[:10]!r}", {name: value}, False)
            yield Proposal(f"one more member called {name[:10]!r}", {**members, name: value}, False)


def _dependent_members(
    limit: Mapping[str, Any], schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    members = schema.get("properties", {})
    for trigger, required_names in limit.items():
        if not isinstance(valid_value, dict) or not isinstance(required_names, list):
            continue
        names = (trigger, *required_names)
        missing = [name for name in names if name not in valid_value]
        with_all = {name: values.sample(members.get(name, {})) for name in missing} | valid_value
        if values.nothing in with_all.values():
            continue
        yield Proposal(f"{trigger!r} with every member that it requires", with_all, True)
        for name in required_names:
            without_one = {other: value for other, value in with_all.items() if other != name}
            yield Proposal(f"{trigger!r} without {name!r}", without_one, False)


def _dependent_sentence(subject: str, dependencies: Mapping[str, list[str]]) -> str:
    requirements = [
        f"{' and '.join(f'`{name}`' for name in required_names)} if it has `{trigger}`"
        for trigger, required_names in dependencies.items()
    ]
    return f"{subject} has {', '.join(requirements)}."


def _member_count(extra: int) -> Boundary:
    def propose(
        limit: int, schema: Mapping[str, Any], valid_value: Any, values: Values
    ) -> Iterator[Proposal]:
        if not isinstance(valid_value, dict):
            return
        for count, allowed in ((limit, True), (limit + extra, False)):
            if count >= 0:
                yield Proposal(
                    f"{count} members", _object_of_size(valid_value, schema, count, values), allowed
                )

    return propose


def _object_of_size(
    valid_value: dict[str, Any], schema: Mapping[str, Any], count: int, values: Values
) -> dict[str, Any]:
    """The valid object with `count` members: some removed, or unnamed ones added."""
    required = schema.get("required", [])
    kept_names = sorted(valid_value, key=lambda name: name not in required)[:count]
    result = {name: valid_value[name] for name in kept_names}
    for name, described in schema.get("properties", {}).items():
        if len(result) < count and values.sample(described) is not values.nothing:
            result.setdefault(name, values.sample(described))
    value = values.sample(schema.get("additionalProperties", {}))
    value = next(iter(valid_value.values()), "x") if value is values.nothing else value
    letters = (f"more{chr(ord('a') + index)}" for index in range(26))
    while len(result) < count and (name := next(letters, None)):
        result[name] = value
    return result


def _weakened_dependencies(dependencies: Mapping[str, list[str]]) -> Iterator[Mutation]:
    """Makes each required member optional in turn."""
    for trigger, required_names in dependencies.items():
        for name in required_names:
            reduced = {
                **dependencies,
                trigger: [other for other in required_names if other != name],
            }
            yield with_value(
                "dependentRequired", reduced, f"{name!r} no longer required by {trigger!r}"
            )


def _compared_dependents(
    old: Schema, new: Schema, _: PatternWitness
) -> Iterator[KeywordDifference]:
    values = old.get("dependentRequired"), new.get("dependentRequired")
    before, after = (
        {(k, name) for k, names in (v or {}).items() for name in names} for v in values
    )
    if before != after:
        impact = impact_of(bool(after - before), bool(before - after))
        message = "dependentRequired changed"
        yield KeywordDifference("dependentRequired", impact, *values, message)


KEYWORDS = (
    _Object(
        name="maxProperties",
        source=f"{VALIDATION}, 6.5.1",
        rank=400,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'member')}.",
        boundary=_member_count(1),
        mutations=one_more_or_less("maxProperties"),
        compared=by_value("maxProperties", smaller_is_narrower),
        impacts=ORDERED,
    ),
    _Object(
        name="minProperties",
        source=f"{VALIDATION}, 6.5.2",
        rank=410,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'member')}.",
        boundary=_member_count(-1),
        mutations=one_more_or_less("minProperties"),
        compared=by_value("minProperties", larger_is_narrower),
        impacts=ORDERED,
    ),
    _Object(
        name="required",
        source=f"{VALIDATION}, 6.5.3",
        rank=40,
        impacts=ORDERED,
        client_check="_keywords:_required",
        both=_union_of_names,
        sentence=lambda subject, value: f"{subject} has the member {value!r}.",
    ),
    _Object(
        name="dependentRequired",
        source=f"{VALIDATION}, 6.5.4",
        rank=420,
        impacts=COMPARED,
        client_check="_keywords:_dependent",
        sentence=_dependent_sentence,
        boundary=_dependent_members,
        mutations=_weakened_dependencies,
        compared=_compared_dependents,
    ),
    _Object(
        name="properties",
        source=f"{CORE}, 10.3.2.1",
        rank=500,
        impacts=(Impact.GAINED, Impact.LOST, Impact.REFUSED, *COMPARED, Impact.UNKNOWN),
        client_check="_nested:_properties",
        group="members",
        part=member,
    ),
    _Object(
        name="patternProperties",
        source=f"{CORE}, 10.3.2.2",
        rank=510,
        impacts=ORDERED,
        client_check="_nested:_patterns",
        group="members",
        part=lambda subject, name: f"each member of {subject} that matches `{name}`",
    ),
    _Object(
        name="additionalProperties",
        source=f"{CORE}, 10.3.2.3",
        rank=610,
        impacts=ORDERED,
        client_check="_nested:_additional",
        default=True,
        group="members",
        sentence=lambda subject, value: f"{subject} has no member that the document does not name.",
        part=lambda subject, name: f"each member of {subject} that the document does not name",
        boundary=additional_members,
    ),
    _Object(
        name="propertyNames",
        source=f"{CORE}, 10.3.2.4",
        rank=620,
        impacts=ORDERED,
        client_check="_nested:_names",
        default=True,
        opaque=True,
        sentence=lambda subject, value: f"{subject} has fitting member names only.",
        boundary=_member_names,
    ),
)
