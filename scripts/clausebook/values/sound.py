"""Values that a schema is known to allow: what is shown or made is held against it first."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from clausebook.values.nothing import NOTHING
from clausebook.values.placement import is_valid
from clausebook.values.sample import sample_value, variants_of

_MOST_VARIANTS = 100


def sound_value(schema: Any) -> Any:
    """A small value that the schema allows; NOTHING where none is found."""
    made = itertools.islice(variants_of(schema), _MOST_VARIANTS)
    return first_valid(schema, made)


def first_valid(schema: Any, values: Iterable[Any]) -> Any:
    """The first of the values that the schema allows; NOTHING without one."""
    fitting = (value for value in values if value is not NOTHING and is_valid(schema, value))
    return next(fitting, NOTHING)


def with_members(schema: Any, members: Mapping[str, Any], required: Iterable[str]) -> Any:
    """An object of as many of the members as the schema allows together.

    One that breaks the schema is left out; NOTHING where that is a required one.
    """
    whole = dict(members)
    if is_valid(schema, whole):
        return whole
    demanded = set(required)
    found = {name: value for name, value in members.items() if name in demanded}
    if not is_valid(schema, found):
        return NOTHING
    for name, value in members.items():
        if name not in found and is_valid(schema, {**found, name: value}):
            found[name] = value
    return found


def not_empty(schema: Mapping[str, Any], value: Any) -> Any:
    """The value, or one with a member or an item where it has none: nothing is written of those."""
    if value == {}:
        fuller = sample_value({**schema, "minProperties": 1})
    elif value == []:
        fuller = sample_value({**schema, "minItems": 1})
    else:
        return value
    return value if fuller is NOTHING or not is_valid(schema, fuller) else fuller
