"""Members that only the other side sends: `readOnly` in requests, `writeOnly` in responses."""

from __future__ import annotations

from pathlib import Path

import pytest
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
