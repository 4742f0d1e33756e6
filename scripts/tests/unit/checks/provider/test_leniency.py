"""Accepting an invalid request is lenience only if it is valid, read in another way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clausebook.checks.provider.leniency import (
    MEDIA_TYPE,
    SPELLING,
    TYPE,
    is_respelled_path,
    lenient_rule,
)
from clausebook.http.exchange import Exchange, Response
from clausebook.judge import Judge
from clausebook.openapi import Document
from clausebook.resources import Draft
from clausebook.values.nothing import NOTHING
from fakes.written_documents import written

PARAMETERS = {
    "page": {"type": "integer", "minimum": 1},
    "sort": {"type": "string", "enum": ["name", "created_at"]},
    "day": {"type": "string", "format": "date"},
    "code": {"type": "string", "pattern": "^[0-9]{2}$"},
    "open": {"type": "boolean"},
}
BODY = {
    "type": "object",
    "required": ["count"],
    "additionalProperties": False,
    "properties": {
        "count": {"type": "integer", "maximum": 9},
        "title": {"type": "string", "maxLength": 5},
        "tags": {"type": "array", "items": {"type": "string"}},
        "at": {"type": "string", "format": "date-time"},
        "inner": {"type": "object", "properties": {"flag": {"type": "boolean"}}},
        "kind": {"type": "string", "enum": ["circle", "box"]},
    },
}


def operation(method: str, **more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "ok"}, "400": {"description": "no"}}, **more}


PATHS = {
    "/things": {
        "get": operation(
            "get",
            parameters=[
                {"name": name, "in": "query", "schema": schema}
                for name, schema in PARAMETERS.items()
            ]
            + [{"name": "must", "in": "query", "required": True, "schema": {"type": "integer"}}],
        ),
        "delete": operation(
            "delete", parameters=[{"name": "page", "in": "query", "schema": {"type": "integer"}}]
        ),
        "post": operation(
            "post",
            requestBody={"required": True, "content": {"application/json": {"schema": BODY}}},
        ),
    }
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    text = "paths: " + json.dumps(PATHS)
    return written(tmp_path_factory.mktemp("lenient"), text)


def rule_of(document: Document, draft: Draft, shown: Any = None) -> str:
    request = draft.request({})
    assert Judge(document).request(request), "the request breaks nothing"
    body = b"" if shown is None else json.dumps(shown).encode()
    return lenient_rule(
        Judge(document), document, draft, Exchange(request, Response(200, (), body))
    )


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("page", "0x14", SPELLING),
        ("page", "", SPELLING),
        ("page", "15e-1", TYPE),
        ("page", "true", TYPE),
        ("page", "abc", ""),
        ("page", "7abc", ""),
        ("page", "0", ""),
        ("page", "0x0", ""),
        ("sort", "NAME", SPELLING),
        ("sort", " name", SPELLING),
        ("sort", "created-at", SPELLING),
        ("sort", "nam", ""),
        ("sort", "name,name", ""),
        ("day", "2024-02-29T00:00:00Z", SPELLING),
        ("day", "2024-02-30", ""),
        ("day", "not-a-date", ""),
        ("code", "1", ""),
        ("code", " 12", ""),
        ("code", "null", ""),
        ("code", "", SPELLING),
        ("open", "abc", ""),
        ("open", "1", TYPE),
        ("page", "null", SPELLING),
        ("must", "", ""),
        ("must", "null", ""),
    ],
)
def test_a_parameter_that_reads_otherwise_is_lenience(
    document: Document, name: str, value: str, rule: str
) -> None:
    draft = Draft(document.operation("GET", "/things"), {("query", "must"): 1})

    assert rule_of(document, draft.with_value(("query", name), value)) == rule


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"count": "1"}, TYPE),
        ({"count": True}, TYPE),
        ({"count": 1.5}, TYPE),
        ({"count": [1]}, TYPE),
        ({"count": "10"}, ""),
        ({"count": "abc"}, ""),
        ({"count": None}, ""),
        ({"count": {}}, ""),
        ({"count": []}, ""),
        ({"count": 10}, ""),
        ({}, ""),
        ({"count": 1, "title": 7}, TYPE),
        ({"count": 1, "title": True}, TYPE),
        ({"count": 1, "title": 123456}, ""),
        ({"count": 1, "title": "toolong"}, ""),
        ({"count": 1, "title": None}, SPELLING),
        ({"count": 1, "tags": "a"}, TYPE),
        ({"count": 1, "tags": None}, SPELLING),
        ({"count": 1, "tags": [1]}, TYPE),
        ({"count": 1, "at": "2024-02-29"}, SPELLING),
        ({"count": 1, "at": "2024-02-30T00:00:00Z"}, ""),
        ({"count": 1, "inner": {"flag": "true"}}, TYPE),
        ({"count": 1, "kind": "Circle"}, SPELLING),
        ({"count": 1, "kind": "0"}, SPELLING),
        ({"count": 1, "kind": "triangle"}, ""),
        ({"count": 1, "more": 1}, ""),
        ({"count": "1", "kind": "Box"}, TYPE),
        ({"count": "1", "kind": "triangle"}, ""),
    ],
    ids=repr,
)
def test_a_body_that_reads_otherwise_is_lenience(document: Document, body: Any, rule: str) -> None:
    assert rule_of(document, post(document, body)) == rule


def post(document: Document, body: Any = NOTHING, **more: Any) -> Draft:
    operation = document.operation("POST", "/things")
    return Draft(operation, {}, body, "application/json", **more)


@pytest.mark.parametrize(
    ("body", "shown", "rule"),
    [
        ({"count": 1.5}, {"id": 1, "count": 1}, ""),
        ({"count": 1.5}, {"data": {"count": 2}}, ""),
        ({"count": 1.5}, {"id": 1, "count": 1.5}, TYPE),
        ({"count": 1, "title": None}, {"title": None}, ""),
        ({"count": 1, "title": None}, {"title": ""}, SPELLING),
    ],
    ids=["rounded down", "rounded up", "as it was", "null is shown", "null was left out"],
)
def test_what_the_response_shows_changed_is_an_error(
    document: Document, body: Any, shown: Any, rule: str
) -> None:
    assert rule_of(document, post(document, body), shown) == rule


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"content_type": "application/x-unknown"}, MEDIA_TYPE),
        ({"raw_body": b'{"count": 1} x'}, SPELLING),
        ({"raw_body": b'{"count": 1'}, ""),
        ({"raw_body": b'{"count": "abc"} x'}, ""),
    ],
    ids=["media type", "text behind it", "cut short", "wrong as well"],
)
def test_bytes_that_parse_as_documented_are_lenience(
    document: Document, more: dict[str, Any], rule: str
) -> None:
    assert rule_of(document, post(document, {"count": 1}, **more)) == rule


def test_an_empty_value_may_not_let_a_deletion_reach_further(document: Document) -> None:
    draft = Draft(document.operation("DELETE", "/things"), {("query", "page"): ""})

    assert rule_of(document, draft) == ""


@pytest.mark.parametrize(
    ("path", "respelled"),
    [("/Notes", True), ("/notes/", True), ("/notesx", False), ("/notes", False), ("/", False)],
)
def test_only_case_and_a_final_slash_respell_a_path(path: str, respelled: bool) -> None:
    assert is_respelled_path(path, "/notes") is respelled
