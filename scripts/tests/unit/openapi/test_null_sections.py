"""Sections that are null: read as if they were not there, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.openapi import DocumentError
from fakes.written_documents import written

OPERATION = "responses: {'200': {description: ok}}"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        (f"paths: {{/a: {{get: {{{OPERATION}}}}}}}\ncomponents: null\n", ("/components",)),
        (
            f"paths: {{/a: {{get: {{{OPERATION}}}}}}}\n"
            "components: {schemas: null, securitySchemes: null}\n",
            ("/components/schemas", "/components/securitySchemes"),
        ),
        (
            f"paths: {{/a: {{get: {{requestBody: null, description: null, {OPERATION}}}}}}}\n",
            ("/paths/~1a/get/requestBody", "/paths/~1a/get/description"),
        ),
    ],
    ids=["components", "two of them", "in an operation"],
)
def test_a_null_section_is_none(
    tmp_path: Path, text: str, pointers: tuple[str, ...], version: str
) -> None:
    document = written(tmp_path, text, version)

    assert document.null_sections == pointers
    assert [operation.label for operation in document.operations] == ["GET /a"]


@pytest.mark.parametrize(
    "schema",
    [
        "{properties: {content: {enum: [null]}}, example: {content: null, tags: null}}",
        "{enum: [null], default: null, x-more: {servers: null}}",
    ],
)
def test_a_null_that_is_data_stays(tmp_path: Path, schema: str) -> None:
    document = written(tmp_path, f"paths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}\n")

    assert document.null_sections == ()


@pytest.mark.parametrize(
    "text",
    [
        f"paths: {{/a: {{get: {{security: [{{headers: null}}], {OPERATION}}}}}}}\n",
        "paths: null\n",
        "paths: {/a: {get: {responses: null}}}\n",
        "paths: {/a: {get: {responses: {'200': null}}}}\n",
    ],
    ids=["a credential", "paths", "responses", "a response"],
)
def test_a_null_that_may_mean_anything_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DocumentError):
        written(tmp_path, text, "3.0.3")
