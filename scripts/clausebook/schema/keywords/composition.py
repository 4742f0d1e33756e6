"""Keywords that put schemas together: all of them, some, one, or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.keywords.base import CORE, Keyword
from clausebook.schema.keywords.comparing import BY_EXAMPLE, ORDERED
from clausebook.schema.keywords.english import plural
from clausebook.schema.keywords.mutations import Mutation, without_one_branch
from clausebook.schema.keywords.proposals import ANYTHING, Proposal, Values


def _union(
    limit: list[Any], schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
    shapes = [
        values.sample(values.together(rest, branch)) for branch in limit if isinstance(branch, dict)
    ]
    shapes = [shape for shape in shapes if shape is not values.nothing]
    for index, shape in enumerate(shapes):
        yield Proposal(f"the shape {index}", shape, True)
    objects = [shape for shape in [*shapes, good] if isinstance(shape, dict)]
    if len(objects) > 1:
        everything = {name: value for shape in reversed(objects) for name, value in shape.items()}
        yield Proposal("members of every shape", everything, True)
        yield Proposal("members of every shape", everything, False)
    for shape in objects:
        for name in shape:
            yield Proposal(f"no {name!r}", {n: v for n, v in shape.items() if n != name}, False)
    for words, value in ANYTHING.items():
        yield Proposal(f"{words}, of no shape", value, False)


def _not(limit: Any, schema: Mapping[str, Any], good: Any, values: Values) -> Iterator[Proposal]:
    value = values.sample(limit)
    if value is not values.nothing:
        yield Proposal("what must not be", value, False)
    for words, other in ANYTHING.items():
        yield Proposal(f"{words}, which must not be", other, False)


def _changed_one_of(shapes: list[Any]) -> Iterator[Mutation]:
    yield from without_one_branch("oneOf")(shapes)
    yield Mutation("oneOf become anyOf", _one_to_any)


def _one_to_any(schema: Mapping[str, Any]) -> dict[str, Any]:
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
