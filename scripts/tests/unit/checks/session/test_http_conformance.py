"""What no answer may say of itself: its insides, dates that are none, lengths that are not its."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks.session.http_conformance import conformance_problems
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.transport.base import MAX_BYTES
from fakes.notes_api import KEY, Spoiled, broken, deployed

GET = Request("GET", "/notes/ann?form=full")
HEAD = Request("HEAD", "/notes/ann")
JSON = (("Content-Type", "application/json"),)
SHOWN = Response(200, JSON, b'{"text": "hello"}')
LENGTH = "Content-Length differs from the length of the body in bytes"


def wrong(response: Response, request: Request = GET) -> list[str]:
    """What is wrong with the manners of this answer."""
    return [message for message, _, _ in conformance_problems(Exchange(request, response))]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            Response(400, (), b'Traceback (most recent call last):\n  File "a.py", line 7'),
            "the response contains a stack trace",
        ),
        (
            Response(400, (), b"  at com.shop.Main.run(M.java:7)"),
            "the response contains a stack trace",
        ),
        (SHOWN, ""),
        (Response(200, (("Date", "2026-11-24T08:49:37Z"),)), "the header Date is no HTTP date"),
        (
            Response(200, (("Last-Modified", "2026-11-24T08:49:37Z"),)),
            "the header Last-Modified is no HTTP date",
        ),
        (Response(200, (("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),)), ""),
        (Response(200, (("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),)), ""),
        (
            Response(405, (("Allow", "PUT, GET"),)),
            "the response rejects the method GET but lists it in Allow",
        ),
        (Response(405, (("Allow", "PUT"), ("Allow", "GETS"))), ""),
        (Response(405, (("Allow", ""),)), ""),
        (Response(405), ""),
    ],
    ids=[
        *("Python", "Java", "nothing", "an ISO date", "modified on an ISO date", "an HTTP date"),
        *("modified on an HTTP date", "Allow names it", "Allow names others"),
        *("Allow names none", "no Allow"),
    ],
)
def test_manners_are_held_against_every_answer(answer: Response, message: str) -> None:
    assert "".join(wrong(answer)) == message


@pytest.mark.parametrize(
    ("told", "found"),
    [("1", [LENGTH]), ("2", []), ("02", []), ("3", [LENGTH]), ("2, 2", [])],
    ids=["smaller", "right", "right, with a zero", "greater", "a list"],
)
def test_a_length_that_is_another_than_that_of_the_body_is_found(
    told: str, found: list[str]
) -> None:
    assert wrong(Response(200, (("Content-Length", told),), b"{}")) == found


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_never_has_a_body_may_tell_the_length_of_another(status: int) -> None:
    """A 304 tells that of the 200 in its place; what frames a 204 is judged by the document."""
    assert wrong(Response(status, (("Content-Length", "120"),))) == []


def test_the_length_of_what_was_not_read_to_its_end_is_not_compared() -> None:
    told = (("Content-Length", str(2 * MAX_BYTES)),)

    assert wrong(Response(200, told, b"a" * MAX_BYTES)) == []


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, ["the response to HEAD has a body"]), (404, [])],
    ids=["a success", "a refusal"],
)
def test_a_success_to_head_has_no_body(status: int, found: list[str]) -> None:
    """Small servers write a body to their refusals, whatever the method."""
    assert wrong(replace(SHOWN, status=status), HEAD) == found


def test_a_head_may_tell_the_length_that_a_get_would_have() -> None:
    assert wrong(Response(200, (("Content-Length", "120"),)), HEAD) == []


def test_what_is_wrong_with_an_operation_that_is_not_documented_is_told_of_any() -> None:
    with deployed(Spoiled()) as deployment:
        (finding,) = deployment.conformance_findings(Exchange(HEAD, SHOWN))

    assert (finding.message, finding.clause) == ("the response to HEAD has a body", "* operation")


@pytest.mark.parametrize(
    "answer",
    [Response(200, (("X-Echo", KEY),)), Response(200, (), f"{{{KEY}}}".encode())],
    ids=["in a header", "in a body"],
)
def test_no_answer_repeats_a_credential(answer: Response) -> None:
    with deployed(Spoiled()) as deployment:
        found = deployment.conformance_findings(Exchange(GET, answer))

    assert [f.message for f in found] == ["the response contains the credential sent in X-Token"]


def test_what_every_answer_does_wrong_is_found_once_an_operation() -> None:
    def dated(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        return replace(answer, headers=(*answer.headers, ("Date", "2026-11-24T08:49:37Z")))

    found = broken(Spoiled(dated), having=" operation: a malformed ")

    assert [name.partition(" operation: ")[0] for name in found] == [
        *("POST /notes", "GET /notes/{}", "DELETE /notes/{}"),
    ]
    assert set(found.values()) == {"the header Date is no HTTP date"}
