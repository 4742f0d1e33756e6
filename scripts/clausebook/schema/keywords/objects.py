"""Keywords that limit objects and describe their members."""

from __future__ import annotations

from functools import partial
from typing import Any

from clausebook.schema.keywords.base import Keyword
from clausebook.schema.keywords.english import member, plural

_Object = partial(Keyword, applies_to="object")


def _each_once(one: list[Any], other: list[Any]) -> list[Any]:
    return [*one, *(name for name in other if name not in one)]


KEYWORDS = (
    _Object(
        name="maxProperties",
        section="6.5.1",
        rank=400,
        client_check="_keywords:_size",
        both=min,
        sentence=lambda subject, value: f"{subject} has at most {plural(value, 'member')}.",
    ),
    _Object(
        name="minProperties",
        section="6.5.2",
        rank=410,
        client_check="_keywords:_size",
        default=0,
        both=max,
        sentence=lambda subject, value: f"{subject} has at least {plural(value, 'member')}.",
    ),
    _Object(
        name="required",
        section="6.5.3",
        rank=40,
        client_check="_keywords:_required",
        both=_each_once,
        sentence=lambda subject, value: f"{subject} has the member {value!r}.",
    ),
    _Object(
        name="dependentRequired",
        section="6.5.4",
        rank=420,
        client_check="_keywords:_dependent",
        sentence=lambda subject, value: f"{subject} has the members that another member demands.",
    ),
    _Object(
        name="properties",
        section="10.3.2.1",
        rank=500,
        client_check="_nested:_properties",
        group="members",
        part=member,
    ),
    _Object(
        name="patternProperties",
        section="10.3.2.2",
        rank=510,
        client_check="_nested:_patterns",
        group="members",
        part=lambda subject, name: f"each member of {subject} that matches `{name}`",
    ),
    _Object(
        name="additionalProperties",
        section="10.3.2.3",
        rank=610,
        client_check="_nested:_additional",
        default=True,
        group="members",
        sentence=lambda subject, value: f"{subject} has no member that the document does not name.",
        part=lambda subject, name: f"each member of {subject} that the document does not name",
    ),
    _Object(
        name="propertyNames",
        section="10.3.2.4",
        rank=620,
        client_check="_nested:_names",
        opaque=True,
        sentence=lambda subject, value: f"{subject} has fitting member names only.",
    ),
)
