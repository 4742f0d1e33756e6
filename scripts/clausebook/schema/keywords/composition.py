"""Keywords that combine schemas: allOf, anyOf, oneOf, not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.keywords.base import CORE, Keyword
from clausebook.schema.keywords.comparing import BY_EXAMPLE, ORDERED
from clausebook.schema.keywords.english import plural
from clausebook.schema.keywords.mutations import Mutation, without_one_branch
from clausebook.schema.keywords.proposals import ANYTHING, Proposal, Values


def _union(
    limit: list[Any], schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    without_union = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
    samples = [
        values.sample(values.roughly_merged(without_union, branch))
        for branch in limit
        if isinstance(branch, dict)
    ]
    samples = [sample for sample in samples if sample is not values.nothing]
    for index, sample in enumerate(samples):
        yield Proposal(f"the shape {index}", sample, True)
    objects = [sample for sample in [*samples, valid_value] if isinstance(sample, dict)]
    if len(objects) > 1:
        all_members = {
            name: value for sample in reversed(objects) for name, value in sample.items()
        }
        yield Proposal("members of every shape", all_members, True)
        yield Proposal("members of every shape", all_members, False)
    for sample in objects:
        for name in sample:
            others = {other: value for other, value in sample.items() if other != name}
            yield Proposal(f"no {name!r}", others, False)
    for description, value in ANYTHING.items():
        yield Proposal(f"{description}, of no shape", value, False)


def _not(
    limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    value = values.sample(limit)
    if value is not values.nothing:
        yield Proposal("a value that `not` excludes", value, False)
    for description, other in ANYTHING.items():
        yield Proposal(f"{description}, which `not` may exclude", other, False)


def _changed_one_of(branches: list[Any]) -> Iterator[Mutation]:
    yield from without_one_branch("oneOf")(branches)
    yield Mutation("oneOf become anyOf", _any_of_instead)


def _any_of_instead(schema: Mapping[str, Any]) -> dict[str, Any]:
    rest = {keyword: value for keyword, value in schema.items() if keyword != "oneOf"}
    return {**rest, "anyOf": schema["oneOf"]}


KEYWORDS = (
    Keyword(
        name="allOf",
        source=f"{CORE}, 10.2.1.1",
        rank=530,
        impacts=ORDERED,
        client_check="_nested:_all",
        same_value=True,
        both=lambda one, other: [*one, *other],
    ),
    Keyword(
        name="anyOf",
        source=f"{CORE}, 10.2.1.2",
        rank=540,
        impacts=BY_EXAMPLE,
        client_check="_nested:_any",
        same_value=True,
        sentence=lambda subject, value: (
            f"{subject} fits at least one of {plural(len(value), 'shape')}."
        ),
        boundary=_union,
        mutations=without_one_branch("anyOf"),
    ),
    Keyword(
        name="oneOf",
        source=f"{CORE}, 10.2.1.3",
        rank=550,
        impacts=BY_EXAMPLE,
        client_check="_nested:_one",
        same_value=True,
        sentence=lambda subject, value: (
            f"{subject} fits exactly one of {plural(len(value), 'shape')}."
        ),
        boundary=_union,
        mutations=_changed_one_of,
    ),
    Keyword(
        name="not",
        source=f"{CORE}, 10.2.1.4",
        rank=640,
        impacts=ORDERED,
        client_check="_nested:_not",
        default=False,
        opaque=True,
        sentence=lambda subject, value: (
            f"{subject} does not fit the excluded shape." if value else f"{subject} is not allowed."
        ),
        boundary=_not,
    ),
)
