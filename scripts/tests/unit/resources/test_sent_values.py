"""A valid request is valid in every way that an ordinary framework looks at it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.openapi import Document, load
from clausebook.resources import Draft, valid_request
from clausebook.resources.sent_values import file_parts
from clausebook.values.nothing import NOTHING

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def document_of(tmp_path: Path, operation: Any, schemas: Any = None, version: str = "3.1.0") -> Any:
    """A document with one POST."""
    data = {
        "openapi": version,
        "info": {"title": "Sent", "version": "1"},
        "paths": {
            "/things": {"post": {"responses": {"201": {"description": "made"}}, **operation}}
        },
        "components": {"schemas": schemas or {}},
    }
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return load(path)


def valid_draft(document: Document) -> Draft:
    return valid_request(document, document.operations[0], Facts())


def draft_of_body(
    tmp_path: Path, schema: Any, media_type: str = JSON, *, schemas: Any = None, **beside: Any
) -> Draft:
    content = {media_type: {"schema": schema, **beside}}
    return valid_draft(document_of(tmp_path, {"requestBody": {"content": content}}, schemas))


def request_of_parameter(tmp_path: Path, **parameter: Any) -> Request:
    operation = {"parameters": [{"name": "status", "in": "query", **parameter}]}
    return valid_draft(document_of(tmp_path, operation)).request({})


def parts_of(draft: Draft) -> list[str]:
    return draft.request({}).body.decode().split("--clausebook-boundary")[1:-1]


@pytest.mark.parametrize(
    ("member", "content_type"),
    [
        ({"type": "string", "format": "binary"}, "application/octet-stream"),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, None),
        ({"type": "string", "contentMediaType": "image/png"}, "image/png"),
        ({"anyOf": [{"type": "string", "format": "binary"}, {"type": "null"}]}, None),
        ({"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1}, None),
        ({}, None),
    ],
    ids=["binary", "content-media-type", "image", "or-null", "list", "untyped"],
)
def test_an_uploaded_file_has_a_name_and_a_media_type(
    tmp_path: Path, member: Any, content_type: str | None
) -> None:
    properties = {"file": member, "note": {"type": "string"}}
    schema = {"type": "object", "required": ["file", "note"], "properties": properties}

    file, note = parts_of(draft_of_body(tmp_path, schema, MULTIPART))

    assert 'name="file"; filename="example.' in file
    assert f"Content-Type: {content_type or 'application/octet-stream'}\r\n" in file
    assert "filename" not in note
    assert "Content-Type" not in note


def test_the_encoding_of_a_part_tells_its_media_type(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    encoding = {"a": {"contentType": "image/png, image/jpeg"}}

    (part,) = parts_of(draft_of_body(tmp_path, schema, MULTIPART, encoding=encoding))

    assert 'filename="example.png"\r\nContent-Type: image/png\r\n' in part


def test_a_part_without_a_type_is_a_text_in_openapi_3_0(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {}, "b": {"type": "string", "format": "byte"}}}
    body = {"requestBody": {"content": {MULTIPART: {"schema": schema}}}}
    document = document_of(tmp_path, body, version="3.0.3")

    assert file_parts(document, document.operations[0], MULTIPART) == {}


@pytest.mark.parametrize(
    ("schema", "target"),
    [
        ({"anyOf": [{"enum": ["open", "shut"]}, {"type": "null"}], "default": None}, "/things"),
        ({"type": ["integer", "null"], "enum": [None, 2], "default": None}, "/things?status=2"),
        ({"type": ["integer", "null"], "examples": [3, None]}, "/things?status=3"),
        ({"type": ["integer", "null"], "default": None}, "/things"),
    ],
    ids=["a-branch", "enum", "example", "default"],
)  # fmt: skip
def test_an_optional_parameter_is_never_sent_as_null(
    tmp_path: Path, schema: Any, target: str
) -> None:
    assert request_of_parameter(tmp_path, schema=schema).target == target


def test_a_required_parameter_that_may_be_null_takes_its_other_branch(tmp_path: Path) -> None:
    schema = {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 7}]}

    assert request_of_parameter(tmp_path, required=True, schema=schema).target == "/things?status=7"


def test_a_form_says_no_null(tmp_path: Path) -> None:
    member = {"anyOf": [{"type": "null"}, {"enum": ["x"]}]}
    schema = {"type": "object", "required": ["a"], "properties": {"a": member}}

    assert draft_of_body(tmp_path, schema, FORM).request({}).body == b"a=x"
    assert draft_of_body(tmp_path, schema, JSON).body == {"a": None}


@pytest.mark.parametrize(
    "shown",
    ["!@!", "a@localhost@b", "string"],
    ids=["no-address", "two-signs", "a-word"],
)
def test_an_example_that_breaks_its_format_is_not_sent(tmp_path: Path, shown: str) -> None:
    member = {"type": "string", "format": "email", "example": shown}
    schema = {"type": "object", "required": ["email"], "properties": {"email": member}}

    assert draft_of_body(tmp_path, schema).body == {"email": "user@example.com"}


def test_the_documents_own_example_is_sent_whole_where_it_obeys(tmp_path: Path) -> None:
    member = {"type": "string", "format": "email"}
    schema = {"type": "object", "required": ["email"], "properties": {"email": member}}
    right, wrong = ({"email": text, "note": "x"} for text in ("ann@example.org", "ann"))
    examples = {"wrong": {"value": wrong}, "right": {"value": right}}

    assert draft_of_body(tmp_path, schema, examples=examples).body == right


@pytest.mark.parametrize(
    ("start", "end"),
    [("starts_at", "ends_at"), ("from", "to"), ("checkIn", "checkOut"), ("validFrom", "expires")],
)
@pytest.mark.parametrize("kind", ["date", "date-time"])
def test_an_end_comes_after_its_start(tmp_path: Path, kind: str, start: str, end: str) -> None:
    moment = {"type": "string", "format": kind}
    schema = {
        "type": "object",
        "required": [end, start],
        "properties": {end: moment, start: moment},
    }

    body = draft_of_body(tmp_path, schema).body

    assert body[start] < body[end]


def test_the_parameters_of_a_span_are_in_order_too(tmp_path: Path) -> None:
    moment = {"in": "query", "required": True, "schema": {"type": "string", "format": "date"}}
    operation = {"parameters": [{"name": "until", **moment}, {"name": "since", **moment}]}
    values = valid_draft(document_of(tmp_path, operation)).values

    assert values["query", "since"] < values["query", "until"]


SUBTYPES: dict[str, Any] = {
    "Base": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
    "Circle": {
        "allOf": [
            {"$ref": "#/components/schemas/Base"},
            {
                "type": "object",
                "required": ["radius"],
                "properties": {"radius": {"type": "number"}},
            },
        ]
    },
    "Dot": {"allOf": [{"$ref": "#/components/schemas/Base"}]},
}
MAPPING = {"circle": "#/components/schemas/Circle", "dot": "Dot"}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_discriminated_body_takes_a_mapped_branch(tmp_path: Path, keyword: str) -> None:
    branches = [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Dot"}]
    discriminator = {"propertyName": "kind", "mapping": MAPPING}
    schema = {keyword: branches, "discriminator": discriminator}

    assert draft_of_body(tmp_path, schema, schemas=SUBTYPES).body == {"kind": "circle", "radius": 0}


@pytest.mark.parametrize("name", ["If-Match", "If-None-Match", "ETag", "Idempotency-Key"])
def test_a_condition_is_sent_only_where_it_is_required(tmp_path: Path, name: str) -> None:
    header = {"name": name, "in": "header", "schema": {"type": "string"}, "example": '"a"'}
    optional = document_of(tmp_path, {"parameters": [header]})
    assert valid_draft(optional).values == {}

    required = document_of(tmp_path, {"parameters": [{**header, "required": True}]})
    assert valid_draft(required).values == {("header", name): '"a"'}


def test_members_that_only_the_provider_sets_are_not_sent(tmp_path: Path) -> None:
    inner = {"type": "object", "properties": {"n": {"type": "integer"}, "at": {"readOnly": True}}}
    properties = {
        "id": {"type": "integer", "readOnly": True, "example": 3},
        "name": {"type": "string", "example": "ann"},
        "items": {"type": "array", "items": inner},
    }
    schema = {"type": "object", "required": ["id", "name"], "properties": properties}
    whole = {"id": 1, "name": "bob", "items": [{"n": 1, "at": "x"}]}

    assert draft_of_body(tmp_path, schema).body == {"name": "ann"}
    sent = draft_of_body(tmp_path, schema, example=whole).body
    assert sent == {"name": "bob", "items": [{"n": 1}]}


def test_an_empty_list_is_left_out_where_nothing_is_written_of_it(tmp_path: Path) -> None:
    operation = {"parameters": [
        {"name": "X-Ids", "in": "header", "schema": {"type": "array", "default": []}},
        {"name": "ids", "in": "query", "schema": {"type": "array", "default": []}},
    ]}  # fmt: skip

    assert valid_draft(document_of(tmp_path, operation)).values == {}


def test_a_body_without_schema_is_left_to_the_reader(tmp_path: Path) -> None:
    assert valid_draft(document_of(tmp_path, {})).body is NOTHING
