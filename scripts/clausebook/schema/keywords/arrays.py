"""Keywords that limit lists and describe their items."""

from __future__ import annotations

from functools import partial

from clausebook.schema.keywords.base import Keyword
from clausebook.schema.keywords.english import plural

_List = partial(Keyword, applies_to="array")

KEYWORDS = (
    _List(
        name="maxItems",
        section="6.4.1",
        rank=300,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'item')}.",
    ),
    _List(
        name="minItems",
        section="6.4.2",
        rank=310,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'item')}.",
    ),
    _List(
        name="uniqueItems",
        section="6.4.3",
        rank=320,
        client_check="_keywords:_unique",
        default=False,
        sentence=lambda subject, value: f"{subject} has no item twice.",
    ),
    _List(
        name="maxContains",
        section="6.4.4",
        rank=330,
        client_check="_nested:_contains",
        needs="contains",
        group="contained",
        sentence=lambda subject, value: (
            f"{subject} contains at most {plural(value, 'fitting item')}."
        ),
    ),
    _List(
        name="minContains",
        section="6.4.5",
        rank=340,
        client_check="_nested:_contains",
        default=1,
        needs="contains",
        group="contained",
        sentence=lambda subject, value: (
            f"{subject} contains at least {plural(value, 'fitting item')}."
        ),
    ),
    _List(
        name="prefixItems",
        section="10.3.1.1",
        rank=560,
        client_check="_nested:_prefix",
        group="items",
        part=lambda subject, name: f"item {int(name) + 1} of {subject}",
    ),
    _List(
        name="items",
        section="10.3.1.2",
        rank=600,
        client_check="_nested:_items",
        default=True,
        group="items",
        sentence=lambda subject, value: (
            f"{subject} has no item beyond those that the document describes."
        ),
        part=lambda subject, name: f"each item of {subject}",
    ),
    _List(
        name="contains",
        section="10.3.1.3",
        rank=630,
        client_check="_nested:_contains",
        group="contained",
        opaque=True,
        sentence=lambda subject, value: f"{subject} contains a fitting item.",
    ),
)
