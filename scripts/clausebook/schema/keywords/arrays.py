"""Keywords that limit lists and describe their items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from clausebook.schema.keywords.base import CORE, VALIDATION, Keyword
from clausebook.schema.keywords.comparing import Change, larger_is_narrower, smaller_is_narrower
from clausebook.schema.keywords.english import plural
from clausebook.schema.keywords.mutations import one_more_or_less
from clausebook.schema.keywords.proposals import MOST_ITEMS, Boundary, Proposal, Values, further

_List = partial(Keyword, applies_to="array")


def _items(extra: int) -> Boundary:
    def propose(
        limit: int, schema: Mapping[str, Any], good: Any, values: Values
    ) -> Iterator[Proposal]:
        for count, allowed in ((limit, True), (limit + extra, False)):
            if isinstance(good, list) and 0 <= count <= MOST_ITEMS + 1:
                yield Proposal(f"{count} items", _so_many(good, schema, count, values), allowed)

    return propose


def _so_many(good: list[Any], schema: Mapping[str, Any], count: int, values: Values) -> list[Any]:
    """A good list with so many items, each unlike the others where that is easily told."""
    described = schema.get("items", {}) or _like(good)
    made = list(values.several(described, 2 * count))
    alike = [item for item in made if item is not values.nothing and item not in good]
    new = [item for index, item in enumerate(alike) if item not in alike[:index]]
    usual = good or [values.sample(described)]
    return [] if values.nothing in usual else [*good, *new, *usual * count][:count]


def _like(good: list[Any]) -> dict[str, Any]:
    """A schema for more items like those of a list whose items no schema describes."""
    last = good[-1] if good else ""
    if isinstance(last, int | float) and not isinstance(last, bool):
        return {"type": "number", "minimum": last}
    return {"type": "boolean" if isinstance(last, bool) else "string"}


def _unique(
    limit: bool, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(good, list):
        one = _so_many(good, schema, 1, values)
        yield Proposal("an item twice", [*one, *(good or one)], False)
        yield Proposal("two unlike items", _so_many(good, schema, 2, values), True)


def no_more_items(
    limit: Any, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(good, list):
        for what, item, allowed in further("item", limit, values):
            yield Proposal(what, [*good, item], allowed)


def _contains(
    limit: Any, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    if isinstance(good, list):
        without = [item for item in good if not values.is_valid(limit, item)]
        inside = [item for item in good if values.is_valid(limit, item)] or [values.sample(limit)]
        yield Proposal("nothing of what must be in it", without, False)
        if values.nothing not in inside:
            yield Proposal("one alone of what must be in it", [*without, inside[0]], True)


def _count_contained(extra: int) -> Boundary:
    def propose(
        limit: int, schema: Mapping[str, Any], good: Any, values: Values
    ) -> Iterator[Proposal]:
        wanted = schema.get("contains", {})
        if not isinstance(good, list):
            return
        inside = [item for item in good if values.is_valid(wanted, item)] or [values.sample(wanted)]
        without = [item for item in good if not values.is_valid(wanted, item)]
        for count, allowed in ((limit, True), (limit + extra, False)):
            if 0 <= count <= MOST_ITEMS + 1 and values.nothing not in inside:
                repeated = (inside * (count + 1))[:count]
                yield Proposal(f"{count} of what must be in it", [*without, *repeated], allowed)

    return propose


KEYWORDS = (
    _List(
        name="maxItems",
        source=f"{VALIDATION}, 6.4.1",
        rank=300,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'item')}.",
        boundary=_items(1),
        mutations=one_more_or_less("maxItems"),
        compared=smaller_is_narrower,
    ),
    _List(
        name="minItems",
        source=f"{VALIDATION}, 6.4.2",
        rank=310,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'item')}.",
        boundary=_items(-1),
        mutations=one_more_or_less("minItems"),
        compared=larger_is_narrower,
    ),
    _List(
        name="uniqueItems",
        source=f"{VALIDATION}, 6.4.3",
        rank=320,
        client_check="_keywords:_unique",
        default=False,
        sentence=lambda subject, value: f"{subject} has no item twice.",
        boundary=_unique,
        compared=lambda before, after: Change(after is True, after is not True),
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
        compared=smaller_is_narrower,
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
        compared=larger_is_narrower,
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
        client_check="_nested:_items",
        default=True,
        group="items",
        sentence=lambda subject, value: (
            f"{subject} has no item beyond those that the document describes."
        ),
        part=lambda subject, name: f"each item of {subject}",
        boundary=no_more_items,
    ),
    _List(
        name="contains",
        source=f"{CORE}, 10.3.1.3",
        rank=630,
        client_check="_nested:_contains",
        group="contained",
        opaque=True,
        sentence=lambda subject, value: f"{subject} contains a fitting item.",
        boundary=_contains,
    ),
)
