"""Answers judged: a table of hand-labelled ones, each with exactly the clauses that it breaks."""

from __future__ import annotations

import gzip
import zlib

import pytest
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.openapi import load
from fakes.paths import DOCUMENTS

JUDGE = Judge(load(DOCUMENTS / "judged-answers.yaml"))
JSON = "Content-Type: application/json"
PROBLEM = "Content-Type: application/problem+json"
THING = b'{"name": "x"}'
BOTH = b'{"name": 1, "size": "2"}'
BIG = b'{"name": "x", "size": 9223372036854775808}'
LATE = b'{"name": "x", "when": "today"}'
AT = "response 200 application/json"
ERROR = b'{"code": "AB"}'


def keys(method: str, path: str, status: int, headers: list[str], body: bytes) -> set[str]:
    """The clauses that an answer breaks, without method and path; each one a clause there is."""
    pairs = tuple((name, value.strip()) for name, _, value in (h.partition(":") for h in headers))
    found = JUDGE.response(Request(method, path), Response(status, pairs, body))
    clauses = {violation.clause for violation in found}
    assert {key for key in clauses if not key.startswith("* /")} <= JUDGE.clauses.keys()
    return {key if key.startswith("* ") else key.split(" ", 2)[2] for key in clauses}


EXACT = [
    (200, [JSON, "X-Total: 1"], THING, set()),
    (200, ["content-type:application/JSON ;charset=utf-8", "x-total: 0"], THING, set()),
    (200, [JSON, "X-Total: 1", "X-Other: y"], b'{"name": "x", "more": 1}', set()),
    (200, [JSON], THING, {"response 200 header X-Total /required"}),
    (200, [JSON, "X-Total: one"], THING, {"response 200 header X-Total /type"}),
    (200, [JSON, "X-Total: -1"], THING, {"response 200 header X-Total /minimum"}),
    (200, [JSON, "X-Total: 1", "X-Kind: a"], THING, set()),
    (200, [JSON, "X-Total: 1", "X-Kind: A"], THING, {"response 200 header X-Kind /enum"}),
    (200, [JSON, "X-Total: 1", "X-List: 1, 2", "X-List: 3"], THING, set()),
    (200, [JSON, "X-Total: 1", "X-List: 1, b"], THING, {"response 200 header X-List /items/type"}),
    (200, ["X-Total: 1"], THING, {AT}),
    (200, [JSON, "X-Total: 1"], b"", {AT}),
    (200, [JSON, "X-Total: 1"], b"{", {AT}),
    (200, [JSON, "X-Total: 1"], b'{"name": NaN}', {AT}),
    (200, ["Content-Type: text/html", "X-Total: 1"], THING, {AT}),
    (200, ["Content-Type: application/x+json", "X-Total: 1"], THING, {AT}),
    (200, [JSON, "X-Total: 1"], b"{}", {f"{AT} /required/name"}),
    (200, [JSON, "X-Total: 1"], b"[]", {f"{AT} /type"}),
    (200, [JSON, "X-Total: 1"], BOTH, {f"{AT} /properties/{n}/type" for n in ("name", "size")}),
    (200, [JSON, "X-Total: 1"], BIG, {f"{AT} /properties/size/format"}),
    (200, [JSON, "X-Total: 1"], b'{"name": "x", "size": 9223372036854775807}', set()),
    (200, [JSON, "X-Total: 1"], LATE, {f"{AT} /properties/when/format"}),
    (200, [JSON, "X-Total: 1"], b'{"name": "x", "when": "2024-02-29T00:00:00Z"}', set()),
    (201, ["Content-Length: 0"], b"", set()),
    (201, [JSON, "Content-Length: 2"], b"{}", {"response 201 no content"}),
    (203, [JSON], b"{}", set()),
    (203, [JSON], b"[]", {"response 203 application/* /type"}),
    (203, ["Content-Type: image/png"], b"\x89PNG", set()),
    (203, [], b"x", {"response 203 application/*"}),
    (204, [], b"", set()),
    (204, [JSON, "Date: today"], b"", set()),
    (204, [], b" ", {"response 204 no content"}),
    (204, ["content-length: 0"], b"", {"response 204 no content"}),
    (204, ["Transfer-Encoding: chunked"], b"", {"response 204 no content"}),
    (206, ["Content-Type: text/plain; charset=utf-8"], "\u00e9\u00e9\u00e9".encode(), set()),
    (206, ["Content-Type: text/csv"], b"abc", set()),
    (206, ["Content-Type: text/plain"], b"abcd", {"response 206 text/* /maxLength"}),
    (206, [JSON], b'"a"', {"response 206 text/*"}),
    (304, ["ETag: x", "Content-Length: 9"], b"", set()),
    (304, ["Transfer-Encoding: chunked"], b"", {"response 304 no content"}),
    (304, [], b"{}", {"response 304 no content"}),
    (400, [JSON], ERROR, set()),
    (499, [JSON], ERROR, set()),
    (400, [JSON], b'{"code": "A"}', {"response 4XX application/json /properties/code/pattern"}),
    (400, [JSON], b'{"code": "AB\\n"}', {"response 4XX application/json /properties/code/pattern"}),
    (400, [PROBLEM], ERROR, {"response 4XX application/json"}),
    (404, [PROBLEM], ERROR, set()),
    (404, [PROBLEM], b"{}", {"response 404 application/problem+json /required/code"}),
    (404, [JSON], ERROR, {"response 404 application/problem+json"}),
    (202, [], b"", {"responses"}),
    (418 + 100, [], b"", {"responses"}),
    (302, ["Location: /"], b"", {"responses"}),
    (500, [JSON], ERROR, {"responses"}),
]  # fmt: skip


