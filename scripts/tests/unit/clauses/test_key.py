"""Clause keys as values: formatting, parsing and properties."""

from __future__ import annotations

import pytest
from clausebook.clauses import (
    CallKey,
    Clause,
    ClauseKey,
    NotAClauseKey,
    body_place,
    clauses_of,
    named_in_facts,
    no_content_place,
    response_header_place,
    response_place,
)
from clausebook.openapi import Document, load
from clausebook.openapi.pointers import join
from fakes.paths import DOCUMENTS, ROOT
from hypothesis import example, given
from hypothesis import strategies as st

SPEC = ROOT / "spec" / "dis-checkpoints.yaml"
FILES = sorted(path for path in [SPEC, *DOCUMENTS.glob("*.yaml")] if "openapi:" in path.read_text())
DELETE = "DELETE /v2/{}/checkpoints"

# Names as a hostile document has them; none spells a keyword, which a test of its own does.
NAMES = st.text(st.sampled_from("ab/~'\"{}[] .;=:*|&é\t\n-"), min_size=1)
METHODS = st.sampled_from(["GET", "DELETE", "PATCH", "*"])
PATHS = st.lists(st.sampled_from(["v2", "{}", "a-b", "x.y", "~", "{}:undo"]), min_size=1).map(
    lambda parts: "/" + "/".join(parts)
)
MEDIA_TYPES = st.sampled_from(
    [
        "application/json",
        "text/plain; charset=utf-8",
        'multipart/mixed; boundary="a b"',
        "*/*",
        "application/*",
    ]
)
STATUSES = st.sampled_from(["200", "4XX", "default"])
PLACES = st.one_of(
    st.sampled_from(["", "operation", "effect", "responses", "methods", "body", "path 1"]),
    st.builds("{} {}".format, st.sampled_from(["query", "header", "cookie"]), NAMES),
    st.builds("security {}".format, NAMES),
    st.builds(body_place, MEDIA_TYPES),
    st.builds(response_place, STATUSES),
    st.builds(response_place, STATUSES, MEDIA_TYPES),
    st.builds(no_content_place, STATUSES),
    st.builds(response_header_place, STATUSES, NAMES),
)
KEYWORDS = st.one_of(
    st.just(""),
    st.sampled_from(["/required", "/style", "/maxLength", "/items/type", "/oneOf/0/enum"]),
    st.builds(lambda name: join("/properties", name, "pattern"), NAMES),
)


def _clauses() -> list[Clause]:
    return [clause for path in FILES for clause in clauses_of(load(path))]


def test_each_key_of_each_document_round_trips() -> None:
    clauses = _clauses()
    assert len(clauses) > 1000
    for clause in clauses:
        assert ClauseKey.parse(clause.key) == clause.key_parts


@given(METHODS, PATHS, PLACES, KEYWORDS)
@example("GET", "/a", "query a b", "/properties/c d ~1e/maxLength")
@example("GET", "/a", "query  ", "/required")
@example("GET", "/a", "query ", "")
@example("GET", "/a", "query {x}'\"", "/minLength")
@example("POST", "/a", "body ", "")
@example("GET", "/path/query/body", "header X-Query body", "/type")
@example("GET", "/a", "query a security b", "")
def test_a_key_round_trips_through_its_printed_form(
    method: str, path: str, place: str, keyword_path: str
) -> None:
    key = ClauseKey(method, path, place, keyword_path if place else "")
    assert ClauseKey.parse(str(key)) == key


@given(st.one_of(st.text(), st.builds("GET /{} query {} /type".format, st.text(), st.text())))
def test_a_parsed_key_prints_as_the_same_text(text: str) -> None:
    key = ClauseKey.find(text)
    assert key is None or str(key) == text


def test_a_name_that_spells_a_keyword_is_parsed_as_the_keyword_and_printed_alike() -> None:
    key = ClauseKey("GET", "/a", "query x /type")
    assert ClauseKey.parse(str(key)) == ClauseKey("GET", "/a", "query x", "/type")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GET",
        "/paths/~1x/get/responses",
        "#/paths/~1x/get responses",
        "spec/SOURCES.md: line 3",
        "generated/CONTRACT.md",
        "webhook /x POST body",
        "GET nowhere operation",
        "GET operation",
        "*  servers",
    ],
)
def test_a_text_that_is_no_clause_key_is_rejected(text: str) -> None:
    with pytest.raises(NotAClauseKey, match="is no key of a clause") as error:
        ClauseKey.parse(text)
    assert error.value.text == text
    assert ClauseKey.find(text) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("* /v2/{}/x methods", ClauseKey("*", "/v2/{}/x", "methods")),
        ("* /nowhere", ClauseKey("*", "/nowhere")),
        ("* *", ClauseKey("*", "*")),
        ("*", ClauseKey("*", "")),
        ("* servers", ClauseKey("*", "", "servers")),
        (DELETE, ClauseKey("DELETE", "/v2/{}/checkpoints")),
        (
            f"{DELETE} body /required",
            ClauseKey("DELETE", "/v2/{}/checkpoints", "body", "/required"),
        ),
        (f"{DELETE} deprecated", ClauseKey("DELETE", "/v2/{}/checkpoints", "deprecated")),
        (
            f"{DELETE} query app_name /deprecated",
            ClauseKey("DELETE", "/v2/{}/checkpoints", "query app_name", "/deprecated"),
        ),
    ],
)
def test_the_special_forms_are_keys(text: str, key: ClauseKey) -> None:
    assert ClauseKey.parse(text) == key


