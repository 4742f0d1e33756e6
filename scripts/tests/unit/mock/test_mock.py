"""The mock server: rejects invalid requests, responds with examples, stores what is created."""

from __future__ import annotations

import json

import pytest
from clausebook.http.exchange import Request, Response
from clausebook.mock import MockProvider
from fakes.notes_api import JUDGE, KEY, NOTES, Spoiled, broken

JSON = ("Content-Type", "application/json")
TOKEN = ("X-Token", KEY)
READ = "/notes/ann?form=full"


@pytest.fixture
def provider() -> MockProvider:
    """A mock of the notes API without any note."""
    return MockProvider(NOTES, {"token": KEY})


def create(provider: MockProvider, name: str = "ann") -> Response:
    """The response to the creation of a note."""
    body = json.dumps({"name": name}).encode()
    return provider.respond(Request("POST", "/notes", (TOKEN, JSON), body))


def test_a_created_resource_can_be_read_until_it_is_deleted(provider: MockProvider) -> None:
    read, delete = Request("GET", READ, (TOKEN,)), Request("DELETE", "/notes/ann", (TOKEN,))

    statuses = [provider.respond(read).status, create(provider).status]
    statuses += [provider.respond(request).status for request in (read, delete, read, delete)]

    assert statuses == [400, 201, 200, 204, 400, 400]


def test_a_deletion_leaves_every_other_resource(provider: MockProvider) -> None:
    create(provider)
    create(provider, "anna")
    provider.respond(Request("DELETE", "/notes/ann", (TOKEN,)))

    assert provider.respond(Request("GET", "/notes/anna?form=full", (TOKEN,))).status == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (Request("GET", READ), 401),
        (Request("GET", READ, (("X-Token", KEY[:-1]),)), 401),
        (Request("GET", "/notes/ann", (TOKEN,)), 400),
        (Request("GET", "/notes/ann?form=FULL", (TOKEN,)), 400),
        (Request("GET", f"{READ}&code=1", (TOKEN,)), 400),
        (Request("POST", "/notes", (TOKEN, JSON), b'{"text": 1}'), 400),
        (Request("POST", "/notes", (TOKEN, JSON), b"{"), 400),
        (Request("PUT", READ, (TOKEN,)), 405),
        (Request("GET", "/elsewhere", (TOKEN,)), 404),
    ],
    ids=lambda value: f"{value.method} {value.target}" if isinstance(value, Request) else None,
)
def test_the_mock_rejects_an_invalid_request_with_a_documented_status(
    request_: Request, status: int, provider: MockProvider
) -> None:
    create(provider)

    response = provider.respond(request_)

    assert response.status == status
    assert JUDGE.response(request_, response) == []


def test_a_response_is_the_documented_example(provider: MockProvider) -> None:
    create(provider)

    response = provider.respond(Request("GET", READ, (TOKEN,)))

    assert json.loads(response.body) == {"text": "hello"}
    assert response.header("content-type") == "application/json"


def test_the_mock_passes_every_check_of_its_own_document() -> None:
    assert broken(Spoiled()) == {}
