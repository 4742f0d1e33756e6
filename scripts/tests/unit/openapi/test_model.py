"""Operations inherit from their path item and their document; the hash sees values alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from clausebook.openapi import Document, DocumentError, load
from fakes.written_documents import PATHS, written

ANSWER = "responses: {'200': {description: ok}}"
SCHEMES = "components: {securitySchemes: {a: {type: http, scheme: basic}}}\n"


def parameters(document: Document) -> dict[tuple[str, str], object]:
    found = document.operations[0].parameters
    return {(parameter.place, parameter.name): parameter.schema for parameter in found}


def test_parameters_of_the_path_item_are_merged_and_overridden(tmp_path: Path) -> None:
    text = f"""\
        paths:
          /a:
            parameters:
              - {{name: p, in: query, schema: {{type: string}}}}
              - {{name: q, in: query, schema: {{type: string}}}}
            get:
              parameters:
                - {{$ref: '#/components/parameters/Q'}}
                - {{name: p, in: header, schema: {{type: boolean}}}}
              {ANSWER}
        components: {{parameters: {{Q: {{name: q, in: query, schema: {{type: integer}}}}}}}}
        """
    document = written(tmp_path, text)

    assert parameters(document) == {
        ("query", "p"): {"type": "string"},
        ("query", "q"): {"type": "integer"},
        ("header", "p"): {"type": "boolean"},
    }
    pointers = [parameter.pointer for parameter in document.operations[0].parameters]
    assert pointers == [
        "/paths/~1a/parameters/0",
        "/components/parameters/Q",
        "/paths/~1a/get/parameters/1",
    ]


@pytest.mark.parametrize(
    ("place", "said", "style", "explode"),
    [
        ("query", "", "form", True),
        ("cookie", "", "form", True),
        ("header", "", "simple", False),
        ("query", "style: deepObject, ", "deepObject", False),
        ("query", "explode: false, ", "form", False),
        ("header", "explode: true, ", "simple", True),
    ],
)
def test_style_and_explode_have_the_defaults_of_openapi(
    tmp_path: Path, place: str, said: str, style: str, explode: bool
) -> None:
    one = f"[{{name: p, in: {place}, {said}schema: {{type: array}}}}]"
    document = written(tmp_path, f"paths: {{/a: {{get: {{parameters: {one}, {ANSWER}}}}}}}\n")

    parameter = document.operations[0].parameters[0]
    assert (parameter.style, parameter.explode, parameter.required) == (style, explode, False)


def test_a_path_item_in_another_file_has_its_operations_and_its_places(tmp_path: Path) -> None:
    other = f"Item:\n  parameters: [{{name: p, in: query, schema: {{}}}}]\n  get: {{{ANSWER}}}\n"
    text = "paths: {/a: {$ref: 'other.yaml#/Item'}, /b: {$ref: 'other.yaml#/Item'}}\n"
    document = written(tmp_path, text, other=other)

    assert [operation.label for operation in document.operations] == ["GET /a", "GET /b"]
    assert parameters(document) == {("query", "p"): {}}
    assert str(document.place(document.operations[0].pointer)) == "other.yaml:3:3"


def test_extensions_beside_paths_and_responses_are_neither(tmp_path: Path) -> None:
    text = (
        "paths: {x-a: {get: 1}, /a: {x-b: 1, get: {responses: {'200': {description: ok}, x-c: 1}}}}"
    )
    document = written(tmp_path, text)

    assert [operation.label for operation in document.operations] == ["GET /a"]
    assert list(document.operations[0].responses) == ["200"]


@pytest.mark.parametrize(
    ("whole", "own", "expected"),
    [
        ("", "", ()),
        ("security: [{a: []}]\n", "", ({"a": []},)),
        ("security: [{a: []}]\n", "security: [], ", ()),
        ("security: [{a: []}]\n", "security: [{}], ", ({},)),
        ("", "security: [{a: []}, {}], ", ({"a": []}, {})),
    ],
    ids=["none", "inherited", "taken back", "anonymous", "own"],
)
def test_security_is_inherited_unless_the_operation_says_its_own(
    tmp_path: Path, whole: str, own: str, expected: tuple[object, ...]
) -> None:
    document = written(tmp_path, f"{whole}paths: {{/a: {{get: {{{own}{ANSWER}}}}}}}\n{SCHEMES}")

    assert document.operations[0].security == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"security: [{{typo: []}}]\n{PATHS}", "things.yaml:3:13: /security/0/typo"),
        ("paths: {/a: {$ref: 'other.yaml'}}\n", "other.yaml:1:26: /x-clausebook-files/0/get/sec"),
    ],
    ids=["document", "operation in another file"],
)
def test_an_undeclared_security_scheme_is_rejected(tmp_path: Path, text: str, place: str) -> None:
    other = f"get: {{security: [{{a: [], typo: []}}], {ANSWER}}}\n"
    with pytest.raises(DocumentError, match="declares no 'typo'") as caught:
        written(tmp_path, text + SCHEMES, other=other)

    assert str(caught.value).startswith(place)


def test_an_operation_is_found_by_method_and_path(tmp_path: Path) -> None:
    document = written(tmp_path, PATHS)

    assert document.operation("get", "/a") is document.operations[0]
    with pytest.raises(KeyError, match="POST /a"):
        document.operation("post", "/a")


def test_the_hash_ignores_comment_order_and_format(tmp_path: Path) -> None:
    document = written(tmp_path, PATHS)
    backwards = dict(reversed(document.data.items()))
    (tmp_path / "same.json").write_text(json.dumps(backwards, indent="\t"), "utf-8")
    (tmp_path / "same.yaml").write_text(f"# why\n{yaml.safe_dump(backwards)}", "utf-8")

    hashes = {load(tmp_path / name).canonical_hash() for name in ("same.json", "same.yaml")}
    assert hashes == {document.canonical_hash()}


@pytest.mark.parametrize(
    ("old", "new"),
    [("ok", "okay"), ("'200'", "'201'"), ("/a", "/b"), ("200': {", "200': {x-a: 1, ")],
)
def test_the_hash_notices_every_value(tmp_path: Path, old: str, new: str) -> None:
    before = written(tmp_path, PATHS).canonical_hash()

    assert written(tmp_path, PATHS.replace(old, new)).canonical_hash() != before


def test_the_hash_notices_a_value_in_another_file(tmp_path: Path) -> None:
    text = "paths: {/a: {$ref: 'other.yaml'}}\n"
    hashes = {
        written(tmp_path, text, other=f"get: {{summary: {word}, {ANSWER}}}\n").canonical_hash()
        for word in ("One", "Two")
    }

    assert len(hashes) == 2
