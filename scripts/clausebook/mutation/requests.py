"""The request that a witness starts from: the document's examples, else values from Hypothesis.

It does not use the planner of the provider checks, so that it cannot share the planner's gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clausebook.clauses import ClauseKey, Place, parameters_of, request_bodies_of
from clausebook.config.facts import Facts, known_value
from clausebook.mutation.strategies import first_value, validity_check
from clausebook.openapi import Document, Operation
from clausebook.resources.draft import Draft
from clausebook.resources.sent_values import file_parts
from clausebook.resources.valid_requests import example_of
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, SAME_VALUE
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import descend, replaced


def example_request(document: Document, operation: Operation, facts: Facts | None = None) -> Draft:
    """A request that the operation should accept, with every parameter that has an example.

    A required parameter or a body without example gets a value that its schema allows. Values of
    the first `known` row of the facts take precedence.
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
            value = allowed_value(place)
        if value is not NOTHING:
            values[parameter.place, parameter.name] = value
    draft = Draft(operation, values)
    for place in request_bodies_of(document, operation):
        return with_example_body(document, draft, place)
    return draft


def with_example_body(document: Document, draft: Draft, place: Place) -> Draft:
    """The draft with the example body of one media type."""
    raw = (draft.operation.request_body or {})["content"][place.media_type]
    body = example_of(document, raw, place.schema.value, raw.get("schema", {}))
    body = allowed_value(place) if body is NOTHING else body
    files = file_parts(document, draft.operation, place.media_type)
    return replace(draft, body=body, media_type=place.media_type, files=files)


def allowed_value(place: Place) -> Any:
    """A value that the place's schema allows; NOTHING if none is found."""
    return first_value(place.schema.value, place.schema.value.get("$defs", {}))


def value_reaching(place: Place, good: Any, path: Sequence[str], above: Sequence[str]) -> Any:
    """A valid value in which the keyword path applies; `above` is the path of the subschema.

    Changes as little of `good` as possible; returns it unchanged if the keyword applies to it
    already, or if no such value is found.
    """
    schema = place.schema.value
    definitions = schema.get("$defs", {})
    choices = [index for index, token in enumerate(path) if token in SAME_VALUE]
    if good is not NOTHING and not choices and _has(schema, good, above):
        return good
    accepted = validity_check(schema, definitions)
    ends = [end for end in _steps(above) if end <= min(choices, default=len(path))]
    for end in reversed(ends if good is not NOTHING else []):
        below, inner, where = descend(schema, good, list(above[:end]))
        if where is None:
            continue
        drawn = first_value(below, definitions, along=path[end:])
        both = {**inner, **drawn} if isinstance(inner, dict) and isinstance(drawn, dict) else drawn
        # A value with members of two branches would still fit the other branch of the mutant.
        of_one_branch = {"anyOf", "oneOf"} & set(path[end:])
        for candidate in (drawn, both) if of_one_branch else (both, drawn):
            whole = replaced(good, where, candidate) if candidate is not NOTHING else NOTHING
            if whole is not NOTHING and accepted(whole) and _has(schema, whole, above):
                return whole
    if good is NOTHING:
        return first_value(schema, definitions, along=path)
    return good


_TWO_TOKENS = frozenset({*MAPS_OF_SCHEMAS, *LISTS_OF_SCHEMAS})  # a name or a position follows


def _steps(path: Sequence[str]) -> list[int]:
    """The indices at which the steps of a keyword path end, from 0, the empty path."""
    ends, index = [0], 0
    while index < len(path):
        index += 2 if path[index] in _TWO_TOKENS else 1
        ends.append(index)
    return ends


def _has(schema: Any, value: Any, above: Sequence[str]) -> bool:
    _, inner, where = descend(schema, value, list(above))
    return where is not None and inner is not NOTHING
