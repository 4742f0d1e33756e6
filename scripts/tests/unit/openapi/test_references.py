"""References: followed wherever they may lead, refused where they lead nowhere, always placed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clausebook.openapi import Document, DocumentError
from fakes.written_documents import HEAD, PATHS, written


def answer_schema(document: Document) -> object:
    """The schema of the first operation's 200, references followed."""
    content = document.operations[0].responses["200"]["content"]
    return document.resolve(content["application/json"]["schema"])


def answering(schema: str) -> str:
    content = f"content: {{application/json: {{schema: {schema}}}}}"
    return f"paths: {{/a: {{get: {{responses: {{'200': {{description: ok, {content}}}}}}}}}}}\n"


def test_a_chain_of_references_is_followed_to_its_end(tmp_path: Path) -> None:
    text = answering("{$ref: '#/components/schemas/A'}") + (
        "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: string}}}\n"
    )

    assert answer_schema(written(tmp_path, text)) == {"type": "string"}


@pytest.mark.parametrize(
    "fragment",
    ["/x-names/a~1b~0c%20d", "/x-names/~01", "/x-names/a%7E1b~0c d", "/x%2Dnames/a~1b%7E0c%20d"],
    ids=["escaped", "escaped tilde", "percent-encoded tilde", "percent-encoded name"],
)
def test_pointers_are_unescaped_after_percent_decoding(tmp_path: Path, fragment: str) -> None:
    text = (
        answering(f"{{$ref: '#{fragment}'}}")
        + "x-names: {'a/b~c d': {type: string}, ~1: {type: string}}\n"
    )

    assert answer_schema(written(tmp_path, text)) == {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ("{$ref: '#/components/schemas/B'}", "has no target: there is no 'B'"),
        ("{$ref: '#/paths/~1a/get/tags/0'}", "has no target: there is no 'tags'"),
        ("{$ref: '#/components/schemas/L/allOf/1'}", "has no target: there is no '1'"),
        ("{$ref: '#/components/schemas/L/allOf/-1'}", "has no target: there is no '-1'"),
        ("{$ref: '#anchor'}", "has no target: there is no 'anchor'"),
        ("{$ref: '#/components/schemas/A'}", "is circular"),
        ("{$ref: 'none.yaml#/A'}", "names the file 'none.yaml', which does not exist"),
        ("{$ref: 'other.yaml#/B'}", "has no target: there is no 'B'"),
        ("{$ref: 'https://example.com/a.yaml#/A'}", "is remote; save that file"),
    ],
)
def test_a_dangling_or_circular_reference_is_rejected_at_its_place(
    tmp_path: Path, schema: str, problem: str
) -> None:
    text = answering(schema) + (
        "components:\n  schemas:\n    L: {allOf: [{}]}\n    A: {$ref: '#/components/schemas/Z'}\n"
        "    Z: {$ref: '#/components/schemas/A'}\n"
    )
    if "circular" not in problem:
        text = text.partition("    A:")[0]
    with pytest.raises(DocumentError) as caught:
        written(tmp_path, text, other="A: {type: string}\n")

    assert problem in str(caught.value)
    assert re.match(r"things\.yaml:3:\d+: /paths/~1a/get/responses/200/", str(caught.value))


@pytest.mark.parametrize(
    "text",
    [
        "components: {schemas: {A: {type: object, properties: {$ref: {type: string}}}}}\n",
        "components: {schemas: {A: {example: {$ref: '#/none'}}}}\n",
        "components: {schemas: {A: {default: {$ref: '#/none'}}}}\n",
        "components: {schemas: {A: {const: {$ref: '#/none'}, enum: [{$ref: '#/none'}]}}}\n",
        "components: {schemas: {A: {examples: [{$ref: '#/none'}]}}}\n",
        "components: {examples: {A: {value: {$ref: 'none.yaml'}}}}\n",
        "x-note: {$ref: '#/none'}\n",
        "components: {links: {L: {operationId: o, parameters: {$ref: '#/none'}}}}\n",
    ],
    ids=["property", "example", "default", "const", "examples", "value", "extension", "link"],
)
def test_data_that_looks_like_a_reference_is_left_alone(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, PATHS + text).operations


