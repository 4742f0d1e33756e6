"""Members that only the other side sends: `readOnly` in requests, `writeOnly` in responses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clausebook.schema.annotations import without_one_way
from clausebook.schema.validation import SchemaValidator
from clausebook.values.sample import sample_value
from fakes.written_documents import canonical_schema

MARKED = "r: {readOnly: true}, w: {writeOnly: true}"


@pytest.mark.parametrize("side", ["request", "response"])
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "schema",
    [
        f"{{required: [n, r, w], properties: {{n: {{}}, {MARKED}}}}}",
        f"{{required: [n, r, w], allOf: [{{properties: {{{MARKED}}}}}]}}",
        f"{{allOf: [{{required: [n, r, w]}}, {{properties: {{{MARKED}}}}}]}}",
        "{required: [n, r, w], properties: {r: {allOf: [{readOnly: true}]}, w: {$ref: W}}}",
    ],
    ids=["inline", "in allOf", "beside, in allOf", "behind allOf and $ref"],
)
def test_a_member_that_only_the_other_side_sends_is_not_required(
    tmp_path: Path, version: str, schema: str, side: str
) -> None:
    schema = schema.replace("$ref: W", "$ref: '#/components/schemas/W'")
    others = "W: {writeOnly: true}"
    canonical_value = canonical_schema(tmp_path, schema, version, side, others).value

    branches = [canonical_value, *canonical_value.get("allOf", [])]
    required = [name for branch in branches for name in branch.get("required", [])]
    assert required == ["n", "w" if side == "request" else "r"]


def test_in_3_0_a_read_only_beside_a_reference_is_ignored(tmp_path: Path) -> None:
    member = "{$ref: '#/components/schemas/N', readOnly: true}"
    schema = f"{{required: [a], properties: {{a: {member}}}}}"

    assert canonical_schema(tmp_path, schema, "3.0.3").value["required"] == ["a"]
    assert "required" not in canonical_schema(tmp_path, schema, "3.1.0").value


def test_read_only_does_not_apply_to_a_nested_member_of_the_same_name(tmp_path: Path) -> None:
    inner = "{required: [id], properties: {id: {}}}"
    schema = f"{{properties: {{id: {{readOnly: true}}, inner: {inner}}}}}"

    canonical_value = canonical_schema(tmp_path, schema).value
    assert canonical_value["properties"]["inner"]["required"] == ["id"]


def test_read_only_does_not_apply_to_members_of_a_sibling(tmp_path: Path) -> None:
    first = "a: {properties: {id: {readOnly: true}}}"
    schema = f"{{properties: {{{first}, b: {{required: [id], properties: {{id: {{}}}}}}}}}}"

    canonical_value = canonical_schema(tmp_path, schema).value
    assert canonical_value["properties"]["b"]["required"] == ["id"]


def test_a_branch_requires_no_member_that_only_the_other_side_sends(tmp_path: Path) -> None:
    schema = "{properties: {id: {readOnly: true}}, anyOf: [{required: [id]}, {required: [n]}]}"

    assert canonical_schema(tmp_path, schema).value["anyOf"] == [{}, {"required": ["n"]}]


def test_a_schema_under_not_keeps_its_required_members(tmp_path: Path) -> None:
    schema = "{properties: {id: {readOnly: true}}, not: {required: [id]}}"

    assert canonical_schema(tmp_path, schema).value["not"] == {"required": ["id"]}


ID = "r: {readOnly: true, type: integer}, w: {writeOnly: true, type: integer}"


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        (f"{{additionalProperties: false, properties: {{{ID}}}}}", "{}"),
        (f"{{allOf: [{{properties: {{{ID}}}}}, {{properties: {{r: {{}}, w: {{}}}}}}]}}", "{}"),
        (f"{{items: {{properties: {{{ID}}}}}}}", "[{}]"),
        (f"{{properties: {{n: {{properties: {{{ID}}}}}}}}}", '{"n": {}}'),
    ],
    ids=["in a closed object", "in allOf", "in an item", "in a member"],
)
@pytest.mark.parametrize("side", ["request", "response"])
def test_nothing_is_said_of_a_member_that_only_the_other_side_carries(
    tmp_path: Path, schema: str, place: str, side: str
) -> None:
    own, other = ("w", "r") if side == "request" else ("r", "w")
    accepts = SchemaValidator(canonical_schema(tmp_path, schema, side=side), "").accepts

    assert accepts(json.loads(place.replace("{}", f'{{"{other}": null}}')))
    assert not accepts(json.loads(place.replace("{}", f'{{"{own}": null}}')))


def test_a_member_that_is_there_demands_none_that_only_the_other_side_carries(
    tmp_path: Path,
) -> None:
    schema = f"{{dependentRequired: {{n: [r, w], r: [n]}}, properties: {{{ID}}}}}"

    assert canonical_schema(tmp_path, schema).value["dependentRequired"] == {"n": ["w"]}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (f"{{type: object, required: [r, w], properties: {{{ID}}}}}", {"w": 0}),
        (f"{{type: object, minProperties: 1, properties: {{{ID}}}}}", {"w": 0}),
        (
            f"{{type: array, minItems: 1, items: {{required: [w], properties: {{{ID}}}}}}}",
            [{"w": 0}],
        ),
    ],
    ids=["required", "some member", "in an item"],
)
def test_a_sample_has_no_member_that_only_the_other_side_carries(
    tmp_path: Path, schema: str, value: object
) -> None:
    assert sample_value(canonical_schema(tmp_path, schema).value) == value


@pytest.mark.parametrize(
    "schema",
    [
        f"{{properties: {{{ID}, n: {{items: {{properties: {{{ID}}}}}}}}}}}",
        f"{{oneOf: [{{properties: {{{ID}, n: {{items: {{$ref: '#/components/schemas/I'}}}}}}}}]}}",
        f"{{properties: {{{ID}}}, additionalProperties: {{items: {{properties: {{{ID}}}}}}}}}",
    ],
    ids=["inline", "in a union", "among others"],
)
def test_an_example_loses_the_members_that_only_the_other_side_carries(
    tmp_path: Path, schema: str
) -> None:
    others = f"I: {{properties: {{{ID}, n: {{items: {{$ref: '#/components/schemas/I'}}}}}}}}"
    found = canonical_schema(tmp_path, schema, others=others).value
    example = {"r": 1, "w": 2, "n": [{"r": 3, "w": 4}]}

    assert without_one_way(found, example) == {"w": 2, "n": [{"w": 4}]}
