"""Keywords about the items and members that no other keyword of the schema has looked at."""

from __future__ import annotations

from clausebook.schema.keywords.arrays import no_more_items
from clausebook.schema.keywords.base import CORE, Keyword
from clausebook.schema.keywords.comparing import ORDERED
from clausebook.schema.keywords.english import but_for
from clausebook.schema.keywords.objects import no_more_members

KEYWORDS = (
    Keyword(
        name="unevaluatedItems",
        source=f"{CORE}, 11.2",
        rank=690,
        impacts=ORDERED,
        client_check="_unevaluated:_unevaluated",
        applies_to="array",
        default=True,
        opaque=True,
        sentence=lambda subject, value: (
            f"{subject} has no item that the document does not describe{but_for(value)}."
        ),
        boundary=no_more_items,
    ),
    Keyword(
        name="unevaluatedProperties",
        source=f"{CORE}, 11.3",
        rank=680,
        impacts=ORDERED,
        client_check="_unevaluated:_unevaluated",
        applies_to="object",
        default=True,
        opaque=True,
        sentence=lambda subject, value: (
            f"{subject} has no member that the document does not name{but_for(value)}."
        ),
        boundary=no_more_members,
    ),
)
