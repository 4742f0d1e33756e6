"""Values just inside and just outside of what one schema keyword allows.

Proposals only, made by the keyword itself: whoever plans probes keeps those about which the judge
agrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.bounds import why_not_probed
from clausebook.schema.keywords import KEYWORDS
from clausebook.schema.keywords.proposals import Proposal, Values
from clausebook.schema.merging import together
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import is_valid
from clausebook.values.sample import sample_value, several
from clausebook.values.texts import longest_text, matches, shortest_text

_VALUES = Values(
    nothing=NOTHING,
    sample=sample_value,
    several=several,
    together=together,
    is_valid=is_valid,
    matches=matches,
    shortest_text=shortest_text,
    longest_text=longest_text,
)


def boundary_values(
    keyword: str, limit: Any, schema: Mapping[str, Any], good: Any
) -> Iterator[Proposal]:
    """Proposals around `keyword: limit` of `schema`, made from a value that is good."""
    known = KEYWORDS.get(keyword)
    possible = not why_not_probed(keyword, limit)
    if known is not None and known.boundary is not None and possible:
        yield from known.boundary(limit, schema, good, _VALUES)
