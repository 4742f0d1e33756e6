"""Keywords that put schemas together: all of them, some, one, or not."""

from __future__ import annotations

from clausebook.schema.keywords.base import Keyword
from clausebook.schema.keywords.english import plural

KEYWORDS = (
    Keyword(
        name="allOf",
        section="10.2.1.1",
        rank=530,
        client_check="_nested:_all",
        same_value=True,
        both=lambda one, other: [*one, *other],
    ),
    Keyword(
        name="anyOf",
        section="10.2.1.2",
        rank=540,
        client_check="_nested:_any",
        same_value=True,
        sentence=lambda subject, value: (
            f"{subject} fits at least one of {plural(len(value), 'shape')}."
        ),
    ),
    Keyword(
        name="oneOf",
        section="10.2.1.3",
        rank=550,
        client_check="_nested:_one",
        same_value=True,
        sentence=lambda subject, value: (
            f"{subject} fits exactly one of {plural(len(value), 'shape')}."
        ),
    ),
    Keyword(
        name="not",
        section="10.2.1.4",
        rank=640,
        client_check="_nested:_not",
        opaque=True,
        sentence=lambda subject, value: f"{subject} does not fit the excluded shape.",
    ),
)
