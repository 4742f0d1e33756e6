"""Robustness: strange requests may be refused, but never make the provider fail or act wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from clausebook.checks.provider.malformations import Malformations, malformed_requests_of
from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.resources import Draft
from fakes.documented_sites import write_document
from fakes.notes_api import Spoiled, broken

FAILURE = Response(500, (("Content-Type", "application/json"),), b'{"message": "no"}')
GET = "GET /notes/{} operation: "


def fails(when: Callable[[Request], bool]) -> Any:
    """A provider that fails over some requests."""
    return Spoiled(lambda request, right, _: FAILURE if when(request) else right(request))


@pytest.mark.parametrize(
    ("when", "name"),
    [
        (lambda r: "\0" in unquote(r.path), "a malformed name"),
        (lambda r: any(ord(c) > 0xFFFF for c in unquote(r.path)), "a malformed name"),
        (lambda r: len(r.path) > 5000, "a malformed name"),
        (lambda r: r.path.endswith("9" * 30), "a malformed name"),
        (lambda r: unquote(r.path.rpartition("/")[2]).isspace(), "a malformed name"),
        (lambda r: "[" in unquote(r.query), "a malformed target"),
        (lambda r: r.path.endswith("/"), "an undocumented path"),
        (lambda r: "%zz" in r.query, "a malformed target"),
        (lambda r: r.query.count("code=") > 1, "a malformed code"),
        (lambda r: "x-clause" in (r.header("Accept") or ""), "a malformed header"),
        (lambda r: bool(r.body) and r.method == "GET", "a malformed header"),
        (lambda r: r.header("X-HTTP-Method-Override") is not None, "a method override"),
    ],
)  # fmt: skip
def test_a_failure_over_something_strange_is_found(
    when: Callable[[Request], bool], name: str
) -> None:
    found = broken(fails(lambda r: r.method == "GET" and when(r)), having=f"{GET}{name}")

    assert "causes a server error" in found[f"{GET}{name} causes no server error"]


def _as_its_beginning(request: Request, right: Any, provider: Spoiled) -> Response:
    """Takes any longer name for the name that it begins with."""
    name = unquote(request.path.rpartition("/")[2])
    if request.method == "DELETE" and name.startswith("ann") and name != "anna":
        request = replace(request, target="/notes/ann")
    return right(request)  # type: ignore[no-any-return]


def test_a_deletion_by_what_is_only_like_a_name_is_found() -> None:
    name = "DELETE /notes/{} operation: a value similar to name causes no server error"

    found = broken(Spoiled(_as_its_beginning), having=name)

    assert found == {name: "the accepted request (status 204) deleted an existing resource"}


@pytest.mark.parametrize(
    "careless",
    [
        lambda name: name.partition("\0")[0],
        lambda name: name.partition("' --")[0],
        unquote,
    ],
    ids=["cut at NUL", "a comment", "decoded twice"],
)
def test_a_deletion_by_a_name_that_is_cut_or_decoded_again_is_found(
    careless: Callable[[str], str],
) -> None:
    def taken(request: Request, right: Any, provider: Spoiled) -> Response:
        name = unquote(request.path.rpartition("/")[2])
        if request.method == "DELETE" and careless(name) != name:
            request = replace(request, target=f"/notes/{careless(name)}")
        return right(request)  # type: ignore[no-any-return]

    name = "DELETE /notes/{} operation: a value similar to name causes no server error"

    assert list(broken(Spoiled(taken), having=name)) == [name]


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (str.lower, "'NOTES' in place of 'notes'"),
        (lambda target: target.replace("notesx", "notes"), "'notesx' in place of 'notes'"),
    ],
    ids=["other case", "a character more"],
)
def test_a_success_by_a_path_that_is_only_like_a_documented_one_is_found(
    taken: Callable[[str], str], words: str
) -> None:
    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        return right(replace(request, target=taken(request.target)))  # type: ignore[no-any-return]

    found = broken(Spoiled(spoil), having=f"{GET}an undocumented path")

    assert list(found.values()) == [f"a request with {words} succeeds on an undocumented path"]


def test_a_path_is_changed_where_it_is_literal_and_to_no_other_documented_one(
    tmp_path: Path,
) -> None:
    paths = ["/v2/{shop}/a.{shop}/orders", "/v2/{shop}/a.{shop}/ordersx"]
    changes = _strange(tmp_path, paths, "s", Facts())["an undocumented path"]
    made = [
        c.draft.request({}).path for c in changes.values() if c.undocumented_path and not c.slash
    ]

    assert made == [
        *(f"/{version}/s/a.s/orders" for version in ("V2", "v2x", "v1002")),
        "/v2/s/a.s/ORDERS",
        "/v2/s/a.s/order",
        "/v2/s/a.s/orders/clausebook",
        "/v2/s/a.s",
    ]


def _strange(folder: Path, paths: list[str], name: str, facts: Facts) -> dict[str, Malformations]:
    """What is done to the deletion of this name by the first of these paths, by kind."""
    shop = {"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}}
    gone = {"204": {"description": "Gone."}}
    item = {"delete": {"x-effect": "delete", "parameters": [shop], "responses": gone}}
    info = {"title": "Shops", "version": "1"}
    data = {"openapi": "3.1.0", "info": info, "paths": dict.fromkeys(paths, item)}
    document = write_document(folder, data)
    good = Draft(document.operations[0], {("path", "shop"): name})
    planner = Planner(document, facts, Judge(document))
    return dict(malformed_requests_of(planner, good.operation, facts, good))


def test_a_success_with_a_final_slash_is_found() -> None:
    def slashed(request: Request, right: Any, provider: Spoiled) -> Response:
        return right(replace(request, target=request.target.replace("/?", "?")))  # type: ignore[no-any-return]

    found = broken(Spoiled(slashed), having=f"{GET}an undocumented path")

    assert list(found.values()) == [
        "a request with a trailing slash succeeds on an undocumented path"
    ]


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (lambda r: r.target.replace("/more", ""), None),
        (lambda r: r.target.replace("/clausebook", ""), "an additional path segment"),
        (lambda r: r.target.replace("/note/", "/notes/"), "'note' in place of 'notes'"),
    ],
    ids=["a right one", "an additional path segment", "a character less"],
)
def test_a_success_by_a_path_above_or_below_is_found(
    taken: Callable[[Request], str], words: str | None
) -> None:
    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        return right(replace(request, target=taken(request)))  # type: ignore[no-any-return]

    found = broken(Spoiled(spoil), having=f"{GET}an undocumented path")

    message = f"a request with {words} succeeds on an undocumented path"
    assert list(found.values()) == ([message] if words else [])


@pytest.mark.parametrize("escapes", [True, False])
def test_a_refusal_that_repeats_a_value_escapes_it(escapes: bool) -> None:
    def repeating(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        if answer.status != 400:
            return answer
        told = f"no note {unquote(request.path[7:])}"
        body = json.dumps({"message": told}) if escapes else f'{{"message": "{told}"}}'
        return replace(answer, body=body.encode())

    found = broken(Spoiled(repeating), having=f"{GET}a malformed name")

    assert [message.partition(":")[0] for message in found.values()] == (
        [] if escapes else ["the body is not JSON"]
    )


def test_a_success_that_is_not_documented_is_found_whatever_it_answers() -> None:
    def taking(request: Request, right: Any, provider: Spoiled) -> Response:
        return Response(202) if "clausebook_unknown=1" in request.query else right(request)

    found = broken(Spoiled(taking), having=f"{GET}a malformed target")

    message = "an unknown query key gets an undocumented success"
    assert list(found.values()) == [message]


@pytest.mark.parametrize("having", ["malformed", "similar to", "override", "undocumented"])
def test_a_right_provider_is_not_found_wrong(having: str) -> None:
    assert broken(Spoiled(), having=having) == {}


@pytest.mark.parametrize(
    ("media_type", "message"),
    [("message/http", []), ("text/plain", ["the method TRACE succeeds and is not documented"])],
)
def test_only_a_server_s_own_answer_to_trace_is_left_alone(
    media_type: str, message: list[str]
) -> None:
    """Some servers answer it for every path, with what they received (RFC 9110, 9.3.8)."""

    def echoing(request: Request, right: Any, provider: Spoiled) -> Response:
        if request.method == "TRACE":
            return Response(200, (("Content-Type", media_type),), b"TRACE / HTTP/1.1")
        return right(request)  # type: ignore[no-any-return]

    found = broken(Spoiled(echoing), having="GET: * /notes/{} methods")

    assert list(found.values()) == message
