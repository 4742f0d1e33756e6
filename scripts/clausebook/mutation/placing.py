"""One place of a good exchange, into which drawn values are put."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hypothesis import strategies as st

from clausebook.clauses import Clause, Place
from clausebook.http.exchange import Response
from clausebook.mock.responses import header_text, written
from clausebook.mutation.candidates import base_answer
from clausebook.mutation.equivalence import place_of
from clausebook.mutation.requests import value_with, whole_request, with_body_of
from clausebook.mutation.strategies import Strategy, values_along
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import split
from clausebook.resources.draft import Draft
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import descend, replaced


@dataclass(frozen=True)
class Holder:
    """A good exchange, the place that is looked at, and how a value is put there."""

    place: Place
    good: Draft | Response
    put: Callable[[Any], Draft | Response]

    def carries(self, value: Any) -> bool:
        """Whether HTTP can carry the value there (RFC 9110, 5.5)."""
        in_request = self.place.parameter is not None and self.place.parameter.place == "header"
        if not in_request and self.place.header is None:
            return True
        text = header_text(value, False)
        return text.isascii() and text.isprintable() and text == text.strip()


def holder_of(document: Document, clause: Clause, operation: Operation) -> Holder | None:
    """The place of a clause in a good exchange; None where it is about no value."""
    place = place_of(document, clause, operation)
    if place is None:
        return None
    if place.parameter is not None:
        good, slot = (
            whole_request(document, operation),
            (place.parameter.place, place.parameter.name),
        )
        return Holder(place, good, lambda value: good.with_value(slot, value))
    if clause.side is Side.REQUEST:
        request = with_body_of(document, whole_request(document, operation), place)
        return Holder(place, request, request.with_body)
    answer = base_answer(document, operation, place.status or "")
    if place.header is not None:
        raw = document.resolve({"$ref": f"#{place.pointer}"})
        name, explode = place.header, bool(raw.get("explode", False))
        rest = tuple(h for h in answer.headers if h[0].lower() != name.lower())

        def with_header(value: Any) -> Response:
            return replace(answer, headers=(*rest, (name, header_text(value, explode))))

        return Holder(place, answer, with_header)
    media_type = place.media_type or ""
    rest = tuple(h for h in answer.headers if h[0].lower() != "content-type")
    typed = replace(answer, headers=(*rest, ("Content-Type", media_type)))
    return Holder(place, typed, lambda value: replace(typed, body=written(value, media_type)))


def either(clause: Clause, true: Place, changed: Place) -> Strategy:
    """Whole values of the place, by the true schema and by the edited one.

    Where the clause's own part of a good value can be found, that part alone is drawn as well.
    """
    path = split(clause.path)
    above = path[: -2 if clause.keyword == "required" else -1]
    strategies = []
    for place in (true, changed):
        schema, definitions = place.schema.value, place.schema.value.get("$defs", {})
        along = tuple(path) if place is true else ()
        strategies.append(values_along(schema, definitions, along))
        good = value_with(place, NOTHING, path, above)
        if good is NOTHING:
            continue
        below, _, where = descend(schema, good, above)
        if where:
            put = partial(replaced, good, where)
            strategies.append(values_along(below, definitions).map(put))
    return st.one_of(strategies)
