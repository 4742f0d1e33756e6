"""Keywords that limit texts; `format` speaks of whole numbers too."""

from __future__ import annotations

from functools import partial

from clausebook.schema.keywords.base import Keyword
from clausebook.schema.keywords.english import plural

_Text = partial(Keyword, applies_to="string")

KEYWORDS = (
    _Text(
        name="maxLength",
        section="6.3.1",
        rank=200,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'character')}.",
    ),
    _Text(
        name="minLength",
        section="6.3.2",
        rank=210,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'character')}.",
    ),
    _Text(
        name="pattern",
        section="6.3.3",
        rank=220,
        client_check="_keywords:_pattern",
        sentence=lambda subject, value: f"{subject} matches the pattern {value}",
    ),
    Keyword(
        name="format",
        section="7",
        rank=30,
        client_check="_keywords:_format",
        sentence=lambda subject, value: f"{subject} has the format {value}.",
    ),
)