@pytest.mark.parametrize("name", ["example", "default", "value", "enum", "x-note", "examples"])
def test_a_member_that_is_called_like_data_is_followed(tmp_path: Path, name: str) -> None:
    text = f"components: {{schemas: {{A: {{properties: {{{name}: {{$ref: '#/none'}}}}}}}}}}\n"

    with pytest.raises(DocumentError, match=f"/A/properties/{name}: .*has no target"):
        written(tmp_path, PATHS + text)


def test_the_default_response_is_no_data(tmp_path: Path) -> None:
    text = "paths: {/a: {get: {responses: {default: {$ref: '#/components/responses/R'}}}}}\n"

    with pytest.raises(DocumentError, match=r"/responses/default: .*has no target"):
        written(tmp_path, text)


def test_referenced_files_are_bundled_and_may_refer_to_each_other_and_back(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "deep.yaml").write_text(
        "Leaf:\n  properties:\n    top: {$ref: '../things.yaml#/components/schemas/Top'}\n"
        "    own: {$ref: '#/Own'}\nOwn: {type: integer}\n",
        "utf-8",
    )
    other = "A: {$ref: 'sub/deep.yaml#/Leaf'}\n"
    text = answering("{$ref: 'other.yaml#/A'}") + "components: {schemas: {Top: {type: string}}}\n"
    document = written(tmp_path, text, other=other)

    leaf = answer_schema(document)
    assert isinstance(leaf, dict)
    assert document.resolve(leaf["properties"]["top"]) == {"type": "string"}
    assert document.resolve(leaf["properties"]["own"]) == {"type": "integer"}
    assert len(document.data["x-clausebook-files"]) == 2
    _, pointer = document.resolve_at({"$ref": leaf["properties"]["own"]["$ref"]}, "")
    assert str(document.place(pointer)) == "sub/deep.yaml:5:1"


def test_a_whole_file_may_be_referred_to_by_an_encoded_name(tmp_path: Path) -> None:
    (tmp_path / "a b.yaml").write_text("type: string\n", "utf-8")

    document = written(tmp_path, answering("{$ref: 'a%20b.yaml'}"))
    assert answer_schema(document) == {"type": "string"}


def test_a_mistake_in_another_file_is_placed_in_that_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^other\.yaml:2:1: the key 'A' appears twice"):
        written(tmp_path, answering("{$ref: 'other.yaml#/A'}"), other="A: {}\nA: {}\n")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        (
            "paths: {/a: {get: {parameters: [{$ref: 'other.yaml#/A'}], responses: {'200':"
            " {description: ok}}}}}\n",
            "other.yaml:1:1",
            "parameters",
        ),
        (
            "paths: {/a: {get: {responses: {'200': {$ref: '#/info/title'}}}}}\n",
            "things.yaml:2:8",
            "responses",
        ),
        ("paths: {/a: {$ref: '#/info'}}\n", "things.yaml:2:1", "paths"),
        (answering("{$ref: 'other.yaml#/B'}"), "other.yaml:2:5", "schema"),
    ],
    ids=["parameter", "response", "path item", "schema"],
)
def test_a_reference_to_another_kind_of_object_is_rejected(
    tmp_path: Path, version: str, text: str, place: str, kind: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        written(tmp_path, text, version, other="A: {name: a}\nB: {type: 5}\n")

    assert str(caught.value).startswith(f"{place}: ")
    assert re.search(rf"as things\.yaml:3:\d+ refers to it in {kind}", str(caught.value))


def test_a_pointer_leads_to_file_line_and_column(tmp_path: Path) -> None:
    text = "paths:\n  /a/{b}:\n    get:\n      responses:\n        '200': {description: ok}\n"
    document = written(tmp_path, text.replace("get:", "get:\n      tags: [x, y]"))

    at = "/paths/~1a~1{b}"
    assert HEAD.count("\n") == 2
    assert str(document.place("")) == "things.yaml:1:1"
    assert str(document.place(at)) == "things.yaml:4:3"
    assert str(document.place(f"{at}/get/tags/1")) == "things.yaml:6:17"
    assert str(document.place(f"{at}/get/responses/200/description")) == "things.yaml:8:17"
    assert str(document.place(f"{at}/get/none/at/all")) == "things.yaml:5:5"
