"""Members that only the other side carries: `readOnly` in requests, `writeOnly` in responses."""

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
def test_a_member_that_only_the_other_side_carries_is_not_required(
    tmp_path: Path, version: str, schema: str, side: str
) -> None:
    schema = schema.replace("$ref: W", "$ref: '#/components/schemas/W'")
    others = "W: {writeOnly: true}"
    found = canonical_schema(tmp_path, schema, version, side, others).value

    branches = [found, *found.get("allOf", [])]
    required = [name for branch in branches for name in branch.get("required", [])]
    assert required == ["n", "w" if side == "request" else "r"]


def test_in_3_0_a_mark_beside_a_reference_is_ignored(tmp_path: Path) -> None:
    member = "{$ref: '#/components/schemas/N', readOnly: true}"
    schema = f"{{required: [a], properties: {{a: {member}}}}}"

    assert canonical_schema(tmp_path, schema, "3.0.3").value["required"] == ["a"]
    assert "required" not in canonical_schema(tmp_path, schema, "3.1.0").value


def test_a_mark_says_nothing_of_members_below(tmp_path: Path) -> None:
    inner = "{required: [id], properties: {id: {}}}"
    schema = f"{{properties: {{id: {{readOnly: true}}, inner: {inner}}}}}"

    found = canonical_schema(tmp_path, schema).value
    assert found["properties"]["inner"]["required"] == ["id"]


def test_a_mark_of_one_member_says_nothing_of_its_neighbour(tmp_path: Path) -> None:
    first = "a: {properties: {id: {readOnly: true}}}"
    schema = f"{{properties: {{{first}, b: {{required: [id], properties: {{id: {{}}}}}}}}}}"

    found = canonical_schema(tmp_path, schema).value
    assert found["properties"]["b"]["required"] == ["id"]


def test_a_choice_requires_no_member_that_only_the_other_side_carries(tmp_path: Path) -> None:
    schema = "{properties: {id: {readOnly: true}}, anyOf: [{required: [id]}, {required: [n]}]}"

    assert canonical_schema(tmp_path, schema).value["anyOf"] == [{}, {"required": ["n"]}]


def test_what_is_excluded_keeps_what_it_requires(tmp_path: Path) -> None:
    schema = "{properties: {id: {readOnly: true}}, not: {required: [id]}}"

    assert canonical_schema(tmp_path, schema).value["not"] == {"required": ["id"]}
