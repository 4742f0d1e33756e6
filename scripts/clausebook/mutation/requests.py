"""The request that a witness begins with: what the document shows, else what Hypothesis draws.

It is put together here and not by the planner of the probes, whose gaps it must not share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clausebook.clauses import ClauseKey, Place, parameters_of, request_bodies_of
from clausebook.config.facts import Facts, known_value
from clausebook.mutation.strategies import allows, first_value
from clausebook.openapi import Document, Operation
from clausebook.resources.draft import Draft
from clausebook.resources.valid_requests import example_of
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SAME_VALUE
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import descend, replaced


def whole_request(document: Document, operation: Operation, facts: Facts | None = None) -> Draft:
    """A request that the operation should accept, with everything that has an example.

    A required parameter and a body without one get a value that their schema allows. What the
    first known row of the facts names goes before.
    """
    known = facts.known[0] if facts is not None and facts.known else {}
    values: dict[tuple[str, str], Any] = {}
    for place in parameters_of(document, operation):
        parameter = place.parameter
        assert parameter is not None
        key = ClauseKey.of(operation, place.name)
        value: Any = known_value(known, parameter.name, str(key))
        if value is not None:
            values[parameter.place, parameter.name] = value
            continue
        raw = parameter.raw
        if parameter.media_type is not None:
            raw = raw["content"][parameter.media_type]
        value = example_of(document, raw, place.schema.value, parameter.schema)
        if value is NOTHING and parameter.required:
            value = value_of(place)
        if value is not NOTHING:
            values[parameter.place, parameter.name] = value
    draft = Draft(operation, values)
    for place in request_bodies_of(document, operation):
        return with_body_of(document, draft, place)
    return draft


def with_body_of(document: Document, draft: Draft, place: Place) -> Draft:
    """The draft with the body that the document shows for one media type."""
    raw = (draft.operation.request_body or {})["content"][place.media_type]
    body = example_of(document, raw, place.schema.value, raw.get("schema", {}))
    body = value_of(place) if body is NOTHING else body
    return replace(draft, body=body, media_type=place.media_type)


def value_of(place: Place) -> Any:
    """A value that the place's schema allows; NOTHING where none is found."""
    return first_value(place.schema.value, place.schema.value.get("$defs", {}))


def value_with(place: Place, good: Any, path: Sequence[str], above: Sequence[str]) -> Any:
    """A good value in which what the keyword path is about occurs; `above` leads to its holder.

    As little of the good value is changed as will do. It stays as it is where it has what is
    wanted, or where no value that has it is found.
    """
    schema = place.schema.value
    definitions = schema.get("$defs", {})
    choices = [index for index, token in enumerate(path) if token in SAME_VALUE]
    if good is not NOTHING and not choices and _has(schema, good, above):
        return good
    accepted = allows(schema, definitions)
    ends = [end for end in _steps(above) if end <= min(choices, default=len(path))]
    for end in reversed(ends if good is not NOTHING else []):
        below, inner, where = descend(schema, good, list(above[:end]))
        if where is None:
            continue
        found = first_value(below, definitions, along=path[end:])
        both = {**inner, **found} if isinstance(inner, dict) and isinstance(found, dict) else found
        # Members of two shapes together would fit the other one whatever becomes of this.
        of_one_shape = {"anyOf", "oneOf"} & set(path[end:])
        for candidate in (found, both) if of_one_shape else (both, found):
            whole = replaced(good, where, candidate) if candidate is not NOTHING else NOTHING
            if whole is not NOTHING and accepted(whole) and _has(schema, whole, above):
                return whole
    if good is NOTHING:
        return first_value(schema, definitions, along=path)
    return good


_OF_TWO = frozenset({*MAPS_OF_SCHEMAS, *LISTS_OF_SCHEMAS})  # a name or a position follows


def _steps(path: Sequence[str]) -> list[int]:
    """Where each step of a keyword path ends, the empty path among them."""
    ends, index = [0], 0
    while index < len(path):
        index += 2 if path[index] in _OF_TWO else 1
        ends.append(index)
    return ends


def _has(schema: Any, value: Any, above: Sequence[str]) -> bool:
    _, inner, where = descend(schema, value, list(above))
    return where is not None and inner is not NOTHING
