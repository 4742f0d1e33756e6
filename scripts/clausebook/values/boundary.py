"""Boundary values: just inside and just outside of what one schema keyword allows.

The keyword itself proposes them; the planner of probes keeps those that the judge confirms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.bounds import why_not_probed
from clausebook.schema.keywords import KEYWORDS
from clausebook.schema.keywords.proposals import Proposal, Values
from clausebook.schema.merging import roughly_merged
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import is_valid
from clausebook.values.sample import sample_value, several
from clausebook.values.texts import longest_text, matches, shortest_text

_VALUES = Values(
    nothing=NOTHING,
    sample=sample_value,
    several=several,
    roughly_merged=roughly_merged,
    is_valid=is_valid,
    matches=matches,
    shortest_text=shortest_text,
    longest_text=longest_text,
)


def boundary_values(
    keyword: str, limit: Any, schema: Mapping[str, Any], valid_value: Any
) -> Iterator[Proposal]:
    """Proposals around `keyword: limit` of `schema`, made from a valid value."""
    definition = KEYWORDS.get(keyword)
    possible = not why_not_probed(keyword, limit)
    if definition is not None and definition.boundary is not None and possible:
        yield from definition.boundary(limit, schema, valid_value, _VALUES)