@pytest.mark.parametrize(("status", "headers", "body", "broken"), EXACT)
def test_a_response_breaks_exactly_the_clauses_it_is_wrong_in(
    status: int, headers: list[str], body: bytes, broken: set[str]
) -> None:
    assert keys("GET", "/exact", status, headers, body) == broken


@pytest.mark.parametrize(
    ("status", "headers", "body", "broken"),
    [
        (200, [], b"", set()),
        (299, ["Content-Length: 0"], b"", set()),
        (200, [], b"x", {"response 2XX no content"}),
        (204, [], b"", set()),
        (204, ["Content-Length: 0"], b"", {"response 2XX no content"}),
        (204, [], b"x", {"response 2XX no content"}),
        (304, [JSON], b"", set()),
        (503, [JSON], ERROR, set()),
        (503, [JSON], b"{}", {"response default application/json /required/code"}),
        (302, ["Content-Type: text/html"], b"", {"response default application/json"}),
    ],
)
def test_a_range_and_the_default_take_the_statuses_nobody_else_takes(
    status: int, headers: list[str], body: bytes, broken: set[str]
) -> None:
    assert keys("GET", "/ranges", status, headers, body) == broken


@pytest.mark.parametrize(
    ("headers", "broken"),
    [
        ([JSON, "X-Total: 1", "Content-Length: 13"], set()),
        (["X-Total: 1"], set()),
        ([JSON], {"response 200 header X-Total /required"}),
        ([JSON, "X-Total: one"], {"response 200 header X-Total /type"}),
    ],
)
def test_a_response_to_head_has_headers_and_no_body(headers: list[str], broken: set[str]) -> None:
    assert keys("HEAD", "/exact", 200, headers, b"") == broken


@pytest.mark.parametrize(
    ("method", "path", "status", "broken"),
    [
        ("GET", "/nothing", 404, set()),
        ("GET", "/nothing", 200, {"* /nothing"}),
        ("POST", "/exact", 405, set()),
        ("POST", "/exact", 500, set()),
        ("POST", "/exact", 204, {"* /exact methods"}),
        ("OPTIONS", "/exact", 204, set()),
        ("HEAD", "/ranges", 200, set()),
    ],
)
def test_what_is_not_documented_must_not_succeed(
    method: str, path: str, status: int, broken: set[str]
) -> None:
    assert keys(method, path, status, [], b"") == broken


