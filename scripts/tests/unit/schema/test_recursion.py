"""Recursive schemas: inlined once, then referenced, and always of bounded size."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import pytest
from clausebook.openapi import DocumentError
from clausebook.schema.canonical import canonical
from fakes.written_documents import canonical_schema, clauses, written

NODE = "{required: [x], properties: {next: {$ref: '#/components/schemas/A'}}}"


def test_a_schema_that_contains_itself_is_inlined_once(tmp_path: Path) -> None:
    result = canonical_schema(tmp_path, NODE)

    inside = {"required": ["x"], "properties": {"next": {"$ref": "#/$defs/A"}}}
    assert result.value == {**inside, "$defs": {"A": inside}}
    assert result.recursive == {"A": ""}
    validator = jsonschema_rs.Draft202012Validator(result.value)
    assert validator.is_valid({"x": 1, "next": {"x": 1}})
    assert not validator.is_valid({"x": 1, "next": {"x": 1, "next": {}}})


def test_mutually_recursive_schemas_refer_to_where_each_is_inlined(tmp_path: Path) -> None:
    first = "{properties: {b: {$ref: '#/components/schemas/B'}}}"
    members = "a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}"
    second = f"B: {{properties: {{{members}}}}}"
    result = canonical_schema(tmp_path, first, others=second)

    assert result.recursive == {"A": "", "B": "/properties/b"}
    b = result.value["properties"]["b"]
    assert b["properties"] == {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/$defs/B"}}


def test_keywords_beside_a_recursive_reference_are_kept(tmp_path: Path) -> None:
    schema = "{properties: {next: {$ref: '#/components/schemas/A', maxProperties: 2}}}"
    result = canonical_schema(tmp_path, schema)

    expected = {"$ref": "#/$defs/A", "maxProperties": 2}
    assert result.value["properties"]["next"] == expected


def test_two_recursive_schemas_of_the_same_name_get_different_definitions(tmp_path: Path) -> None:
    other = "A: {maxProperties: 7, properties: {own: {$ref: '#/A'}}}\n"
    schema = NODE.replace("properties: {", "properties: {other: {$ref: 'other.yaml#/A'}, ")
    (tmp_path / "other.yaml").write_text(other, "utf-8")
    result = canonical_schema(tmp_path, schema)

    properties = result.value["properties"]
    names = [properties["next"]["$ref"], properties["other"]["properties"]["own"]["$ref"]]
    definitions = [result.value["$defs"][name.removeprefix("#/$defs/")] for name in names]
    assert ["maxProperties" in definition for definition in definitions] == [False, True]
    assert set(result.recursive.values()) == {"", "/properties/other"}


def test_a_recursive_schema_of_any_name_can_be_compiled(tmp_path: Path) -> None:
    reference = "{$ref: '#/x-odd/a~1b~0c%20%25d'}"
    odd_component = f"x-odd: {{'a/b~c %d': {{type: array, items: {reference}}}}}\n"
    document = written(
        tmp_path, f"paths: {{}}\ncomponents: {{schemas: {{A: {reference}}}}}\n{odd_component}"
    )
    result = canonical(document, {"$ref": "#/components/schemas/A"}, "", "request")

    validator = jsonschema_rs.Draft202012Validator(result.value)
    assert validator.is_valid([[[]]])
    assert not validator.is_valid([[[1]]])


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_schema_that_refers_only_to_itself_can_be_compiled(tmp_path: Path, keyword: str) -> None:
    result = canonical_schema(tmp_path, f"{{{keyword}: [{{$ref: '#/components/schemas/A'}}]}}")

    assert jsonschema_rs.Draft202012Validator(result.value) is not None


def test_schemas_that_all_refer_to_one_another_stay_bounded_in_size(tmp_path: Path) -> None:
    names = [f"B{index}" for index in range(14)]
    members = ", ".join(f"p{name}: {{$ref: '#/components/schemas/{name}'}}" for name in names)
    others = ", ".join(f"{name}: {{properties: {{{members}}}}}" for name in names)
    result = canonical_schema(tmp_path, "{$ref: '#/components/schemas/B0'}", others=others)

    assert len(result.pointers) < 50_000
    assert {f"/properties/p{name}" for name in names} <= result.pointers.keys()


def test_a_chain_of_references_that_is_too_deep_is_reported_in_one_line(tmp_path: Path) -> None:
    chain = "".join(
        f"    A{i}: {{properties: {{a: {{$ref: '#/components/schemas/A{i + 1}'}}}}}}\n"
        for i in range(500)
    )
    body = "requestBody: {content: {text/plain: {schema: {$ref: '#/components/schemas/A0'}}}}"
    paths = f"paths: {{/a: {{post: {{{body}, responses: {{default: {{description: ok}}}}}}}}}}\n"
    document = written(tmp_path, f"{paths}components:\n  schemas:\n{chain}    A500: {{}}\n")

    with pytest.raises(DocumentError, match=r"^things\.yaml:3:\d+: .*nested too deeply"):
        clauses(document)
