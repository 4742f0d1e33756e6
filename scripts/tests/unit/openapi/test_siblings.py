"""What stands beside a `$ref` is ignored, and keeps no document from being loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.openapi import DocumentError, load
from clausebook.openapi.siblings import ignored_siblings, without_siblings

PARAMETER = """
components:
  parameters: {House: {name: house, in: query, schema: {type: string}}}
  schemas: {A: {type: string}, B: {$ref: '#/components/schemas/A', maxLength: 3}}
paths:
  /doors:
    get:
      parameters: [{$ref: '#/components/parameters/House', required: true}]
      responses: {'200': {description: Doors.}}
"""


def written(folder: Path, version: str) -> Path:
    path = folder / "doors.yaml"
    head = f"openapi: {version}\ninfo: {{title: T, version: '1'}}"
    path.write_text(head + PARAMETER, "utf-8")
    return path


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_sibling_of_a_reference_changes_nothing(version: str, tmp_path: Path) -> None:
    [parameter] = load(written(tmp_path, version)).operation("GET", "/doors").parameters

    assert parameter.required is False


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("3.0.3", {"/components/schemas/B", "/paths/~1doors/get/parameters/0"}),
        ("3.1.0", {"/paths/~1doors/get/parameters/0"}),
    ],
    ids=["a schema says nothing more in 3.0", "a schema says more in 3.1"],
)
def test_what_is_ignored_is_known_by_its_place(
    version: str, expected: set[str], tmp_path: Path
) -> None:
    document = load(written(tmp_path, version))

    assert {pointer for pointer, _ in ignored_siblings(document.data)} == expected


def test_a_document_without_siblings_is_checked_as_it_is() -> None:
    data = {"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/x", "get": {}}}}

    assert without_siblings(data) is data


def test_another_fault_beside_an_ignored_sibling_is_still_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "3.1.0")
    path.write_text(path.read_text("utf-8").replace("in: query", "in: nowhere"), "utf-8")

    with pytest.raises(DocumentError, match="nowhere"):
        load(path)
