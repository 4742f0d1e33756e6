"""Equivalent spellings, as the design lists them, make the same clauses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clausebook.schema.validation import SchemaValidator
from fakes.written_documents import canonical_schema, clauses, written

PARAMETER = "name: p, in: query,"


def operation(item: str, method: str, components: str = "") -> str:
    responses = "responses: {'200': {description: ok}}"
    return (
        f"paths: {{'/a/{{b}}': {{{item} get: {{{method} {responses}}}}}}}\n"
        f"components: {{schemas: {{N: {{type: string, maxLength: 5}}, {components}}}}}\n"
    )


def statements(folder: Path, text: str, version: str = "3.1.0") -> dict[str, Any]:
    """The value of each clause by its key."""
    return {key: clause.value for key, clause in clauses(written(folder, text, version)).items()}


def of_schema(folder: Path, schema: str, version: str = "3.1.0", more: str = "") -> dict[str, Any]:
    body = f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}},"
    return statements(folder, operation("", body, more), version)


@pytest.mark.parametrize(
    ("version", "left", "right"),
    [
        ("3.0.3", "{$ref: '#/components/schemas/N'}", "{type: string, maxLength: 5}"),
        ("3.1.0", "{$ref: '#/components/schemas/N'}", "{type: string, maxLength: 5}"),
        ("3.1.0", "{enum: [x]}", "{const: x}"),
        ("3.1.0", "{type: array, minContains: 2, maxContains: 3}", "{type: array}"),
        ("3.1.0", "{type: array, then: {maxItems: 1}, else: {minItems: 1}}", "{type: array}"),
        ("3.1.0", "{type: array, if: {maxItems: 1}}", "{type: array}"),
        ("3.1.0", "{enum: [null]}", "{const: null}"),
        ("3.0.3", "{allOf: [{$ref: '#/components/schemas/N'}]}", "{type: string, maxLength: 5}"),
        ("3.1.0", "{type: string, allOf: [{maxLength: 5}]}", "{type: string, maxLength: 5}"),
        (
            "3.1.0",
            "{type: string, allOf: [{type: string, maxLength: 5}]}",
            "{type: string, maxLength: 5}",
        ),
        ("3.1.0", "{allOf: [{allOf: [{maxLength: 5}]}]}", "{maxLength: 5}"),
        ("3.1.0", "{type: [string]}", "{type: string}"),
        ("3.1.0", "{type: [string, 'null']}", "{type: ['null', string]}"),
        ("3.0.3", "{type: string, nullable: false}", "{type: string}"),
        ("3.1.0", "{type: string, nullable: true}", "{type: string}"),
        ("3.1.0", "{type: string, minLength: 0}", "{type: string}"),
        ("3.1.0", "{type: array, minItems: 0, uniqueItems: false, items: true}", "{type: array}"),
        ("3.1.0", "{minProperties: 0, additionalProperties: true}", "{}"),
        ("3.1.0", "{contains: {}, minContains: 1}", "{contains: {}}"),
        ("3.0.3", "{maximum: 5, exclusiveMaximum: false}", "{maximum: 5}"),
        ("3.1.0", "{title: T, description: D, example: 1, deprecated: true}", "{}"),
        ("3.1.0", "{type: string, format: email, default: x}", "{type: string}"),
        ("3.1.0", "{required: [], properties: {}}", "{}"),
    ],
)
def test_two_spellings_of_a_schema_make_the_same_clauses(
    tmp_path: Path, version: str, left: str, right: str
) -> None:
    assert of_schema(tmp_path, left, version) == of_schema(tmp_path, right, version)


@pytest.mark.parametrize(
    ("older", "newer", "path", "value"),
    [
        ("{type: string, nullable: true}", "{type: [string, 'null']}", "type", ["null", "string"]),
        ("{maximum: 5, exclusiveMaximum: true}", "{exclusiveMaximum: 5}", "exclusiveMaximum", 5),
        ("{minimum: 0, exclusiveMinimum: true}", "{exclusiveMinimum: 0}", "exclusiveMinimum", 0),
    ],
)
def test_a_3_0_spelling_and_its_3_1_equivalent_make_the_same_clauses(
    tmp_path: Path, older: str, newer: str, path: str, value: Any
) -> None:
    values = of_schema(tmp_path, older, "3.0.3")

    assert values == of_schema(tmp_path, newer, "3.1.0")
    assert values[f"GET /a/{{}} body application/json /{path}"] == value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("parameters: [{P, schema: {}}],", ""), ("", "parameters: [{P, schema: {}}],")),
        (
            ("", "parameters: [{P, schema: {type: array}}],"),
            (
                "",
                "parameters: [{P, required: false, style: form, explode: true, deprecated: false,"
                " allowReserved: false, schema: {type: array}}],",
            ),
        ),
        (
            ("", "requestBody: {content: {text/plain: {}}},"),
            ("", "requestBody: {required: false, content: {text/plain: {}}},"),
        ),
        (("", "parameters: [{P, schema: {}}],"), ("", "parameters: [{$ref: '#/x-p'}],")),
        (("", "operationId: one, tags: [a],"), ("", "operationId: two, x-a: 1, summary: S,")),
    ],
    ids=["path item", "parameter defaults", "body default", "referred parameter", "names"],
)
def test_two_spellings_of_an_operation_make_the_same_clauses(
    tmp_path: Path, left: tuple[str, str], right: tuple[str, str]
) -> None:
    first, second = (
        statements(tmp_path, (operation(*text) + "x-p: {P, schema: {}}\n").replace("P,", PARAMETER))
        for text in (left, right)
    )

    assert first == second
    assert len(first) > 3


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("{maxLength: 5}", "{maxLength: 6}"),
        ("{enum: [x]}", "{enum: [x, y]}"),
        ("{type: [string, 'null']}", "{type: string}"),
        ("{additionalProperties: false}", "{additionalProperties: true}"),
        ("{maxLength: 5, allOf: [{maxLength: 6}]}", "{maxLength: 6}"),
        (
            "{additionalProperties: false, allOf: [{properties: {a: {type: string}}}]}",
            "{additionalProperties: false, properties: {a: {type: string}}}",
        ),
        (
            "{items: {type: string}, allOf: [{prefixItems: [{maximum: 1}]}]}",
            "{items: {type: string}, prefixItems: [{maximum: 1}]}",
        ),
        (
            "{properties: {a: {type: string}}, allOf: [{unevaluatedProperties: false}]}",
            "{properties: {a: {type: string}}, unevaluatedProperties: false}",
        ),
    ],
)
def test_schemas_with_different_meanings_make_different_clauses(
    tmp_path: Path, left: str, right: str
) -> None:
    assert of_schema(tmp_path, left) != of_schema(tmp_path, right)


def test_a_keyword_repeated_in_all_of_points_at_both_places(tmp_path: Path) -> None:
    schema = canonical_schema(tmp_path, "{maxLength: 5, allOf: [{maxLength: 6}]}")

    assert schema.value == {"maxLength": 5, "allOf": [{"maxLength": 6}]}
    assert schema.pointers["/maxLength"] == "/components/schemas/A/maxLength"
    assert schema.pointers["/allOf/0/maxLength"] == "/components/schemas/A/allOf/0/maxLength"


@pytest.mark.parametrize(
    ("version", "schema", "expected"),
    [
        ("3.0.3", "{$ref: '#/components/schemas/N', maxLength: 5}", {"type": "string"}),
        (
            "3.1.0",
            "{$ref: '#/components/schemas/N', maxLength: 5}",
            {"type": "string", "maxLength": 5},
        ),
        (
            "3.1.0",
            "{$ref: '#/components/schemas/N', type: object}",
            {"type": "object", "allOf": [{"type": "string"}]},
        ),
        (
            "3.1.0",
            "{$ref: '#/components/schemas/N', allOf: [{minLength: 1}, {maxLength: 2}]}",
            {"allOf": [{"type": "string"}, {"minLength": 1}, {"maxLength": 2}]},
        ),
        (
            "3.1.0",
            "{$ref: '#/components/schemas/A/$defs/B', $defs: {B: {$ref: N, maxLength: 5}}}",
            {"type": "string", "maxLength": 5},
        ),
    ],
    ids=["3.0 ignores", "3.1 combines", "contradiction", "beside allOf", "in a chain"],
)
def test_keywords_beside_a_reference_are_merged_or_ignored_by_version(
    tmp_path: Path, version: str, schema: str, expected: dict[str, Any]
) -> None:
    schema = schema.replace("$ref: N", "$ref: '#/components/schemas/N'")

    assert canonical_schema(tmp_path, schema, version).value == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{properties: {a: true}}", {"properties": {"a": {}}}),
        ("{properties: {a: false}}", {"properties": {"a": {"not": {}}}}),
        ("{items: false}", {"items": False}),
        ("{items: true, additionalProperties: true, properties: {}}", {}),
        ("{not: true}", {"not": {}}),
        ("{anyOf: [true, false]}", {"anyOf": [{}, {"not": {}}]}),
        ("true", {}),
        ("false", {"not": {}}),
    ],
)
def test_boolean_schemas_are_kept(tmp_path: Path, schema: str, expected: dict[str, Any]) -> None:
    assert canonical_schema(tmp_path, schema).value == expected


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ("{nullable: true, allOf: [{$ref: '#/components/schemas/E'}]}", "a", "c"),
        ("{type: string, nullable: true, allOf: [{$ref: '#/components/schemas/E'}]}", "a", "c"),
        ("{nullable: true, allOf: [{type: object}, {required: [a]}]}", {"a": 1}, {}),
        ("{nullable: true, oneOf: [{type: string}, {type: integer}]}", 1, 1.5),
        ("{nullable: true, anyOf: [{type: string}]}", "a", 1),
    ],
    ids=["a reference", "with a type", "two schemas", "oneOf", "anyOf"],
)
def test_in_3_0_nullable_lets_null_in_beside_schemas_that_would_refuse_it(
    tmp_path: Path, schema: str, right: object, wrong: object
) -> None:
    found = canonical_schema(tmp_path, schema, "3.0.3", others="E: {type: string, enum: [a, b]}")
    accepts = SchemaValidator(found, "").accepts

    assert accepts(None)
    assert accepts(right)
    assert not accepts(wrong)
