"""Unions read by their discriminator, and unions whose branches a format tells apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator
from clausebook.values.sample import sample_value
from clausebook.values.strategies import one_of
from fakes.written_documents import canonical_schema

CAT = "{type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}"
DOG = CAT.replace("lives", "tail").replace("[kind]", "[kind, tail]")
PETS = f"Cat: {CAT}, Dog: {DOG}"
BRANCHES = "[{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]"
MAPPING = "mapping: {c: '#/components/schemas/Cat', d: Dog}"
TAILLESS = {"kind": "d", "lives": 9}


def of_pets(folder: Path, schema: str) -> Schema:
    return canonical_schema(folder, schema, others=PETS)


def errors(schema: Schema, value: Any) -> list[str]:
    validator = SchemaValidator(schema, "")
    assert validator.accepts(value) is not bool(list(validator.errors(value)))
    return [path for path, _ in validator.errors(value)]


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ({"kind": "c", "tail": 1}, []),
        ({"kind": "d", "tail": 1}, []),
        (TAILLESS, ["/1/required/tail"]),
        ({"kind": "c", "lives": "x"}, ["/0/properties/lives/type"]),
        ({"kind": "d", "tail": "x", "lives": "y"}, ["/1/properties/tail/type"]),
    ],
    ids=[
        "both hold",
        "mapped by name",
        "only the other holds",
        "neither",
        "the mapped one is told",
    ],
)
def test_the_mapped_branch_must_hold(
    tmp_path: Path, keyword: str, value: Any, paths: list[str]
) -> None:
    schema = f"{{{keyword}: {BRANCHES}, discriminator: {{propertyName: kind, {MAPPING}}}}}"

    assert errors(of_pets(tmp_path, schema), value) == [f"/{keyword}{path}" for path in paths]


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"kind": "x", "lives": 9}, True),
        ({"kind": "x", "tail": 1}, False),
        ({"kind": 1}, False),
        ("x", False),
        ({"kind": "Cat", "tail": 1}, False),
    ],
    ids=["one holds", "both hold", "no text", "no object", "a name that the mapping replaces"],
)
def test_a_value_that_is_not_mapped_is_held_against_the_union(
    tmp_path: Path, value: Any, right: bool
) -> None:
    schema = f"{{oneOf: {BRANCHES}, discriminator: {{propertyName: kind, {MAPPING}}}}}"

    assert (errors(of_pets(tmp_path, schema), value) == []) is right


def test_without_a_mapping_the_names_of_the_schemas_select(tmp_path: Path) -> None:
    schema = of_pets(tmp_path, f"{{oneOf: {BRANCHES}, discriminator: {{propertyName: kind}}}}")

    assert errors(schema, {"kind": "Cat", "tail": 1}) == []
    assert errors(schema, {"kind": "Dog", "lives": 1}) == ["/oneOf/1/required/tail"]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object, properties: {pets: {type: array, items: UNION}}}",
        "{type: object, allOf: [{properties: {pets: {items: UNION}}}, {required: [pets]}]}",
    ],
    ids=["in items", "in allOf"],
)
def test_a_nested_union_is_named_at_its_own_path(tmp_path: Path, schema: str) -> None:
    union = f"{{oneOf: {BRANCHES}, discriminator: {{propertyName: kind, {MAPPING}}}}}"
    [path] = errors(of_pets(tmp_path, schema.replace("UNION", union)), {"pets": [TAILLESS]})

    assert path.endswith("/properties/pets/items/oneOf/1/required/tail")


def test_a_recursive_union_is_named_at_its_own_path(tmp_path: Path) -> None:
    others = (
        "Leaf: {type: object, required: [kind, v], "
        "properties: {kind: {type: string}, v: {type: integer}}}, "
        "Node: {type: object, required: [kind], properties: {kind: {type: string}, "
        "sub: {$ref: '#/components/schemas/A'}}}"
    )
    union = (
        "{oneOf: [{$ref: '#/components/schemas/Leaf'}, {$ref: '#/components/schemas/Node'}], "
        "discriminator: {propertyName: kind}}"
    )
    schema = canonical_schema(tmp_path, union, others=others)
    leaf = {"kind": "Leaf", "v": "x"}

    assert errors(schema, {"kind": "Node", "sub": {"kind": "Node"}}) == []
    assert errors(schema, leaf) == ["/oneOf/0/properties/v/type"]
    assert len(errors(schema, {"kind": "Node", "sub": {"kind": "Node", "sub": leaf}})) == 1


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_value_that_is_made_has_the_discriminator_of_its_branch(
    tmp_path: Path, keyword: str
) -> None:
    schema = of_pets(
        tmp_path, f"{{{keyword}: {BRANCHES}, discriminator: {{propertyName: kind, {MAPPING}}}}}"
    )

    assert sample_value(schema.value) == {"kind": "c"}
    assert one_of(schema)["kind"] in ("c", "d")


URL_OR_EMPTY = "{oneOf: [{type: string, format: uri, maxLength: 9}, {type: string, maxLength: 0}]}"


@pytest.mark.parametrize(
    ("schema", "value", "paths"),
    [
        (URL_OR_EMPTY, "", []),
        (URL_OR_EMPTY, "http://a", []),
        (URL_OR_EMPTY, "http://a.b.c", ["/oneOf"]),
        (URL_OR_EMPTY, 1, ["/oneOf"]),
        ("{oneOf: [{format: email}, {format: uri}]}", "a@b.example", []),
        ("{oneOf: [{type: string, format: tel}, {type: string}]}", "1", []),
        ("{oneOf: [{allOf: [{format: uri}]}, {type: string}]}", "x", []),
        ("{oneOf: [{maxLength: 9}, {format: uri}, {minLength: 1}]}", "abc", ["/oneOf"]),
        ("{oneOf: [{maxLength: 9}, {format: uri}, {minLength: 1}]}", "", []),
        ("{oneOf: [{type: string, format: date}, {type: string}]}", "2024-02-29", ["/oneOf"]),
    ],
    ids=[
        *("empty", "a URL", "too long", "no text", "two formats", "an unknown format", "in allOf"),
        *("two others hold", "one other holds", "an asserted format"),
    ],
)
def test_a_format_that_is_not_asserted_tells_branches_apart(
    tmp_path: Path, schema: str, value: Any, paths: list[str]
) -> None:
    assert errors(canonical_schema(tmp_path, schema), value) == paths
