"""A valid exchange with one slot: the place of a clause, into which drawn values are put."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hypothesis import strategies as st

from clausebook.clauses import Clause, Place
from clausebook.http.exchange import Response
from clausebook.mock.responses import header_text, serialized
from clausebook.mutation.candidates import base_response
from clausebook.mutation.equivalence import place_of
from clausebook.mutation.requests import example_request, value_reaching, with_example_body
from clausebook.mutation.strategies import Strategy, values_along
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import split
from clausebook.resources.draft import Draft
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import descend, replaced


@dataclass(frozen=True)
class ClauseSlot:
    """A valid exchange, the clause's place in it, and a function that puts a value there."""

    place: Place
    valid: Draft | Response
    put: Callable[[Any], Draft | Response]

    def can_carry(self, value: Any) -> bool:
        """Whether HTTP can carry the value there (RFC 9110, 5.5)."""
        in_request = self.place.parameter is not None and self.place.parameter.place == "header"
        if not in_request and self.place.header is None:
            return True
        text = header_text(value, False)
        return text.isascii() and text.isprintable() and text == text.strip()


def slot_of(document: Document, clause: Clause, operation: Operation) -> ClauseSlot | None:
    """The slot of a clause in a valid exchange; None if the clause constrains no value."""
    place = place_of(document, clause, operation)
    if place is None:
        return None
    if place.parameter is not None:
        example = example_request(document, operation)
        key = place.parameter.place, place.parameter.name
        return ClauseSlot(place, example, lambda value: example.with_value(key, value))
    if clause.side is Side.REQUEST:
        request = with_example_body(document, example_request(document, operation), place)
        return ClauseSlot(place, request, request.with_body)
    response = base_response(document, operation, place.status or "")
    if place.header is not None:
        raw = document.resolve({"$ref": f"#{place.pointer}"})
        name, explode = place.header, bool(raw.get("explode", False))
        rest = tuple(h for h in response.headers if h[0].lower() != name.lower())

        def with_header(value: Any) -> Response:
            return replace(response, headers=(*rest, (name, header_text(value, explode))))

        return ClauseSlot(place, response, with_header)
    media_type = place.media_type or ""
    rest = tuple(h for h in response.headers if h[0].lower() != "content-type")
    typed = replace(response, headers=(*rest, ("Content-Type", media_type)))
    return ClauseSlot(
        place, typed, lambda value: replace(typed, body=serialized(value, media_type))
    )


def values_of_either(clause: Clause, true: Place, changed: Place) -> Strategy:
    """A strategy for whole values of the place, by the original schema and by the mutated one.

    If a valid value has the part that the clause constrains, that part alone is drawn as well.
    """
    path = split(clause.path)
    above = path[: -2 if clause.keyword == "required" else -1]
    strategies = []
    for place in (true, changed):
        schema, definitions = place.schema.value, place.schema.value.get("$defs", {})
        along = tuple(path) if place is true else ()
        strategies.append(values_along(schema, definitions, along))
        valid = value_reaching(place, NOTHING, path, above)
        if valid is NOTHING:
            continue
        below, _, where = descend(schema, valid, above)
        if where:
            put = partial(replaced, valid, where)
            strategies.append(values_along(below, definitions).map(put))
    return st.one_of(strategies)
