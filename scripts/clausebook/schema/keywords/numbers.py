"""Keywords that limit numbers."""

from __future__ import annotations

from functools import partial

from clausebook.schema.keywords.base import Keyword

_Number = partial(Keyword, applies_to="number")

KEYWORDS = (
    _Number(
        name="multipleOf",
        section="6.2.1",
        rank=100,
        client_check="_keywords:_multiple",
        sentence=lambda subject, value: f"{subject} is a multiple of {value}.",
    ),
    _Number(
        name="maximum",
        section="6.2.2",
        rank=110,
        client_check="_keywords:_bound",
        both=min,
        sentence=lambda subject, value: f"{subject} is at most {value}.",
    ),
    _Number(
        name="exclusiveMaximum",
        section="6.2.3",
        rank=120,
        client_check="_keywords:_bound",
        both=min,
        sentence=lambda subject, value: f"{subject} is less than {value}.",
    ),
    _Number(
        name="minimum",
        section="6.2.4",
        rank=130,
        client_check="_keywords:_bound",
        both=max,
        sentence=lambda subject, value: f"{subject} is at least {value}.",
    ),
    _Number(
        name="exclusiveMinimum",
        section="6.2.5",
        rank=140,
        client_check="_keywords:_bound",
        both=max,
        sentence=lambda subject, value: f"{subject} is greater than {value}.",
    ),
)
