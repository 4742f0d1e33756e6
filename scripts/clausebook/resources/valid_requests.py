"""The known-good request of an operation: what facts know first, then what the document shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clausebook.clauses import ClauseKey, Place, parameters_of, request_bodies_of
from clausebook.config.facts import Facts, known_value
from clausebook.http.concrete_types import can_carry, concrete_type
from clausebook.http.parameter_writing import MULTIPART
from clausebook.openapi import Document, Operation
from clausebook.resources.draft import Draft
from clausebook.schema.annotations import without_one_way
from clausebook.values.nothing import NOTHING
from clausebook.values.sound import first_valid, not_empty, sound_value, with_members


def valid_request(document: Document, operation: Operation, facts: Facts, row: int = 0) -> Draft:
    """A request that the operation should accept: row `row` of `known` over the examples.

    An optional parameter is given where a fact or an example gives it a value. A required one
    without either gets the smallest value its schema allows, if that can be told.
    """
    known: Mapping[str, str] = facts.known[row] if row < len(facts.known) else {}
    values: dict[tuple[str, str], Any] = {}
    for place in parameters_of(document, operation):
        parameter = place.parameter
        assert parameter is not None
        key = ClauseKey.of(operation, place.name)
        value: Any = known_value(known, parameter.name, str(key))
        if value is None:
            raw = parameter.raw
            if parameter.media_type is not None:
                raw = raw["content"][parameter.media_type]
            value = example_of(document, raw, place.schema.value, parameter.schema)
        if value is NOTHING and parameter.required:
            value = not_empty(place.schema.value, sound_value(place.schema.value))
        if value is not NOTHING:
            values[parameter.place, parameter.name] = value
    draft = Draft(operation, values)
    bodies = [
        _with_body(document, draft, place, known)
        for place in request_bodies_of(document, operation)
    ]
    # A body that can be written comes before one that cannot, such as an object as XML.
    writable = (body for body in bodies if can_carry(body.media_type or "", body.body))
    return next(writable, bodies[0] if bodies else draft)


def in_media_type(document: Document, good: Draft, place: Place) -> Draft:
    """The known-good draft with a body of another documented media type."""
    return good if good.media_type == place.media_type else _with_body(document, good, place, {})


def _with_body(document: Document, draft: Draft, place: Place, known: Mapping[str, str]) -> Draft:
    raw = (draft.operation.request_body or {})["content"][place.media_type]
    body = example_of(document, raw, place.schema.value, raw.get("schema", {}))
    if body is NOTHING:
        body = sound_value(place.schema.value)
    else:
        body = without_one_way(place.schema.value, body)
    if concrete_type(place.media_type or "") == MULTIPART:
        body = not_empty(place.schema.value, body)  # there is no multipart body without a part
    if isinstance(body, dict):
        key = ClauseKey.of(draft.operation, place.name)
        body = {n: known_value(known, n, str(key.member(n))) or v for n, v in body.items()}
    return replace(draft, body=body, media_type=place.media_type)


def example_of(
    document: Document,
    raw: Mapping[str, Any],
    schema: Mapping[str, Any],
    shown: Any,
    within: tuple[int, ...] = (),
) -> Any:
    """The first example of a parameter or a body that obeys its schema; NOTHING without one.

    `within` are the schemas that `shown` stands in, by identity: a recursive one ends the search.
    """
    described = document.resolve(shown)
    value = first_valid(schema, _shown_examples(document, raw, schema, described))
    if value is not NOTHING or id(described) in within:
        return value
    return _by_members(document, described, schema, within)


def _shown_examples(
    document: Document, raw: Mapping[str, Any], schema: Mapping[str, Any], described: Any
) -> Iterator[Any]:
    yield from named_examples(document, raw)
    if isinstance(described, dict):
        yield from (
            described[keyword] for keyword in ("example", "default") if keyword in described
        )
        yield from described.get("examples") or ()
    yield from schema.get("enum") or ()


def named_examples(document: Document, raw: Mapping[str, Any]) -> Iterator[Any]:
    """The examples that stand beside a parameter or a body, in the document's order."""
    if "example" in raw:
        yield raw["example"]
    for entry in raw.get("examples", {}).values():
        example = document.resolve(entry)
        if "value" in example:
            yield example["value"]


def _by_members(
    document: Document, described: Any, schema: Mapping[str, Any], within: tuple[int, ...]
) -> Any:
    """An object put together from the examples of its members, where each required one has one."""
    if not isinstance(described, dict) or not isinstance(described.get("properties"), dict):
        return NOTHING
    known = schema.get("properties", {})
    found = {}
    for name, member in described["properties"].items():
        inner = known.get(name, {}) if isinstance(known.get(name, {}), dict) else {}
        whole = {**inner, "$defs": schema["$defs"]} if "$defs" in schema else inner
        value = example_of(document, {}, whole, member, (*within, id(described)))
        if value is not NOTHING:
            found[name] = value
    required = set(described.get("required", []))
    return with_members(schema, found, required) if found and required <= found.keys() else NOTHING
