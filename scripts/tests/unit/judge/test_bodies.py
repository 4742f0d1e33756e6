"""The judge of request bodies: labelled JSON, forms and multipart, each with its violations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from clausebook.openapi import load
from clausebook.schema.validation import SchemaValidator
from fakes.paths import DOCUMENTS
from fakes.written_documents import canonical_schema

JUDGE = Judge(load(DOCUMENTS / "judged.yaml"))
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"


def violated_keys(method: str, path: str, content_type: str | None, body: bytes) -> set[str]:
    """The keys of the violated clauses, without method, path and `body`."""
    headers = (("Content-Type", content_type),) if content_type is not None else ()
    violations = JUDGE.request(Request(method, path, headers, body))
    keys = {violation.clause for violation in violations}
    assert keys <= JUDGE.clauses.keys()
    return {key.removeprefix(f"{method} {path} body ") for key in keys}


@pytest.mark.parametrize(
    ("members", "paths"),
    [
        ({}, set()),
        ({"name": "abcd"}, set()),
        ({"name": "abcde"}, {"/properties/name/maxLength"}),
        ({"name": "\U0001f600" * 4}, set()),
        ({"name": None}, {"/properties/name/type"}),
        ({"name": ""}, {"/properties/name/minLength"}),
        ({"count": 1}, set()),
        ({"count": 1.0}, set()),
        ({"count": 1.5}, {"/properties/count/type"}),
        ({"count": "1"}, {"/properties/count/type"}),
        ({"count": True}, {"/properties/count/type"}),
        ({"count": 2**31}, {"/properties/count/format"}),
        ({"level": 1}, set()),
        ({"level": 2.0}, set()),
        ({"level": True}, {"/properties/level/enum"}),
        ({"level": "1"}, {"/properties/level/enum"}),
        ({"maybe": None}, set()),
        ({"maybe": 3}, set()),
        ({"maybe": ""}, {"/properties/maybe/type"}),
        ({"tags": ["a"]}, set()),
        ({"tags": []}, {"/properties/tags/minItems"}),
        ({"tags": [1, 2, 3, 4]}, {"/properties/tags/maxItems"}),
        ({"tags": [1, True, "1"]}, set()),
        ({"tags": [1, 1.0]}, {"/properties/tags/uniqueItems"}),
        ({"tags": [{"a": 1, "b": 2}, {"b": 2, "a": 1}]}, {"/properties/tags/uniqueItems"}),
        ({"tags": "a"}, {"/properties/tags/type"}),
        ({"one": 3}, set()),
        ({"one": 5}, set()),
        ({"one": 15}, {"/properties/one/oneOf"}),
        ({"one": 4}, {"/properties/one/oneOf"}),
        ({"any": 1}, set()),
        ({"any": "ab"}, set()),
        ({"any": None}, {"/properties/any/anyOf"}),
        ({"any": "abc"}, {"/properties/any/anyOf/1/maxLength"}),
        ({"all": 5}, set()),
        ({"all": 0}, {"/properties/all/allOf/0/minimum"}),
        ({"all": 10}, {"/properties/all/allOf/1/maximum"}),
        ({"never": 1}, set()),
        ({"never": "x"}, {"/properties/never/not"}),
        ({"free": {"a": 1}}, set()),
        ({"free": {"a": "1"}}, {"/properties/free/additionalProperties/type"}),
        ({"more": 1}, {"/additionalProperties"}),
        ({"more": 1, "count": "1"}, {"/additionalProperties", "/properties/count/type"}),
    ],
)
def test_a_json_body_violates_exactly_the_labelled_keywords(
    members: dict[str, Any], paths: set[str]
) -> None:
    body = json.dumps({"name": "x", **members}).encode()

    assert violated_keys("POST", "/things", JSON, body) == {
        f"application/json {path}" for path in paths
    }


ALTERNATIVES = """
    {anyOf: [
      {type: object, required: [code, text],
       properties: {code: {type: string}, text: {type: string}}},
      {type: object, required: [error_code, error_text, id],
       properties: {error_code: {type: string}, error_text: {type: string}, id: {type: string}}},
      {type: string}]}
