"""The calls to try on a client: the document's examples, its schemas' edges, drawn values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from hypothesis import strategies as st

from clausebook.clauses import (
    Clause,
    ClauseKey,
    Place,
    clauses_of,
    parameters_of,
    request_bodies_of,
)
from clausebook.openapi import Document, Operation, Side
from clausebook.schema.validation import SchemaValidator
from clausebook.values.edges import scalar_edges
from clausebook.values.nothing import NOTHING
from clausebook.values.strategies import Strategy, is_unambiguous, is_writable, one_of, values_of

EVERYTHING = "all arguments"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class CallValues:
    """What one call is given: `values` by `place name`; `clause` is what the call tests."""

    name: str
    clause: str
    values: Mapping[str, Any]
    body: Any = NOTHING


def request_cases(document: Document, operation: Operation) -> tuple[CallValues, ...]:
    """Calls that the document allows, each differing from a good one in one value.

    None where the operation demands a body that is neither JSON nor a form, or a value that cannot
    be made.
    """
    return _request_cases(document, operation.method, operation.path)


@lru_cache(maxsize=256)
def _request_cases(document: Document, method: str, path: str) -> tuple[CallValues, ...]:
    operation = document.operation(method, path)
    places = list(parameters_of(document, operation))
    key = str(ClauseKey.of(operation, "operation"))
    examples = {_label(place): list(_examples(document, place)) for place in places}
    every = CallValues(
        EVERYTHING, key, {label: found[0][1] for label, found in examples.items() if found}
    )
    bodies = list(_bodies(document, operation))
    required = [_label(place) for place in places if place.parameter and place.parameter.required]
    if not all(examples[label] for label in required):
        return ()
    if not bodies and (operation.request_body or {}).get("required"):
        return ()  # a body of a kind that is not judged here, without which no call is right
    if bodies:
        every = replace(every, body=bodies[0][1])
    cases = [every, *_with_less(operation, every)]
    for name, body in bodies[1:]:
        cases.append(replace(every, name=f"body {name}", body=body))
    for place in places:
        label = _label(place)
        tried = [(f"example {name}", value, "/type") for name, value in examples[label][1:]]
        tried += _edges(place)
        for name, value, path in tried:
            clause = clause_at(document, operation, place.name, path)
            cases.append(
                CallValues(f"{label} {name}", clause, {**every.values, label: value}, every.body)
            )
    return tuple({case.name: case for case in cases}.values())


def drawn_requests(document: Document, operation: Operation) -> st.SearchStrategy[CallValues]:
    """Calls that the document allows, every value drawn, optional ones given or not."""
    return _drawn_requests(document, operation.method, operation.path)


@lru_cache(
    maxsize=256
)  # Hypothesis validates every new strategy anew, which takes longer than a call
def _drawn_requests(document: Document, method: str, path: str) -> st.SearchStrategy[CallValues]:
    operation = document.operation(method, path)
    key = str(ClauseKey.of(operation, "operation"))
    required: dict[str, Strategy] = {}
    optional: dict[str, Strategy] = {}
    for parameter in parameters_of(document, operation):
        assert parameter.parameter is not None
        kind = required if parameter.parameter.required else optional
        kind[_label(parameter)] = values_of(parameter.schema, parameter.parameter.place).filter(
            partial(is_unambiguous, parameter.parameter)
        )
    place = body_of(document, operation)
    body: Strategy = values_of(place.schema) if place else st.just(NOTHING)
    if not place and (operation.request_body or {}).get("required"):
        return st.nothing()
    if body.is_empty or any(strategy.is_empty for strategy in required.values()):
        return st.nothing()
    values = st.fixed_dictionaries(required, optional=optional)
    return st.builds(lambda given, sent: CallValues("drawn", key, given, sent), values, body)


def is_json(media_type: str | None) -> bool:
    """Whether bodies of this type are JSON (RFC 8259, RFC 6839)."""
    plain = (media_type or "").partition(";")[0].strip().lower()
    return plain == "application/json" or plain.endswith("+json")


def examples_in(document: Document, owner: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The examples that stand at a parameter or a media type, with their names."""
    if "example" in owner:
        yield "example", owner["example"]
    for name, raw in (owner.get("examples") or {}).items():
        found = document.resolve(raw)
        if "value" in found:
            yield name, found["value"]


