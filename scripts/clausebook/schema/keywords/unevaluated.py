"""Keywords for the items and members that no other keyword of the schema evaluates."""

from __future__ import annotations

from clausebook.schema.keywords.arrays import additional_items
from clausebook.schema.keywords.base import CORE, Keyword
from clausebook.schema.keywords.comparing import ORDERED
from clausebook.schema.keywords.english import except_for
from clausebook.schema.keywords.objects import additional_members

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
            f"{subject} has no item that the document does not describe{except_for(value)}."
        ),
        boundary=additional_items,
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
            f"{subject} has no member that the document does not name{except_for(value)}."
        ),
        boundary=additional_members,
    ),
)