"""


@pytest.mark.parametrize(
    ("value", "broken"),
    [
        ({"code": 1, "text": "x"}, ["/anyOf/0/properties/code/type"]),
        (
            {"code": None, "text": None},
            ["/anyOf/0/properties/code/type", "/anyOf/0/properties/text/type"],
        ),
        (
            {"error_code": "1", "error_text": "x", "id": 17},
            ["/anyOf/1/properties/id/type"],
        ),
        ({"code": "1"}, ["/anyOf/0/required/text"]),
        (17, ["/anyOf"]),
    ],
    ids=["wrong type", "two wrong types", "second alternative", "missing member", "no alternative"],
)
def test_an_any_of_error_names_the_closest_alternative(
    tmp_path: Path, value: Any, broken: list[str]
) -> None:
    schema = canonical_schema(tmp_path, " ".join(ALTERNATIVES.split()))
    validator = SchemaValidator(schema, "here")

    assert sorted(path for path, _ in validator.errors(value)) == broken


def test_a_required_read_only_member_is_not_required_in_a_request() -> None:
    assert violated_keys("POST", "/things", JSON, b'{"name": "x"}') == set()
    assert violated_keys("POST", "/things", JSON, b"{}") == {"application/json /required/name"}


@pytest.mark.parametrize(
    ("content_type", "body", "broken"),
    [
        (JSON, b'{"name": "x"}', ""),
        ("Application/JSON; charset=utf-8", b' {"name": "x"}\r\n', ""),
        (JSON, b"", "/required"),
        (None, b"", "/required"),
        (None, b'{"name": "x"}', JSON),
        ("text/plain", b'{"name": "x"}', JSON),
        ("application/vnd.x+json", b'{"name": "x"}', JSON),
        (JSON, b'{"name": ', JSON),
        (JSON, b'{"name": "x"} {}', JSON),
        (JSON, b"{'name': 'x'}", JSON),
        (JSON, b'{"name": "x", "count": NaN}', JSON),
        (JSON, b'{"name": "x", "count": -Infinity}', JSON),
        (JSON, b'{"name": "\xff"}', JSON),
        (JSON, b'{"name": "a\nb"}', JSON),
        (JSON, b"[]", "application/json /type"),
        (JSON, b"null", "application/json /type"),
    ],
)
def test_a_body_must_parse_as_the_media_type_of_its_content_type(
    content_type: str | None, body: bytes, broken: str
) -> None:
    assert violated_keys("POST", "/things", content_type, body) == ({broken} if broken else set())


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (b"", ""),
        (b'{"value": 1, "children": [{"value": 2}]}', ""),
        (b'{"children": [{"value": "2"}]}', "/properties/value/type"),
        (b'{"children": [{"children": [{"value": "2"}]}]}', "/properties/value/type"),
        (b'{"children": {}}', "/properties/children/type"),
        (b'{"text": "\\ud83d\\ude00"}', ""),
        (b'{"text": "\\ud83d"}', ""),
        (b'{"text": "\\ud83daaa"}', "/properties/text/maxLength"),
        (b'{"text": "\\u0000"}', ""),
        (b'{"value": ' + b"9" * 5000 + b"}", ""),
        (b'{"list": ' + b"[" * 190 + b"]" * 190 + b"}", ""),
        (b'{"text": ' + b"9" * 5000 + b"}", "/properties/text/type"),
    ],
    ids=lambda value: value[:50].decode() if isinstance(value, bytes) else value or "valid",
)
def test_unusual_json_is_judged_by_its_schema(body: bytes, broken: str) -> None:
    expected = {f"application/json {broken}"} if broken else set()

    assert violated_keys("PUT", "/things", JSON, body) == expected


def test_a_body_nested_200_000_deep_is_a_violation() -> None:
    assert violated_keys("PUT", "/things", JSON, b"[" * 200_000) == {"application/json"}


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (b"title=a+b&pages=3", ""),
        (b"title=a%20b&tags=x&tags=y", ""),
        (b"title=123", ""),
        (b"title=", ""),
        (b"pages=3", "/required/title"),
        (b"title=x&pages=three", "/properties/pages/type"),
        (b"title=a+b+c+d", "/properties/title/maxLength"),
        (b"title=x&tags=1&tags=2&tags=3", "/properties/tags/maxItems"),
        ("title=\u00e9".encode(), " "),
    ],
)
def test_form_fields_are_parsed_by_their_schemas(body: bytes, broken: str) -> None:
    expected = {f"{FORM} {broken}".strip()} if broken else set()

    assert violated_keys("POST", "/forms", FORM, body) == expected


def part(name: str, value: str, headers: str = "") -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{headers}\r\n\r\n{value}\r\n'


FILE = '; filename="a.bin"\r\nContent-Type: application/octet-stream'


@pytest.mark.parametrize(
    ("content_type", "text", "broken"),
    [
        (MULTIPART, part("title", "x") + part("pages", "3") + "--b--\r\n", ""),
        (MULTIPART, part("title", "x") + part("file", "\x00\xff\r\n", FILE) + "--b--", ""),
        (MULTIPART, part("title", "x") + part("tags", "1") + part("tags", "2") + "--b--", ""),
        (MULTIPART, part("pages", "3") + "--b--", "/required/title"),
        (MULTIPART, part("title", "x") + part("pages", "3.") + "--b--", "/properties/pages/type"),
        (MULTIPART, part("title", "x"), " "),
        (MULTIPART, "title=x", " "),
        ("multipart/form-data", part("title", "x") + "--b--", " "),
    ],
)  # fmt: skip
def test_each_multipart_part_is_parsed_by_its_schema(
    content_type: str, text: str, broken: str
) -> None:
    expected = {f"multipart/form-data {broken}".strip()} if broken else set()

    assert violated_keys("POST", "/forms", content_type, text.encode("latin-1")) == expected


@pytest.mark.parametrize(
    ("value", "broken"),
    [('{"a": 1}', ""), ('{"a": "1"}', " /properties/meta/properties/a/type"), ("{", " ")],
)
def test_a_multipart_part_with_a_json_content_type_is_parsed_as_json(
    value: str, broken: str
) -> None:
    meta = part("meta", value, "\r\nContent-Type: application/json")
    body = part("title", "x") + meta + "--b--\r\n"
    expected = {f"multipart/form-data{broken}".strip()} if broken else set()

    assert violated_keys("POST", "/forms", MULTIPART, body.encode()) == expected


def test_an_undocumented_media_type_violates_the_first_documented_one() -> None:
    request = Request("POST", "/forms", (("Content-Type", JSON),), b"{}")

    assert [v.clause for v in JUDGE.request(request)] == [f"POST /forms body {FORM}"]
