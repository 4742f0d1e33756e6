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
from clausebook.resources.sent_values import file_parts, is_condition, sent_schema
from clausebook.schema.annotations import without_one_way
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import is_valid
from clausebook.values.sent import in_order, with_formats
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
            if is_condition(parameter):
                continue
            value = _unknown_value(document, operation, place)
        if value is not NOTHING:
            values[parameter.place, parameter.name] = value
    draft = Draft(operation, _in_order(document, operation, values))
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
    schema = sent_schema(document, draft.operation, place)
    body = _sent_example(document, raw, schema, raw.get("schema", {}))
    if body is NOTHING:
        body = _sent_value(schema, place)
    ordered = in_order(schema, body)
    body = ordered if is_valid(schema, ordered) else body
    if concrete_type(place.media_type or "") == MULTIPART:
        body = not_empty(place.schema.value, body)  # there is no multipart body without a part
    if isinstance(body, dict):
        key = ClauseKey.of(draft.operation, place.name)
        body = {n: known_value(known, n, str(key.member(n))) or v for n, v in body.items()}
    files = file_parts(document, draft.operation, place.media_type)
    return replace(draft, body=body, media_type=place.media_type, files=files)


def _unknown_value(document: Document, operation: Operation, place: Place) -> Any:
    """The value of a parameter that no fact names; NOTHING where it can be left out."""
    parameter = place.parameter
    assert parameter is not None
    raw = parameter.raw
    if parameter.media_type is not None:
        raw = raw["content"][parameter.media_type]
    schema = sent_schema(document, operation, place)
    value = _sent_example(document, raw, schema, parameter.schema)
    if value is NOTHING and parameter.required:
        return _sent_value(schema, place)
    # Nothing is written of an empty list or object.
    return NOTHING if value in ([], {}) and not parameter.required else value


def _sent_example(
    document: Document, raw: Mapping[str, Any], schema: Mapping[str, Any], shown: Any
) -> Any:
    """The first example that can be sent as it is: it obeys its schema, with each format."""
    named = [*named_examples(document, raw), example_of(document, {}, schema, shown)]
    sent = [without_one_way(schema, value) for value in named if value is not NOTHING]
    value = first_valid(schema, sent)
    if value is not NOTHING or not sent:
        return value
    # An example that breaks a format alone is still the document's own.
    return first_valid(schema, (with_formats(schema, value) for value in sent))


def _sent_value(schema: Mapping[str, Any], place: Place) -> Any:
    """A value made to be sent; where no format can be obeyed, one that the judge accepts."""
    value = sound_value(schema)
    value = sound_value(place.schema.value) if value is NOTHING else value
    required = place.parameter is not None and place.parameter.required
    return not_empty(place.schema.value, value) if required else value


def _in_order(
    document: Document, operation: Operation, values: Mapping[tuple[str, str], Any]
) -> dict[tuple[str, str], Any]:
    """The parameters with moments that are equal set apart, as a start and an end must be."""
    schemas = {
        f"{place.parameter.place}_{place.parameter.name}": sent_schema(document, operation, place)
        for place in parameters_of(document, operation)
        if place.parameter is not None
    }
    texts = {f"{place}_{name}": value for (place, name), value in values.items()}
    ordered = in_order({"properties": schemas}, texts)
    return {(place, name): ordered[f"{place}_{name}"] for place, name in values}


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
