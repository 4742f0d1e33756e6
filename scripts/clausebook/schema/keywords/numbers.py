"""Keywords for numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from clausebook.schema.allowed_types import types_of
from clausebook.schema.keywords.base import VALIDATION, Keyword
from clausebook.schema.keywords.comparing import (
    COMPARED,
    ORDERED,
    Comparison,
    Impact,
    KeywordDifference,
    PatternWitness,
    Schema,
    by_value,
    impact_of,
)
from clausebook.schema.keywords.mutations import Mutation, Mutations, one_more_or_less, with_value
from clausebook.schema.keywords.proposals import Boundary, Proposal, Values

_Number = partial(Keyword, applies_to="number")


def _bound(outside: int) -> Boundary:
    def propose(
        limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
    ) -> Iterator[Proposal]:
        step = schema.get("multipleOf", 1)
        yield Proposal(f"{limit}", limit, True)
        yield Proposal(f"{limit + outside * step}", limit + outside * step, False)

    return propose


def _exclusive(outside: int) -> Boundary:
    def propose(
        limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
    ) -> Iterator[Proposal]:
        step = schema.get("multipleOf", 1)
        yield Proposal(f"{limit - outside * step}", limit - outside * step, True)
        yield Proposal(f"{limit}", limit, False)

    return propose


def _multiple_of(
    limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(valid_value, int | float):
        for steps in (
            0,
            1,
            3,
            math.ceil(valid_value / limit) + 1,
            math.ceil(valid_value / limit) - 1,
        ):
            yield Proposal(f"{steps} times {limit}", limit * steps, True)
        yield Proposal(f"{valid_value + limit / 2}", valid_value + limit / 2, False)
        yield Proposal(f"{valid_value + 1}", valid_value + 1, False)


def _doubled(step: Any) -> Iterator[Mutation]:
    yield with_value("multipleOf", step * 2, f"multipleOf {step * 2}")


def _moved(keyword: str) -> Mutations:
    return one_more_or_less(keyword, least=-math.inf)


def _compared_steps(before: Any, after: Any) -> Impact:
    ratio = Fraction(str(after)) / Fraction(str(before))
    finer, coarser = ratio.denominator == 1, (1 / ratio).denominator == 1
    return impact_of(finer or not coarser, coarser or not finer)


@dataclass(frozen=True, slots=True)
class _Bound:
    """The stricter of a bound and its exclusive form; `rank` compares the values they allow."""

    rank: tuple[Any, int]
    keyword: str = ""
    value: Any = None

    def __str__(self) -> str:
        if not self.keyword:
            return "none"
        return f"{self.value}{' (exclusive)' if self.keyword.startswith('exclusive') else ''}"


def _compared_bounds(keyword: str, inclusive: str, upward: int) -> Comparison:
    """Compares a bound with its exclusive form; the keyword of the stricter one reports it."""

    def compare(old: Schema, new: Schema, _: PatternWitness) -> Iterator[KeywordDifference]:
        before, after = (_strictest(schema, inclusive, upward) for schema in (old, new))
        if before.rank == after.rank or keyword != (after.keyword or before.keyword):
            return
        impact = impact_of(*_order(before.rank, after.rank, upward))
        message = f"{inclusive} changed from {before} to {after}"
        yield KeywordDifference(keyword, impact, before.value, after.value, message)

    return compare


def _order(before: tuple[Any, int], after: tuple[Any, int], upward: int) -> tuple[bool, bool]:
    narrows = (after > before) == (upward == 1)
    return narrows, not narrows


def _strictest(schema: Schema, inclusive: str, upward: int) -> _Bound:
    whole = types_of(schema) == {"integer"}
    best = _Bound((-math.inf * upward, 0))
    for name in (inclusive, f"exclusive{inclusive.capitalize()}"):
        if name not in schema:
            continue
        value, strict = Fraction(str(schema[name])), name != inclusive
        if whole:
            rounded = Fraction(math.ceil(value) if upward == 1 else math.floor(value))
            value = rounded + (upward if strict and rounded.denominator == 1 else 0)
            strict = False
        rank = (value, upward if strict else 0)
        if rank != best.rank and (rank > best.rank) == (upward == 1):
            best = _Bound(rank, name, schema[name])
    return best


KEYWORDS = (
    _Number(
        name="multipleOf",
        source=f"{VALIDATION}, 6.2.1",
        rank=100,
        impacts=COMPARED,
        client_check="_keywords:_multiple",
        sentence=lambda subject, value: f"{subject} is a multiple of {value}.",
        boundary=_multiple_of,
        mutations=_doubled,
        compared=by_value("multipleOf", _compared_steps),
    ),
    _Number(
        name="maximum",
        source=f"{VALIDATION}, 6.2.2",
        rank=110,
        impacts=ORDERED,
        client_check="_keywords:_bound",
        both=min,
        sentence=lambda subject, value: f"{subject} is at most {value}.",
        boundary=_bound(1),
        mutations=_moved("maximum"),
        compared=_compared_bounds("maximum", "maximum", -1),
    ),
    _Number(
        name="exclusiveMaximum",
        source=f"{VALIDATION}, 6.2.3",
        rank=120,
        impacts=ORDERED,
        client_check="_keywords:_bound",
        both=min,
        sentence=lambda subject, value: f"{subject} is less than {value}.",
        boundary=_exclusive(1),
        mutations=_moved("exclusiveMaximum"),
        compared=_compared_bounds("exclusiveMaximum", "maximum", -1),
    ),
    _Number(
        name="minimum",
        source=f"{VALIDATION}, 6.2.4",
        rank=130,
        impacts=ORDERED,
        client_check="_keywords:_bound",
        both=max,
        sentence=lambda subject, value: f"{subject} is at least {value}.",
        boundary=_bound(-1),
        mutations=_moved("minimum"),
        compared=_compared_bounds("minimum", "minimum", 1),
    ),
    _Number(
        name="exclusiveMinimum",
        source=f"{VALIDATION}, 6.2.5",
        rank=140,
        impacts=ORDERED,
        client_check="_keywords:_bound",
        both=max,
        sentence=lambda subject, value: f"{subject} is greater than {value}.",
        boundary=_exclusive(-1),
        mutations=_moved("exclusiveMinimum"),
        compared=_compared_bounds("exclusiveMinimum", "minimum", 1),
    ),
)