TOTAL = [JSON, "X-Total: 1"]
SQUEEZED = gzip.compress(THING, mtime=0)


@pytest.mark.parametrize(
    ("headers", "body", "broken"),
    [
        (["Content-Encoding: gzip"], SQUEEZED, set()),
        (["Content-Encoding: deflate"], zlib.compress(THING), set()),
        (["Content-Encoding: deflate, X-GZIP"], gzip.compress(zlib.compress(THING)), set()),
        (["Content-Encoding: identity"], THING, set()),
        (["Content-Encoding: gzip"], gzip.compress(b"[]"), {f"{AT} /type"}),
        (["Content-Encoding: gzip"], THING, {AT}),
        (["Content-Encoding: gzip"], SQUEEZED[:-9], {AT}),
        (["Content-Encoding: gzip"], b"", {AT}),
        (["Content-Encoding: br"], THING, {AT}),
        ([], SQUEEZED, {AT}),
        ([JSON], THING, set()),
        (["Content-Type: text/html"], THING, {AT}),
    ],
    ids=[
        *("gzip", "deflate", "two codings", "identity", "a wrong body in gzip", "no gzip"),
        *("gzip cut short", "gzip of nothing", "an unknown coding", "gzip that is not named"),
        *("Content-Type twice alike", "two Content-Types"),
    ],
)
def test_a_body_is_read_by_its_coding_and_its_one_content_type(
    headers: list[str], body: bytes, broken: set[str]
) -> None:
    assert keys("GET", "/exact", 200, [*TOTAL, *headers], body) == broken


def test_a_violation_says_what_was_expected_and_what_came() -> None:
    (violation,) = JUDGE.response(Request("GET", "/exact"), Response(204, (), b"oh"))

    assert violation.message == "bytes follow the response 204"
    assert (violation.expected, violation.actual) == ("no body", "2 bytes: b'oh'")


CHUNKED, LENGTH = "Transfer-Encoding: chunked", "content-length: 13"


@pytest.mark.parametrize(
    ("path", "status", "headers", "broken"),
    [
        ("/exact", 200, [*TOTAL, CHUNKED, LENGTH], {"response 200"}),
        ("/exact", 200, [*TOTAL, CHUNKED], set()),
        ("/exact", 200, [*TOTAL, LENGTH], set()),
        ("/exact", 200, [*TOTAL, LENGTH, LENGTH], set()),
        ("/exact", 304, [CHUNKED, LENGTH], {"response 304 no content"}),
        ("/ranges", 503, [JSON, CHUNKED, LENGTH], {"response default"}),
    ],
    ids=["both", "chunked", "a length", "a length twice", "both in a 304", "both by the default"],
)
def test_a_response_tells_in_one_way_where_it_ends(
    path: str, status: int, headers: list[str], broken: set[str]
) -> None:
    body = {200: THING, 304: b"", 503: ERROR}[status]

    assert keys("GET", path, status, headers, body) == broken


def test_two_ways_to_tell_where_a_response_ends_are_one_violation_that_shows_both() -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Content-Length", "0"))
    (violation,) = JUDGE.response(Request("GET", "/exact"), Response(201, headers))

    assert violation.expected.endswith("(RFC 9112, 6.2)")
    assert violation.actual == "transfer-encoding: chunked; content-length: 0"


def test_what_frames_a_204_is_told_with_the_section_that_forbids_it() -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Content-Length", "0"))
    found = JUDGE.response(Request("GET", "/exact"), Response(204, headers))

    assert [(violation.actual, violation.expected) for violation in found] == [
        ("transfer-encoding: chunked", "no such header (RFC 9112, 6.1)"),
        ("content-length: 0", "no such header (RFC 9110, 8.6)"),
    ]


def test_a_long_body_is_cut_in_a_message() -> None:
    (violation,) = JUDGE.response(Request("GET", "/exact"), Response(204, (), b"a" * 5000))

    assert len(violation.actual) < 200
