"""The judge of responses: labelled responses, each with exactly the clauses that it violates."""

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
ITEM = b'{"name": "x"}'
TWO_WRONG_TYPES = b'{"name": 1, "size": "2"}'
BEYOND_INT64 = b'{"name": "x", "size": 9223372036854775808}'
NO_DATE_TIME = b'{"name": "x", "when": "today"}'
AT = "response 200 application/json"
ERROR = b'{"code": "AB"}'
TOTAL = [JSON, "X-Total: 1"]


def violated_keys(method: str, path: str, status: int, headers: list[str], body: bytes) -> set[str]:
    """The keys of the violated clauses without method and path; each must be in the document."""
    split = (header.partition(":") for header in headers)
    pairs = tuple((name, value.strip()) for name, _, value in split)
    violations = JUDGE.response(Request(method, path), Response(status, pairs, body))
    keys = {violation.clause for violation in violations}
    assert {key for key in keys if not key.startswith("* /")} <= JUDGE.clauses.keys()
    return {key if key.startswith("* ") else key.split(" ", 2)[2] for key in keys}


EXACT = [
    (200, TOTAL, ITEM, set()),
    (200, ["content-type:application/JSON ;charset=utf-8", "x-total: 0"], ITEM, set()),
    (200, [JSON, "X-Total: 1", "X-Other: y"], b'{"name": "x", "more": 1}', set()),
    (200, [JSON], ITEM, {"response 200 header X-Total /required"}),
    (200, [JSON, "X-Total: one"], ITEM, {"response 200 header X-Total /type"}),
    (200, [JSON, "X-Total: -1"], ITEM, {"response 200 header X-Total /minimum"}),
    (200, [JSON, "X-Total: 1", "X-Kind: a"], ITEM, set()),
    (200, [JSON, "X-Total: 1", "X-Kind: A"], ITEM, {"response 200 header X-Kind /enum"}),
    (200, [JSON, "X-Total: 1", "X-List: 1, 2", "X-List: 3"], ITEM, set()),
    (200, [JSON, "X-Total: 1", "X-List: 1, b"], ITEM, {"response 200 header X-List /items/type"}),
    (200, ["X-Total: 1"], ITEM, {AT}),
    (200, TOTAL, b"", {AT}),
    (200, TOTAL, b"{", {AT}),
    (200, TOTAL, b'{"name": NaN}', {AT}),
    (200, ["Content-Type: text/html", "X-Total: 1"], ITEM, {AT}),
    (200, ["Content-Type: application/x+json", "X-Total: 1"], ITEM, {AT}),
    (200, TOTAL, b"{}", {f"{AT} /required/name"}),
    (200, TOTAL, b"[]", {f"{AT} /type"}),
    (200, TOTAL, TWO_WRONG_TYPES, {f"{AT} /properties/{n}/type" for n in ("name", "size")}),
    (200, TOTAL, BEYOND_INT64, {f"{AT} /properties/size/format"}),
    (200, TOTAL, b'{"name": "x", "size": 9223372036854775807}', set()),
    (200, TOTAL, NO_DATE_TIME, {f"{AT} /properties/when/format"}),
    (200, TOTAL, b'{"name": "x", "when": "2024-02-29T00:00:00Z"}', set()),
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
def test_a_response_violates_exactly_the_labelled_clauses(
    status: int, headers: list[str], body: bytes, broken: set[str]
) -> None:
    assert violated_keys("GET", "/exact", status, headers, body) == broken


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
def test_a_range_and_the_default_judge_statuses_without_a_key_of_their_own(
    status: int, headers: list[str], body: bytes, broken: set[str]
) -> None:
    assert violated_keys("GET", "/ranges", status, headers, body) == broken


@pytest.mark.parametrize(
    ("headers", "broken"),
    [
        ([JSON, "X-Total: 1", "Content-Length: 13"], set()),
        (["X-Total: 1"], set()),
        ([JSON], {"response 200 header X-Total /required"}),
        ([JSON, "X-Total: one"], {"response 200 header X-Total /type"}),
    ],
)
def test_a_head_response_is_judged_by_its_headers_only(
    headers: list[str], broken: set[str]
) -> None:
    assert violated_keys("HEAD", "/exact", 200, headers, b"") == broken


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
def test_an_undocumented_method_or_path_must_not_succeed(
    method: str, path: str, status: int, broken: set[str]
) -> None:
    assert violated_keys(method, path, status, [], b"") == broken


GZIPPED = gzip.compress(ITEM, mtime=0)


@pytest.mark.parametrize(
    ("headers", "body", "broken"),
    [
        (["Content-Encoding: gzip"], GZIPPED, set()),
        (["Content-Encoding: deflate"], zlib.compress(ITEM), set()),
        (["Content-Encoding: deflate, X-GZIP"], gzip.compress(zlib.compress(ITEM)), set()),
        (["Content-Encoding: identity"], ITEM, set()),
        (["Content-Encoding: gzip"], gzip.compress(b"[]"), {f"{AT} /type"}),
        (["Content-Encoding: gzip"], ITEM, {AT}),
        (["Content-Encoding: gzip"], GZIPPED[:-9], {AT}),
        (["Content-Encoding: gzip"], b"", {AT}),
        (["Content-Encoding: br"], ITEM, {AT}),
        ([], GZIPPED, {AT}),
        ([JSON], ITEM, set()),
        (["Content-Type: text/html"], ITEM, {AT}),
    ],
    ids=[
        *("gzip", "deflate", "two codings", "identity", "invalid body in gzip", "not gzip"),
        *("truncated gzip", "empty gzip", "unknown coding", "gzip without Content-Encoding"),
        *("the same Content-Type twice", "two Content-Types"),
    ],
)
def test_a_body_is_decoded_by_its_content_encoding_and_one_content_type(
    headers: list[str], body: bytes, broken: set[str]
) -> None:
    assert violated_keys("GET", "/exact", 200, [*TOTAL, *headers], body) == broken


def test_a_violation_has_the_expected_and_the_actual_value() -> None:
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
    ids=["both", "chunked", "length", "length twice", "both in a 304", "both under default"],
)
def test_a_response_has_either_a_content_length_or_a_transfer_encoding(
    path: str, status: int, headers: list[str], broken: set[str]
) -> None:
    body = {200: ITEM, 304: b"", 503: ERROR}[status]

    assert violated_keys("GET", path, status, headers, body) == broken


def test_content_length_beside_transfer_encoding_is_one_violation_that_shows_both() -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Content-Length", "0"))
    (violation,) = JUDGE.response(Request("GET", "/exact"), Response(201, headers))

    assert violation.expected.endswith("(RFC 9112, 6.2)")
    assert violation.actual == "transfer-encoding: chunked; content-length: 0"


def test_a_framing_header_of_a_204_is_a_violation_with_the_rfc_section() -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Content-Length", "0"))
    violations = JUDGE.response(Request("GET", "/exact"), Response(204, headers))

    assert [(violation.actual, violation.expected) for violation in violations] == [
        ("transfer-encoding: chunked", "no such header (RFC 9112, 6.1)"),
        ("content-length: 0", "no such header (RFC 9110, 8.6)"),
    ]


def test_a_violation_truncates_a_long_body() -> None:
    (violation,) = JUDGE.response(Request("GET", "/exact"), Response(204, (), b"a" * 5000))

    assert len(violation.actual) < 200
