"""The known-good request of an operation: what facts know first, then what the document shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.clauses import bodies_of, operation_key, parameters_of
from clausebook.clauses.model import parameter_place
from clausebook.document import Document, Operation
from clausebook.facts import Facts, known_value
from clausebook.probes.draft import NOTHING, Draft


def known_good(document: Document, operation: Operation, facts: Facts, row: int = 0) -> Draft:
    """A request that the operation should accept: row `row` of `known` over the examples.

    An optional parameter is given where a fact or an example gives it a value. A required one
    without either gets the smallest value its schema allows, if that can be told.
    """
    known: Mapping[str, str] = facts.known[row] if row < len(facts.known) else {}
    values: dict[tuple[str, str], Any] = {}
    for place in parameters_of(document, operation):
        parameter = place.parameter
        assert parameter is not None
        key = f"{operation_key(operation)} {parameter_place(operation, parameter)}"
        value: Any = known_value(known, parameter.name, key)
        if value is None:
            value = example_of(document, parameter.raw, place.schema.value, parameter.schema)
        if value is NOTHING and parameter.required:
            value = smallest(place.schema.value)
        if value is not NOTHING:
            values[parameter.place, parameter.name] = value
    draft = Draft(operation, values)
    for place in bodies_of(document, operation):
        raw = (operation.request_body or {})["content"][place.media_type]
        body = example_of(document, raw, place.schema.value, raw.get("schema", {}))
        if body is NOTHING:
            body = smallest(place.schema.value)
        if isinstance(body, dict):
            body = {
                n: known_value(known, n, f"{operation_key(operation)} {place.name} {n}") or v
                for n, v in body.items()
            }
        return Draft(operation, values, body, place.media_type)
    return draft


def example_of(
    document: Document, raw: Mapping[str, Any], schema: Mapping[str, Any], shown: Any
) -> Any:
    """The first example that the document gives for a parameter or a body; NOTHING without one."""
    if "example" in raw:
        return raw["example"]
    for entry in raw.get("examples", {}).values():
        example = document.resolve(entry)
        if "value" in example:
            return example["value"]
    described = document.resolve(shown)
    if isinstance(described, dict):
        for keyword in ("example", "default"):
            if keyword in described:
                return described[keyword]
        if described.get("examples"):
            return described["examples"][0]
    return schema["enum"][0] if schema.get("enum") else _by_members(document, described)


def _by_members(document: Document, described: Any) -> Any:
    """An object put together from the examples of its members, where each required one has one."""
    if not isinstance(described, dict) or not isinstance(described.get("properties"), dict):
        return NOTHING
    found = {}
    for name, member in described["properties"].items():
        value = example_of(document, {}, {}, member)
        if value is not NOTHING:
            found[name] = value
    return found if set(described.get("required", [])) <= found.keys() and found else NOTHING


def smallest(schema: Any) -> Any:
    """A small value that a simple schema allows; NOTHING where that takes more than a look."""
    if not isinstance(schema, dict) or "pattern" in schema or "$ref" in schema:
        return NOTHING
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind if isinstance(kind, str) else kind[0]
    if kind == "object":
        members = {
            n: smallest(schema.get("properties", {}).get(n, {})) for n in schema.get("required", [])
        }
        return NOTHING if NOTHING in members.values() else members
    if kind == "array":
        item = smallest(schema.get("items", {}))
        count = schema.get("minItems", 0)
        return NOTHING if count and item is NOTHING else [item] * count
    if kind in ("integer", "number"):
        least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        return max(least, 0) if least <= 0 else least
    if kind == "string":
        return _FORMATTED.get(schema.get("format", ""), "a" * max(1, schema.get("minLength", 1)))
    return kind == "boolean" or None


_FORMATTED = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:00:00Z",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}
