"""Keywords for numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from clausebook.schema.keywords.base import VALIDATION, Keyword
from clausebook.schema.keywords.comparing import Change
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


def _compared_steps(before: Any, after: Any) -> Change:
    ratio = Fraction(str(after)) / Fraction(str(before))
    finer, coarser = ratio.denominator == 1, (1 / ratio).denominator == 1
    return Change(finer or not coarser, coarser or not finer)


KEYWORDS = (
    _Number(
        name="multipleOf",
        source=f"{VALIDATION}, 6.2.1",
        rank=100,
        client_check="_keywords:_multiple",
        sentence=lambda subject, value: f"{subject} is a multiple of {value}.",
        boundary=_multiple_of,
        mutations=_doubled,
        compared=_compared_steps,
    ),
    _Number(
        name="maximum",
        source=f"{VALIDATION}, 6.2.2",
        rank=110,
        client_check="_keywords:_bound",
        both=min,
        sentence=lambda subject, value: f"{subject} is at most {value}.",
        boundary=_bound(1),
        mutations=_moved("maximum"),
    ),
    _Number(
        name="exclusiveMaximum",
        source=f"{VALIDATION}, 6.2.3",
        rank=120,
        client_check="_keywords:_bound",
        both=min,
        sentence=lambda subject, value: f"{subject} is less than {value}.",
        boundary=_exclusive(1),
        mutations=_moved("exclusiveMaximum"),
    ),
    _Number(
        name="minimum",
        source=f"{VALIDATION}, 6.2.4",
        rank=130,
        client_check="_keywords:_bound",
        both=max,
        sentence=lambda subject, value: f"{subject} is at least {value}.",
        boundary=_bound(-1),
        mutations=_moved("minimum"),
    ),
    _Number(
        name="exclusiveMinimum",
        source=f"{VALIDATION}, 6.2.5",
        rank=140,
        client_check="_keywords:_bound",
        both=max,
        sentence=lambda subject, value: f"{subject} is greater than {value}.",
        boundary=_exclusive(-1),
        mutations=_moved("exclusiveMinimum"),
    ),
)