def test_keys_sort_by_method_path_place_and_keyword() -> None:
    keys = [
        ClauseKey("GET", "/b"),
        ClauseKey("GET", "/a", "query x", "/type"),
        ClauseKey("GET", "/a", "query x"),
        ClauseKey("DELETE", "/z"),
    ]
    assert sorted(keys) == [keys[3], keys[2], keys[1], keys[0]]


@pytest.mark.parametrize(
    ("place", "kind", "name", "status", "header", "media_type"),
    [
        ("operation", "operation", "", None, None, None),
        ("query a b", "query", "a b", None, None, None),
        ("body", "body", "", None, None, None),
        ("body text/plain; q=1", "body", "text/plain; q=1", None, None, "text/plain; q=1"),
        ("responses", "responses", "", None, None, None),
        ("response 2XX", "response", "2XX", "2XX", None, None),
        ("response 204 no content", "response", "204 no content", "204", None, None),
        ("response 200 header X Y", "response", "200 header X Y", "200", "X Y", None),
        ("response 200 a/b; c=d", "response", "200 a/b; c=d", "200", None, "a/b; c=d"),
    ],
)
def test_a_key_has_the_parts_of_its_place(
    place: str,
    kind: str,
    name: str,
    status: str | None,
    header: str | None,
    media_type: str | None,
) -> None:
    key = ClauseKey("GET", "/a", place)
    assert (key.kind, key.name, key.status) == (kind, name, status)
    assert (key.header, key.media_type) == (header, media_type)


def test_only_credentials_are_security_whatever_a_parameter_is_called() -> None:
    assert ClauseKey("GET", "/a", "security http basic").is_security
    assert not ClauseKey("GET", "/a", "query a security b").is_security
    assert ClauseKey("GET", "/a", "response 204 no content").is_no_content
    assert not ClauseKey("GET", "/a", "response 200 header no content").is_no_content


@pytest.fixture(scope="module")
def document() -> Document:
    return load(SPEC)


def test_a_key_is_about_the_operation_that_it_was_made_of(document: Document) -> None:
    (operation,) = [o for o in document.operations if ClauseKey.of(o) == ClauseKey.parse(DELETE)]
    assert ClauseKey.of(operation, "query a", "/type").is_about(operation)
    assert not ClauseKey(operation.method, f"{operation.path}/x").is_about(operation)


@pytest.mark.parametrize(
    ("inner", "outer", "within"),
    [
        ("GET /a query x /type", "GET /a", True),
        ("GET /a query x /type", "GET /a query x", True),
        ("GET /a query x /items/type", "GET /a query x /items", True),
        ("GET /a query x /items", "GET /a query x /items", True),
        ("GET /a query x /itemsize", "GET /a query x /items", False),
        ("GET /a query xy /type", "GET /a query x", False),
        ("GET /ab query x /type", "GET /a", False),
        ("GET /a query x", "GET /a query x /type", False),
    ],
)
def test_a_key_is_within_the_key_of_its_operation_place_or_keyword(
    inner: str, outer: str, within: bool
) -> None:
    assert ClauseKey.parse(inner).is_within(ClauseKey.parse(outer)) is within


def test_callbacks_and_webhooks_have_keys_of_their_own() -> None:
    callback = CallKey.callback(ClauseKey("POST", "/a"), "{$request.body#/url} POST")
    assert str(callback.at("query x").below("/style")) == (
        "POST /a callback {$request.body#/url} POST query x /style"
    )
    assert str(CallKey.webhook("paid", "POST").at("body")) == "webhook paid POST body"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("app_name", "app_name"),
        ("app name", "app name"),
        (f"{DELETE} query app_name", "app_name"),
        (f"{DELETE} query app name", "app name"),
        ("POST /x body application/json app_name", "app_name"),
    ],
)
def test_facts_name_a_parameter_bare_or_with_its_place(text: str, name: str) -> None:
    assert named_in_facts(text) == name
