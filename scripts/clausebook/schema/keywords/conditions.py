"""Keywords that apply a schema under a condition."""

from __future__ import annotations

from clausebook.schema.keywords.base import CORE, Keyword
from clausebook.schema.keywords.comparing import BY_EXAMPLE, ORDERED
from clausebook.schema.keywords.english import where

KEYWORDS = (
    Keyword(
        name="if",
        source=f"{CORE}, 10.2.2.1",
        rank=650,
        impacts=BY_EXAMPLE,
        client_check="_nested:_if",
        group="condition",
        opaque=True,
    ),
    Keyword(
        name="then",
        source=f"{CORE}, 10.2.2.2",
        rank=660,
        client_check="_nested:_if",
        needs="if",
        group="condition",
        same_value=True,
        part=lambda subject, name: where(subject, "its `if` holds"),
    ),
    Keyword(
        name="else",
        source=f"{CORE}, 10.2.2.3",
        rank=670,
        client_check="_nested:_if",
        needs="if",
        group="condition",
        same_value=True,
        part=lambda subject, name: where(subject, "its `if` does not hold"),
    ),
    Keyword(
        name="dependentSchemas",
        source=f"{CORE}, 10.2.2.4",
        rank=520,
        impacts=ORDERED,
        client_check="_nested:_dependent",
        applies_to="object",
        same_value=True,
        part=lambda subject, name: where(subject, f"it has `{name}`"),
    ),
)