def clause_at(document: Document, operation: Operation, place: str, path: str) -> str:
    """The clause's key at this place and path, else of the place's first, else the operation's."""
    at = ClauseKey.of(operation, place)
    keys = clause_keys(document)
    wanted = str(at.below(path))
    if wanted in keys:
        return wanted
    of_place = (key for key, clause in keys.items() if clause.key_parts.is_within(at))
    return next(of_place, str(ClauseKey.of(operation, "operation")))


@lru_cache(maxsize=16)
def clause_keys(document: Document) -> dict[str, Clause]:
    """The document's clauses by key; kept, because every finding and every case asks for one."""
    return {clause.key: clause for clause in clauses_of(document)}


def speaks_below(document: Document, named: str, clause: str) -> bool:
    """Whether the key `named` is that of a keyword in the place that `clause` is about."""
    place = clause_keys(document)[clause].key_parts.below("")
    key = ClauseKey.find(named)
    return key is not None and key.keyword_path != "" and key.is_within(place)


def guarded(document: Document, operation: Operation, given: CallValues) -> tuple[str, ...]:
    """The clauses that a call would show broken: its own, and where everything is given, more.

    That each parameter and member of the body arrives, and in its place, is shown by the call that
    gives them all; limits and patterns only by the calls made for them.
    """
    if given.name != EVERYTHING:
        return (given.clause,)
    shown = ("operation", "required", "type", "media type")
    return tuple(
        key
        for key, clause in clause_keys(document).items()
        if clause.operation is operation and clause.side is Side.REQUEST and clause.keyword in shown
    )


def _label(place: Place) -> str:
    assert place.parameter is not None
    return f"{place.parameter.place} {place.parameter.name}"


def _with_less(operation: Operation, every: CallValues) -> Iterator[CallValues]:
    """The call without its optional parameters: all at once, and each alone."""
    optional = [f"{p.place} {p.name}" for p in operation.parameters if not p.required]
    optional = [label for label in optional if label in every.values]
    if optional:
        kept = {label: value for label, value in every.values.items() if label not in optional}
        # What the call shows is that these may be left out, so it is made for the first of them.
        yield replace(every, name="no optional arguments", values=kept)
    if len(optional) > 1:
        for left in optional:
            kept = {label: value for label, value in every.values.items() if label != left}
            yield replace(every, name=f"{left} omitted", values=kept)


def _examples(document: Document, place: Place) -> Iterator[tuple[str, Any]]:
    """Those at the parameter, else those at its schema, else one that is drawn."""
    assert place.parameter is not None
    found = list(examples_in(document, place.parameter.raw))
    schema = document.resolve(place.parameter.schema)
    if not found and isinstance(schema, dict):
        found += [("example", schema["example"])] if "example" in schema else []
        found += [(f"example {n}", value) for n, value in enumerate(schema.get("examples") or [])]
    found = found or [("drawn", one_of(place.schema, place.parameter.place))]
    # One that cannot be written so that it can be read is left out, with the parameter.
    yield from (
        pair
        for pair in found
        if pair[1] is not NOTHING and is_unambiguous(place.parameter, pair[1])
    )


def body_of(document: Document, operation: Operation) -> Place | None:
    """The body to try: the first JSON one, else a form where it is the only body documented."""
    places = list(request_bodies_of(document, operation))
    form = [place for place in places if place.media_type in _FORMS]
    found = [place for place in places if is_json(place.media_type)]
    return next(iter(found or (form if len(places) == 1 else [])), None)


def _bodies(document: Document, operation: Operation) -> Iterator[tuple[str, Any]]:
    place = body_of(document, operation)
    if place is not None:
        owner = (operation.request_body or {})["content"][place.media_type]
        found = list(examples_in(document, owner))
        found = found or [("drawn", one_of(place.schema))]
        yield from (pair for pair in found if pair[1] is not NOTHING)


def _edges(place: Place) -> list[tuple[str, Any, str]]:
    """Values at the limits of the schema, each with a name and the path of the clause it is for."""
    assert place.parameter is not None
    where = place.parameter.place
    accepts = SchemaValidator(place.schema, "").accepts
    tried = [*scalar_edges(place.schema.value)]
    items = place.schema.value.get("items")
    if isinstance(items, dict):
        inner = list(scalar_edges(items))
        tried = [(f"of one, {name}", [value], path) for name, value, path in inner]
        tried += [("of several", [value for _, value, _ in inner], "/type")] if inner else []
    return [
        (name, value, path)
        for name, value, path in tried
        if accepts(value)
        and is_unambiguous(place.parameter, value)
        and all(is_writable(v, where) for v in (value if isinstance(value, list) else [value]))
    ]
