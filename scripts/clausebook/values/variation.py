"""A good value changed in what one clause is about and only there, at its limits and beyond."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from clausebook.clauses import Clause, Place
from clausebook.openapi.pointers import split
from clausebook.schema.keywords.proposals import Proposal
from clausebook.values.boundary import boundary_values
from clausebook.values.placement import descend, in_last_items, replaced, with_keyword_used

# What stands below these speaks of what a good value need not have.
_CONDITIONAL = frozenset(
    {
        *("then", "else", "dependentSchemas", "patternProperties", "additionalProperties"),
        *("items", "prefixItems"),
    }
)


def varied_all(
    clause: Clause, place: Place, value: Any, others: Iterable[tuple[str, Any]]
) -> Iterator[Proposal]:
    """The good value varied and, where a pattern has several shapes, each other one, by its name.

    What is proposed as right and as wrong stays both: the judge knows which it is.
    """
    seen = set()
    for name, text in (("", value), *(others if clause.keyword == "pattern" else ())):
        suffix = f", of {name}" if name and text != value else ""
        for what, changed, allowed in varied(clause, place, text):
            # By how it is written, since Python holds 1, 1.0 and True to be the same.
            if (repr(changed), allowed) not in seen:
                seen.add((repr(changed), allowed))
                yield Proposal(what + suffix, changed, allowed)


def varied(clause: Clause, place: Place, value: Any) -> Iterator[Proposal]:
    """The good value of a place changed in what the clause is about, and only there.

    What is wrong in an item of a list is tried in the last one too: some look at the first alone.
    """
    tokens = split(clause.path)
    given, value = value, with_keyword_used(place.schema.value, value, tokens)
    above = tokens[: -2 if clause.keyword == "required" else -1]
    schema, inner, where = descend(place.schema.value, value, above)
    if where is None:
        return
    if value != given and _CONDITIONAL.intersection(tokens):
        yield Proposal("what it speaks of", value, True)
    proposals = list(_proposed(clause, tokens[-1], schema, inner))
    for what, proposed, allowed in proposals:
        yield Proposal(what, replaced(value, where, proposed), allowed)
    last = in_last_items(value, where)
    for what, proposed, allowed in proposals if last != where else ():
        if not allowed:
            yield Proposal(f"{what}, in the last item", replaced(value, last, proposed), False)


def _proposed(clause: Clause, keyword: str, schema: Any, inner: Any) -> Iterator[Proposal]:
    if clause.keyword != "required":
        yield from boundary_values(keyword, clause.value, schema, inner)
    elif isinstance(inner, dict) and clause.value in inner:
        rest = {name: kept for name, kept in inner.items() if name != clause.value}
        yield Proposal("leaving it out", rest, False)
