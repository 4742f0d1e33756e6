"""The judge of requests: labelled requests, each with exactly the clauses that it violates."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from clausebook.openapi import load
from fakes.paths import DOCUMENTS

JUDGE = Judge(load(DOCUMENTS / "judged.yaml"))
JUDGE_OF_3_0 = Judge(load(DOCUMENTS / "judged-old.yaml"))
JSON = ("Content-Type", "application/json")
SESSION = ("Cookie", "session=ab")
MEMBERS = "body application/json /properties"


def violated_keys(judge: Judge, request: Request, consumer: bool = False) -> set[str]:
    """The keys of the violated clauses without method and path; each must be in the document."""
    keys = {violation.clause for violation in judge.request(request, consumer=consumer)}
    unknown = {key for key in keys - judge.clauses.keys() if not key.startswith("* /")}
    assert not unknown, "the judge names clauses that the document does not have"
    return {key if key.startswith("* ") else key.split(" ", 2)[2] for key in keys}


# A query parameter, its value, and the keyword that the value violates ("" for none).
QUERY = [
    ("count", "12", ""),
    ("count", "1.5", "type"),
    ("count", "abc", "type"),
    ("count", "", "type"),
    ("count", "01", "type"),
    ("count", "+1", "type"),
    ("count", "1\n", "type"),
    ("count", "\u0661", "type"),
    ("count", "9" * 5000, ""),
    ("ratio", "1.5e3", ""),
    ("ratio", "1e999", ""),
    ("ratio", "NaN", "type"),
    ("ratio", ".5", "type"),
    ("flag", "true", ""),
    ("flag", "TRUE", "type"),
    ("flag", "1", "type"),
    ("flag", "false", ""),
    ("kind", "full", ""),
    ("kind", "short", ""),
    ("kind", "Full", "enum"),
    ("kind", "full ", "enum"),
    ("level", "2", ""),
    ("level", "3", "enum"),
    ("fixed", "LAST", ""),
    ("fixed", "last", "enum"),
    ("atMost", "abc", ""),
    ("atMost", "\U0001f600" * 3, ""),
    ("atMost", "\U0001f600" * 4, "maxLength"),
    ("atMost", "e\u0301e\u0301", "maxLength"),
    ("atMost", "", ""),
    ("atLeast", "e\u0301", ""),
    ("atLeast", "\U0001f600", "minLength"),
    ("atLeast", "", "minLength"),
    ("digits", "0", ""),
    ("digits", "0\n", "pattern"),
    ("digits", "\n0", "pattern"),
    ("pair", "12", ""),
    ("pair", "\u0661\u0662", "pattern"),
    ("word", "a_1", ""),
    ("word", "\u00e9", "pattern"),
    ("dot", "abc", ""),
    ("dot", "a\U0001f600c", ""),
    ("dot", "a\nc", "pattern"),
    ("dot", "a\u2028c", "pattern"),
    ("dot", "a\u0085c", ""),
    ("blank", "\ufeff", ""),
    ("blank", "\u00a0", ""),
    ("blank", "\u0085", "pattern"),
    ("within", "abc", ""),
    ("within", "ac", "pattern"),
    ("bounded", "1", ""),
    ("bounded", "10", ""),
    ("bounded", "0", "minimum"),
    ("bounded", "11", "maximum"),
    ("open", "0.001", ""),
    ("open", "0.999", ""),
    ("open", "0", "exclusiveMinimum"),
    ("open", "1.0", "exclusiveMaximum"),
    ("even", "4", ""),
    ("even", "3", "multipleOf"),
    ("cents", "0.07", ""),
    ("cents", "0.075", "multipleOf"),
    ("small", "2147483647", ""),
    ("small", "2147483648", "format"),
    ("small", "-2147483649", "format"),
    ("big", "9223372036854775807", ""),
    ("big", "-9223372036854775808", ""),
    ("big", "9223372036854775808", "format"),
    ("day", "2024-02-29", ""),
    ("day", "2023-02-29", "format"),
    ("day", "2024-2-29", "format"),
    ("moment", "2024-02-29T12:00:00Z", ""),
    ("moment", "2024-02-29t12:00:00.5z", ""),
    ("moment", "2024-02-29T12:00:00+01:00", ""),
    ("moment", "2016-12-31T23:59:60Z", ""),
    ("moment", "2024-02-29T12:00:00", "format"),
    ("moment", "2024-02-29", "format"),
    ("id", "123E4567-e89b-12d3-a456-426614174000", ""),
    ("id", "123e4567e89b12d3a456426614174000", "format"),
    ("four", "192.0.2.1", ""),
    ("four", "192.0.2.256", "format"),
    ("four", "192.0.2.01", "format"),
    ("six", "2001:db8::1", ""),
    ("six", "::ffff:192.0.2.1", ""),
    ("six", "fe80::1%eth0", "format"),
    ("mail", "not an address", ""),
    ("link", "not a link", ""),
    ("filled", "some", ""),
    ("filled", "none", "not"),
    ("empty", "", ""),
    ("empty", "x", "type"),
    ("described", '{"a":1}', ""),
    ("described", '{"a":"1"}', "properties/a/type"),
    ("described", '{"a":', "content"),
]


@pytest.mark.parametrize(("name", "value", "broken"), QUERY)
def test_a_query_value_violates_exactly_the_labelled_keyword(
    name: str, value: str, broken: str
) -> None:
    request = Request("GET", f"/query?needed=x&{name}={quote(value, safe='')}")

    assert violated_keys(JUDGE, request) == ({f"query {name} /{broken}"} if broken else set())


@pytest.mark.parametrize(
    ("method", "target", "broken"),
    [
        ("GET", "/query?needed=", set()),
        ("GET", "/query", {"query needed /required"}),
        ("GET", "/query?Needed=x", {"query needed /required"}),
        ("GET", "/query?flag=2", {"query needed /required", "query flag /type"}),
        ("GET", "/query?needed=x&moment=2024-02-29T12:00:00+01:00", {"query moment /format"}),
        ("GET", "/query?nee%64ed=x&kind=f%75ll", set()),
        ("GET", "/items/7", set()),
        ("GET", "/items/0", {"path 1 /minimum"}),
        ("GET", "/items/x", {"path 1 /type"}),
        ("GET", "/items/latest", set()),
        ("GET", "/%69tems/7", set()),
        ("GET", "/items%2Flatest", {"* /items%2Flatest"}),
        ("GET", "/others/true", set()),
        ("GET", "/others/7", {"path 2 /type"}),
        ("GET", "/names/a%2Fb", set()),
        ("GET", "/names/%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80", set()),
        ("GET", "/names/a+b%20", {"path 1 /maxLength"}),
        ("GET", "/items/7/", {"* /items/7/"}),
        ("GET", "/items/", {"* /items/"}),
        ("GET", "/nothing", {"* /nothing"}),
        ("POST", "/items/7", {"* /items/{} methods"}),
        ("get", "/items/7", {"* /items/{} methods"}),
        ("GET", "/things", {"* /things methods"}),
    ],
)  # fmt: skip
def test_a_request_is_judged_by_the_operation_of_its_target(
    method: str, target: str, broken: set[str]
) -> None:
    assert violated_keys(JUDGE, Request(method, target)) == broken


@pytest.mark.parametrize(
    ("target", "as_provider", "as_consumer"),
    [
        ("/query?needed=x&more=1", set(), {"operation"}),
        ("/query?needed=x&needed=y", set(), {"query needed /type"}),
        ("/secret/both?key=k", set(), set()),
    ],
)
def test_unknown_and_repeated_query_keys_are_violations_of_a_consumer_only(
    target: str, as_provider: set[str], as_consumer: set[str]
) -> None:
    request = Request("GET", target, (("Authorization", "Bearer t"),))

    assert violated_keys(JUDGE, request) == as_provider
    assert violated_keys(JUDGE, request, consumer=True) == as_consumer


@pytest.mark.parametrize(
    ("headers", "broken"),
    [
        ((("x-page", "1"), SESSION), set()),
        ((("X-Page", "1"), ("Cookie", "a=b; session=ab;size=2")), set()),
        ((("X-Page", "1"), ("X-Page", "2"), ("Cookie", "session=ab")), {"header X-Page /type"}),
        ((("X-Page", "1"), ("Cookie", "session=a")), {"cookie session /minLength"}),
        ((("X-Page", "1"), ("Cookie", "sessions=ab")), {"cookie session /required"}),
        ((("Cookie", "session=ab; size=big"),), {"header X-Page /required", "cookie size /type"}),
        ((("X-Page", "1"), ("X-Ids", "1, 2"), ("Cookie", "session=ab")), set()),
        ((("X-Page", "1"), ("X-Ids", "1"), ("X-Ids", "2"), ("Cookie", "session=ab")), set()),
        ((("X-Page", "1"), ("X-Ids", "1,2,3"), SESSION), {"header X-Ids /maxItems"}),
        ((("X-Page", "1"), ("X-Ids", "1,x"), SESSION), {"header X-Ids /items/type"}),
    ],
)  # fmt: skip
def test_headers_and_cookies_violate_exactly_the_labelled_keywords(
    headers: tuple[tuple[str, str], ...], broken: set[str]
) -> None:
    assert violated_keys(JUDGE, Request("GET", "/head", headers)) == broken


@pytest.mark.parametrize(
    ("target", "headers", "broken"),
    [
        ("/secret/header", {"x-auth-token": "t"}, ""),
        ("/secret/header", {}, "apiKey header X-Auth-Token"),
        ("/secret/header", {"X-Auth-Token": " "}, "apiKey header X-Auth-Token"),
        ("/secret/cookie", {"Cookie": "other=1; sid=s"}, ""),
        ("/secret/cookie", {"Cookie": "sid="}, "apiKey cookie sid"),
        ("/secret/both?key=k", {"authorization": "bEARER t"}, ""),
        ("/secret/both?key=k", {}, "apiKey query key + http bearer"),
        ("/secret/both", {"Authorization": "Bearer t"}, "apiKey query key + http bearer"),
        ("/secret/both?key=k", {"Authorization": "Basic t"}, "apiKey query key + http bearer"),
        ("/secret/either", {"Authorization": "Bearer t"}, ""),
        ("/secret/either", {"X-Auth-Token": "t"}, ""),
        ("/secret/either", {"Authorization": "Bearer"}, "apiKey header X-Auth-Token"),
        ("/secret/maybe", {}, ""),
        ("/query?needed=x", {}, ""),
    ],
)
def test_a_request_needs_every_credential_of_one_security_alternative(
    target: str, headers: dict[str, str], broken: str
) -> None:
    request = Request("GET", target, tuple(headers.items()))

    assert violated_keys(JUDGE, request) == ({f"security {broken}"} if broken else set())


@pytest.mark.parametrize(
    ("query", "member", "broken"),
    [
        ("below=4.9", {"maybe": None}, set()),
        ("below=5", {"maybe": "x"}, {"query below /exclusiveMaximum"}),
        ("above=5", {}, set()),
        ("above=4", {"never": None}, {"query above /minimum", f"{MEMBERS}/never/type"}),
        ("above=6", {"maybe": 1}, {f"{MEMBERS}/maybe/type"}),
    ],
)  # fmt: skip
def test_nullable_and_boolean_exclusive_bounds_of_openapi_3_0_are_judged(
    query: str, member: dict[str, object], broken: set[str]
) -> None:
    body = json.dumps(member).encode()

    assert violated_keys(JUDGE_OF_3_0, Request("POST", f"/old?{query}", (JSON,), body)) == broken
