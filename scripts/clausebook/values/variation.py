"""Varies a valid value in the part that one clause constrains, at the limits and beyond."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from clausebook.clauses import Clause, Place
from clausebook.openapi.pointers import split
from clausebook.schema.keywords.proposals import Proposal
from clausebook.values.boundary import boundary_values
from clausebook.values.placement import descend, in_last_items, replaced, with_keyword_used

# A valid value may lack the part that keywords below these apply to.
_CONDITIONAL = frozenset(
    {
        *("then", "else", "dependentSchemas", "patternProperties", "additionalProperties"),
        *("items", "prefixItems"),
    }
)


def all_variations(
    clause: Clause, place: Place, value: Any, others: Iterable[tuple[str, Any]]
) -> Iterator[Proposal]:
    """Varies the valid value and, for a pattern, each other known value, by its name.

    A value proposed both ways is kept twice; the judge filters later.
    """
    proposed = set()
    for name, text in (("", value), *(others if clause.keyword == "pattern" else ())):
        suffix = f", of {name}" if name and text != value else ""
        for description, changed, allowed in variations(clause, place, text):
            # By its repr, since in Python 1 == 1.0 == True.
            if (repr(changed), allowed) not in proposed:
                proposed.add((repr(changed), allowed))
                yield Proposal(description + suffix, changed, allowed)


def variations(clause: Clause, place: Place, value: Any) -> Iterator[Proposal]:
    """Varies only the part of a place's valid value that the clause constrains.

    Invalid items are also tried as the last item, since some services check only the first.
    """
    tokens = split(clause.path)
    valid_value, value = value, with_keyword_used(place.schema.value, value, tokens)
    parent_tokens = tokens[: -2 if clause.keyword == "required" else -1]
    schema, parent_value, steps = descend(place.schema.value, value, parent_tokens)
    if steps is None:
        return
    if value != valid_value and _CONDITIONAL.intersection(tokens):
        yield Proposal("what it speaks of", value, True)
    proposals = list(_proposals(clause, tokens[-1], schema, parent_value))
    for description, proposed, allowed in proposals:
        yield Proposal(description, replaced(value, steps, proposed), allowed)
    last_steps = in_last_items(value, steps)
    for description, proposed, allowed in proposals if last_steps != steps else ():
        if not allowed:
            yield Proposal(
                f"{description}, in the last item", replaced(value, last_steps, proposed), False
            )


def _proposals(clause: Clause, keyword: str, schema: Any, parent_value: Any) -> Iterator[Proposal]:
    if clause.keyword != "required":
        yield from boundary_values(keyword, clause.value, schema, parent_value)
    elif isinstance(parent_value, dict) and clause.value in parent_value:
        without_member = {
            name: member for name, member in parent_value.items() if name != clause.value
        }
        yield Proposal("an object without it", without_member, False)
