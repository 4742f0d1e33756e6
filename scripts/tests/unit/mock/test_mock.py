"""The provider made from a document keeps it: refuses, answers by example, remembers effects."""

from __future__ import annotations

import json

import pytest
from clausebook.http.exchange import Request, Response
from clausebook.mock import MockProvider
from fakes.notes_api import JUDGE, KEY, NOTES, Spoiled, broken

JSON = ("Content-Type", "application/json")
TOKEN = ("X-Token", KEY)
SHOW = "/notes/ann?form=full"


@pytest.fixture
def provider() -> MockProvider:
    """A provider of the notes, without any."""
    return MockProvider(NOTES, {"token": KEY})


def make(provider: MockProvider, name: str = "ann") -> Response:
    """The answer to a write."""
    body = json.dumps({"name": name}).encode()
    return provider.respond(Request("POST", "/notes", (TOKEN, JSON), body))


def test_what_was_made_is_shown_until_it_is_deleted(provider: MockProvider) -> None:
    show, delete = Request("GET", SHOW, (TOKEN,)), Request("DELETE", "/notes/ann", (TOKEN,))

    asked = [provider.respond(show).status, make(provider).status, provider.respond(show).status]
    asked += [provider.respond(request).status for request in (delete, show, delete)]

    assert asked == [400, 201, 200, 204, 400, 400]


def test_a_deletion_leaves_every_other_resource(provider: MockProvider) -> None:
    make(provider)
    make(provider, "anna")
    provider.respond(Request("DELETE", "/notes/ann", (TOKEN,)))

    assert provider.respond(Request("GET", "/notes/anna?form=full", (TOKEN,))).status == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (Request("GET", SHOW), 401),
        (Request("GET", SHOW, (("X-Token", KEY[:-1]),)), 401),
        (Request("GET", "/notes/ann", (TOKEN,)), 400),
        (Request("GET", "/notes/ann?form=FULL", (TOKEN,)), 400),
        (Request("GET", f"{SHOW}&code=1", (TOKEN,)), 400),
        (Request("POST", "/notes", (TOKEN, JSON), b'{"text": 1}'), 400),
        (Request("POST", "/notes", (TOKEN, JSON), b"{"), 400),
        (Request("PUT", SHOW, (TOKEN,)), 405),
        (Request("GET", "/elsewhere", (TOKEN,)), 404),
    ],
    ids=lambda value: f"{value.method} {value.target}" if isinstance(value, Request) else None,
)
def test_what_breaks_the_document_is_rejected(
    request_: Request, status: int, provider: MockProvider
) -> None:
    make(provider)

    answer = provider.respond(request_)

    assert answer.status == status
    assert JUDGE.response(request_, answer) == []


def test_a_response_is_the_document_s_example(provider: MockProvider) -> None:
    make(provider)

    answer = provider.respond(Request("GET", SHOW, (TOKEN,)))

    assert (json.loads(answer.body), answer.header("content-type")) == ({"text": "hello"}, JSON[1])


def test_it_passes_every_check_of_its_own_document() -> None:
    assert broken(Spoiled()) == {}
