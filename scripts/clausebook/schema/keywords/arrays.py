"""Keywords for arrays: their length and their items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from clausebook.schema.keywords.base import CORE, VALIDATION, Keyword
from clausebook.schema.keywords.comparing import (
    BY_EXAMPLE,
    ORDERED,
    KeywordDifference,
    PatternWitness,
    Schema,
    by_value,
    impact_of,
    larger_is_narrower,
    smaller_is_narrower,
)
from clausebook.schema.keywords.english import plural
from clausebook.schema.keywords.mutations import one_more_or_less
from clausebook.schema.keywords.proposals import Boundary, Proposal, Values, additional_values

_List = partial(Keyword, applies_to="array")


def _item_count(extra: int) -> Boundary:
    def propose(
        limit: int, schema: Mapping[str, Any], valid_value: Any, values: Values
    ) -> Iterator[Proposal]:
        for count, allowed in ((limit, True), (limit + extra, False)):
            if isinstance(valid_value, list) and count >= 0:
                yield Proposal(
                    f"{count} items", _array_of_length(valid_value, schema, count, values), allowed
                )

    return propose


def _array_of_length(
    valid_value: list[Any], schema: Mapping[str, Any], count: int, values: Values
) -> list[Any]:
    """An array of `count` items, made from a valid one; the items differ where samples allow it."""
    described = schema.get("items", {}) or _schema_of_more_items(valid_value)
    samples = list(values.several(described, 2 * count))
    candidates = [
        item for item in samples if item is not values.nothing and item not in valid_value
    ]
    distinct_items = [
        item for index, item in enumerate(candidates) if item not in candidates[:index]
    ]
    fillers = valid_value or [values.sample(described)]
    return (
        []
        if values.nothing in fillers
        else [*valid_value, *distinct_items, *fillers * count][:count]
    )


def _schema_of_more_items(valid_value: list[Any]) -> dict[str, Any]:
    """A schema for further items of an array whose items no schema describes."""
    last = valid_value[-1] if valid_value else ""
    if isinstance(last, int | float) and not isinstance(last, bool):
        return {"type": "number", "minimum": last}
    return {"type": "boolean" if isinstance(last, bool) else "string"}


def _unique(
    limit: bool, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(valid_value, list):
        single_item = _array_of_length(valid_value, schema, 1, values)
        yield Proposal("an item twice", [*single_item, *(valid_value or single_item)], False)
        yield Proposal(
            "two different items", _array_of_length(valid_value, schema, 2, values), True
        )


def additional_items(
    limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(valid_value, list):
        for description, item, allowed in additional_values("item", limit, values):
            yield Proposal(description, [*valid_value, item], allowed)


def _contains(
    limit: Any, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(valid_value, list):
        others = [item for item in valid_value if not values.is_valid(limit, item)]
        fitting = [item for item in valid_value if values.is_valid(limit, item)] or [
            values.sample(limit)
        ]
        yield Proposal("no item that fits `contains`", others, False)
        if values.nothing not in fitting:
            yield Proposal("one item that fits `contains`", [*others, fitting[0]], True)


def _count_contained(extra: int) -> Boundary:
    def propose(
        limit: int, schema: Mapping[str, Any], valid_value: Any, values: Values
    ) -> Iterator[Proposal]:
        item_schema = schema.get("contains", {})
        if not isinstance(valid_value, list):
            return
        fitting = [item for item in valid_value if values.is_valid(item_schema, item)] or [
            values.sample(item_schema)
        ]
        others = [item for item in valid_value if not values.is_valid(item_schema, item)]
        for count, allowed in ((limit, True), (limit + extra, False)):
            if count >= 0 and values.nothing not in fitting:
                repeated = (fitting * (count + 1))[:count]
                yield Proposal(f"{count} items that fit `contains`", [*others, *repeated], allowed)

    return propose


def _compared_unique(old: Schema, new: Schema, _: PatternWitness) -> Iterator[KeywordDifference]:
    before, after = old.get("uniqueItems"), new.get("uniqueItems")
    if bool(before) != bool(after):
        message = "items must be unique now" if after else "items need not be unique any more"
        impact = impact_of(bool(after), not after)
        yield KeywordDifference("uniqueItems", impact, before, after, message)


KEYWORDS = (
    _List(
        name="maxItems",
        source=f"{VALIDATION}, 6.4.1",
        rank=300,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'item')}.",
        boundary=_item_count(1),
        mutations=one_more_or_less("maxItems"),
        compared=by_value("maxItems", smaller_is_narrower),
        impacts=ORDERED,
    ),
    _List(
        name="minItems",
        source=f"{VALIDATION}, 6.4.2",
        rank=310,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'item')}.",
        boundary=_item_count(-1),
        mutations=one_more_or_less("minItems"),
        compared=by_value("minItems", larger_is_narrower),
        impacts=ORDERED,
    ),
    _List(
        name="uniqueItems",
        source=f"{VALIDATION}, 6.4.3",
        rank=320,
        impacts=ORDERED,
        client_check="_keywords:_unique",
        default=False,
        sentence=lambda subject, value: f"{subject} has no item twice.",
        boundary=_unique,
        compared=_compared_unique,
    ),
    _List(
        name="maxContains",
        source=f"{VALIDATION}, 6.4.4",
        rank=330,
        client_check="_nested:_contains",
        needs="contains",
        group="contained",
        sentence=lambda subject, value: (
            f"{subject} contains at most {plural(value, 'fitting item')}."
        ),
        boundary=_count_contained(1),
        mutations=one_more_or_less("maxContains"),
        compared=by_value("maxContains", smaller_is_narrower),
        impacts=ORDERED,
    ),
    _List(
        name="minContains",
        source=f"{VALIDATION}, 6.4.5",
        rank=340,
        client_check="_nested:_contains",
        default=1,
        needs="contains",
        group="contained",
        sentence=lambda subject, value: (
            f"{subject} contains at least {plural(value, 'fitting item')}."
        ),
        boundary=_count_contained(-1),
        mutations=one_more_or_less("minContains"),
        compared=by_value("minContains", larger_is_narrower, needs="contains", default=1),
        impacts=ORDERED,
    ),
    _List(
        name="prefixItems",
        source=f"{CORE}, 10.3.1.1",
        rank=560,
        client_check="_nested:_prefix",
        group="items",
        part=lambda subject, name: f"item {int(name) + 1} of {subject}",
    ),
    _List(
        name="items",
        source=f"{CORE}, 10.3.1.2",
        rank=600,
        impacts=ORDERED,
        client_check="_nested:_items",
        default=True,
        group="items",
        sentence=lambda subject, value: (
            f"{subject} has no item beyond those that the document describes."
        ),
        part=lambda subject, name: f"each item of {subject}",
        boundary=additional_items,
    ),
    _List(
        name="contains",
        source=f"{CORE}, 10.3.1.3",
        rank=630,
        impacts=BY_EXAMPLE,
        client_check="_nested:_contains",
        group="contained",
        opaque=True,
        sentence=lambda subject, value: f"{subject} contains a fitting item.",
        boundary=_contains,
    ),
)
