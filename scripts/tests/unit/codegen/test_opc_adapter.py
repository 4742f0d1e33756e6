"""Documents as found in the wild, which the generator alone loses operations of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clausebook.codegen import render
from fakes.generated_documents import PETS, operation, saved

TREE = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Tree"}}}
JSON_TREE = {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}
IN_PATHS = "#/paths/~1x/get/requestBody/content/application~1json/schema"
STRING = {"type": "string"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(operation(responses={204: {"description": ""}}), id="a status without quotes"),
        pytest.param({**PETS, "paths": {"/x": {"get": {}}}}, id="no responses"),
        pytest.param({**PETS, "paths": {}}, id="no paths"),
        pytest.param(
            {
                **PETS,
                "paths": {"/x": {"$ref": "#/components/pathItems/X"}},
                "components": {"pathItems": {"X": PETS["paths"]["/pets/{id}"]}},
            },
            id="a path item by reference",
        ),
        pytest.param(
            operation(
                requestBody={
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"a": True, "b": False}}
                        }
                    }
                }
            ),
            id="boolean schemas",
        ),
        pytest.param(
            operation(
                parameters=[{"name": "a.b", "in": "query", "schema": {"enum": ["a", "A", "a "]}}]
            ),
            id="enum members of one name",
        ),
        pytest.param(
            operation(
                parameters=[
                    {"name": "X", "in": "header", "schema": {"type": "array", "items": STRING}}
                ]
            ),
            id="a list in a header",
        ),
        pytest.param(
            operation(
                parameters=[
                    {
                        "name": "X",
                        "in": "header",
                        "schema": {"type": "string", "format": "date-time"},
                    }
                ]
            ),
            id="a time in a header",
        ),
        pytest.param(
            operation(parameters=[{"name": "f", "in": "query", "content": JSON_TREE}])
            | {"components": {"schemas": {"Tree": TREE}}},
            id="a parameter with content",
        ),
        pytest.param(
            operation(
                requestBody={
                    "content": {
                        "application/json": JSON_TREE["application/json"],
                        "application/x-www-form-urlencoded": JSON_TREE["application/json"],
                    }
                }
            )
            | {"components": {"schemas": {"Tree": TREE}}},
            id="several body types",
        ),
        pytest.param(
            operation(requestBody={"content": {"application/xml": {"schema": STRING}}}),
            id="a body of XML",
        ),
        pytest.param(
            operation(responses={"200": {"description": "", "content": {"image/png": {}}}}),
            id="a picture",
        ),
        pytest.param(
            operation(
                responses={
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": IN_PATHS}}},
                    }
                },
                requestBody={
                    "content": {"application/json": {"schema": {"type": "object", "title": "T"}}}
                },
            ),
            id="a reference into the paths",
        ),
        pytest.param(
            {
                **PETS,
                "paths": {"/x/{a.b}/{c}": {"get": {"responses": {"200": {"description": ""}}}}},
            },
            id="path parameters without a declaration",
        ),
        pytest.param(
            {
                **PETS,
                "paths": {
                    "/x": {
                        "get": {"operationId": "get-x", "responses": {"200": {"description": ""}}}
                    },
                    "/y": {
                        "get": {"operationId": "get_x", "responses": {"200": {"description": ""}}}
                    },
                },
            },
            id="operations of one name",
        ),
        pytest.param(
            operation(
                tags=["build"],
                responses={
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "anyOf": [
                                        {"type": "array", "items": {"type": "array"}},
                                        {"enum": [1, "a", 2.5]},
                                    ]
                                }
                            }
                        },
                    }
                },
            ),
            id="a union of what the generator cannot make",
        ),
    ],
)
def test_nothing_is_lost_of(tmp_path: Path, data: dict[str, Any]) -> None:
    """A document as found in the wild; each of them lost an operation, or all, without mending."""
    document = saved(tmp_path, data)
    files = render(document)

    stamp = json.loads(files["pets/provenance.json"])
    assert list(stamp["operations"]) == [operation.label for operation in document.operations]
    modules = [made["module"] for made in stamp["operations"].values()]
    assert len(set(modules)) == len(modules)
    assert {f"pets/{module.replace('.', '/')}.py" for module in modules} <= files.keys()
    assert "loosened" not in stamp


def test_an_operation_that_no_mending_helps_is_made_untyped(tmp_path: Path) -> None:
    """It comes out, says so in the package's provenance, and its neighbours keep their types."""
    conflict = {"allOf": [TREE, {"type": "object", "properties": {"next": STRING}}]}
    body = {"content": {"application/json": {"schema": conflict}}}
    data = {**operation(requestBody=body), "components": {"schemas": {"Tree": TREE}}}
    data["paths"] = {**data["paths"], **PETS["paths"]}
    stamp = json.loads(render(saved(tmp_path, data))["pets/provenance.json"])

    assert list(stamp["operations"]) == ["GET /x", "GET /pets/{id}"]
    assert list(stamp["loosened"]) == ["GET /x"]
