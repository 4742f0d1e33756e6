"""Sample values of a schema, and valid values changed so that a keyword applies."""

from __future__ import annotations

from typing import Any

import pytest
from clausebook.openapi.pointers import split
from clausebook.values.nothing import NOTHING
from clausebook.values.placement import is_valid, with_keyword_used
from clausebook.values.sample import sample_value, several

OBJECT = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
EITHER = {
    "oneOf": [
        {"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}},
        {"type": "object", "required": ["y"], "properties": {"y": {"type": "boolean"}}},
    ]
}
CONDITION = {
    "type": "object",
    "properties": {"tax": {"type": "string"}},
    "if": {"required": ["tax"]},
    "then": {"required": ["country"]},
}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^[A-Z]{2}[0-9]$", "minLength": 3},
        {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "multipleOf": 0.25},
        {"type": "integer", "exclusiveMaximum": -5},
        {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"type": "integer"}},
        {"type": "array", "contains": {"enum": ["fragile"]}},
        {"type": ["null", "string"], "minLength": 4},
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "boolean"}},
        {"allOf": [OBJECT, {"type": "object", "required": ["b"]}]},
        EITHER,
    ],
    ids=lambda schema: " ".join(schema),
)
def test_a_sample_value_is_valid_by_its_schema(schema: dict[str, Any]) -> None:
    value = sample_value(schema)

    assert value is not NOTHING
    assert is_valid(schema, value)


def test_a_recursive_schema_has_no_sample_value() -> None:
    assert sample_value({"$ref": "#/$defs/Node"}) is NOTHING
    assert (
        sample_value({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Node"}}) is NOTHING
    )


@pytest.mark.parametrize(
    "schema",
    [{"type": "integer", "minimum": 3}, OBJECT, {"type": "string", "pattern": "^[a-c]$"}],
    ids=["numbers", "objects", "patterns"],
)
def test_several_sample_values_are_different(schema: dict[str, Any]) -> None:
    values = list(several(schema, 3))

    assert [value for value in values if not is_valid(schema, value)] == []
    assert [value for index, value in enumerate(values) if value in values[:index]] == []


@pytest.mark.parametrize(
    ("schema", "good", "path", "expected"),
    [
        (OBJECT, {"a": 1}, "/properties/a/type", {"a": 1}),
        (EITHER, {"x": "s"}, "/oneOf/0/required/x", {"x": "s"}),
        (EITHER, {"x": "s"}, "/oneOf/1/properties/y/type", {"y": True}),
        (CONDITION, {}, "/properties/tax/type", {"country": "example", "tax": "example"}),
        (CONDITION, {}, "/then/required/country", {"tax": "example", "country": "example"}),
        (
            {"properties": {"n": {"type": ["null", "string"], "maxLength": 3}}},
            {"n": None},
            "/properties/n/maxLength",
            {"n": "exa"},
        ),
        ({"items": {"type": "string"}}, [], "/items/type", ["example"]),
        ({"patternProperties": {"^x-": {"type": "integer"}}}, {}, "/patternProperties/^x-/type", 0),
    ],
    ids=["there", "its shape", "the other shape", "condition", "then", "null", "item", "pattern"],
)
def test_a_valid_value_is_changed_so_that_the_keyword_applies(
    schema: dict[str, Any], good: Any, path: str, expected: Any
) -> None:
    changed = with_keyword_used(schema, good, split(path))

    assert (next(iter(changed.values())) if path.startswith("/pattern") else changed) == expected
    assert is_valid(schema, changed)


def test_a_valid_value_is_unchanged_if_the_schema_rejects_the_changed_one() -> None:
    closed = {"maxProperties": 1, "properties": {"a": {}, "b": {"type": "string"}}}

    assert with_keyword_used(closed, {"a": 1}, split("/properties/b/type")) == {"a": 1}
