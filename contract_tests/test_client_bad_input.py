"""The generated client with broken responses and arguments: a specific error each, and no hang.

A loopback server sends the responses byte by byte, as httpx mocks would hide some faults.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from client_cases import GOOD
from dis_checkpoints import AsyncClient, Client, auth, errors
from fakes.sockets import listening

STYLES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
TOKEN = "very-secret-token"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def raised(url: str, asynchronous: bool, **options: Any) -> errors.Error:
    """The error of a good call of `delete_checkpoint`."""
    given: dict[str, Any] = {"auth": auth.IamToken(TOKEN), "retries": 0, "timeout": 2, **options}

    async def call() -> None:
        async with AsyncClient(url, **given) as client:
            await client.delete_checkpoint(**GOOD)

    def call_sync() -> None:
        with Client(url, **given) as client:
            client.delete_checkpoint(**GOOD)

    with pytest.raises(errors.Error) as caught:
        asyncio.run(call()) if asynchronous else call_sync()
    assert TOKEN not in f"{caught.value} {caught.value!r}"
    return caught.value


ANSWERS = {
    "cut in the head": (b"HTTP/1.1 204 No", errors.NoAnswer, "RemoteProtocolError"),
    "cut in the body": (HEAD + b"Content-Length: 50\r\n\r\n{", errors.NoAnswer, "received 1 bytes"),
    "cut in a chunk": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{", errors.NoAnswer, "incomplete",
    ),
    "no HTTP": (b"SSH-2.0-OpenSSH\r\n\r\n", errors.NoAnswer, "illegal status line"),
    "nothing at all": (b"", errors.NoAnswer, "without sending a response"),
    "gzip that is not gzip": (
        b"HTTP/1.1 400 No\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
        b"Content-Length: 2\r\n\r\n{}",
        errors.Broken,
        "cannot be decoded by Content-Encoding 'gzip'",
    ),
    "headers of 1 MB": (
        b"HTTP/1.1 204 No\r\nX-Long: " + b"a" * 2**20 + b"\r\n\r\n",
        errors.NoAnswer,
        "too long|Receive",
    ),
    "a 204 that announces a body": (
        b"HTTP/1.1 204 No\r\nContent-Length: 7\r\n\r\nsurplus",
        errors.Broken,
        "7 bytes came with a 204",
    ),
    "a 204 with a body unannounced": (
        b"HTTP/1.1 204 No\r\n\r\nsurplus", errors.Broken, "7 bytes came with a 204",
    ),
    "a redirect to another host": (
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        errors.Redirected,
        "the status is not documented",
    ),
}  # fmt: skip


@STYLES
@pytest.mark.parametrize("name", ANSWERS)
def test_a_response_that_is_none(name: str, asynchronous: bool) -> None:
    content, kind, message = ANSWERS[name]
    with listening(content) as server:
        error = raised(server.url, asynchronous)

    assert type(error) is kind
    with pytest.raises(kind, match=message):
        raise error


@STYLES
def test_a_response_that_does_not_come_in_time(asynchronous: bool) -> None:
    with listening(b"", hold=True) as server:
        error = raised(server.url, asynchronous, timeout=0.2)

    assert type(error) is errors.TimedOut


@STYLES
def test_a_server_that_is_not_there(asynchronous: bool) -> None:
    with listening(b"") as server:
        pass
    assert type(raised(server.url, asynchronous)) is errors.NoAnswer


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "is not absolute; give https://host"),
        ("dis.example.com", "is not absolute"),
        ("ftp://dis.example.com", "is not absolute"),
        ("https://", "is not absolute"),
        ("https://user:pw@dis.example.com", "holds credentials"),
        ("https://dis.example.com?x=1", "has a query or a fragment"),
        ("https://dis.example.com#x", "has a query or a fragment"),
        ("https://dis.example.com:port", "the base URL is invalid"),
        (None, "the base URL is invalid"),
    ],
)
def test_a_base_url_that_is_none(url: Any, message: str) -> None:
    with pytest.raises(errors.CannotSend, match=message) as caught:
        Client(url)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://h.example", "/v2/p/checkpoints"),
        ("https://h.example/", "/v2/p/checkpoints"),
        ("https://h.example/dis", "/dis/v2/p/checkpoints"),
        ("https://h.example:8443/dis/", "/dis/v2/p/checkpoints"),
    ],
)
def test_a_path_of_the_base_url_is_kept_and_its_slash_is_not_doubled(url: str, path: str) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(204)

    with Client(url, auth=auth.IamToken("t"), transport=httpx.MockTransport(answer)) as client:
        client.delete_checkpoint(**GOOD)
    assert asked[0].url.path == path


@STYLES
def test_a_closed_client(asynchronous: bool) -> None:
    client = Client("https://h.example", auth=auth.IamToken("t"))
    client.close()
    client.close()
    with pytest.raises(errors.CannotSend, match="this client is closed; make another one"):
        client.delete_checkpoint(**GOOD)


def test_a_missing_credential_names_what_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIS_CHECKPOINTS_IAM_TOKEN", raising=False)
    with (
        Client("https://h.example") as client,
        pytest.raises(errors.CannotSend, match="give auth=IamToken or Signature"),
    ):
        client.delete_checkpoint(**GOOD)


@pytest.mark.parametrize(
    ("token", "message"),
    [
        (f"{TOKEN}\n", "has a line break at character 18 of 18"),
        (f"{TOKEN}\r\nX-Evil: 1", "has a line break"),
        ("é", "has no printable ASCII"),
        ("", "is empty or not a string"),
    ],
)
def test_a_token_that_no_header_can_carry(token: str, message: str) -> None:
    with pytest.raises(errors.CannotSend, match=message) as caught:
        auth.IamToken(token)
    assert TOKEN not in str(caught.value)


def test_an_option_that_httpx_does_not_know_is_named() -> None:
    with pytest.raises(errors.CannotSend, match="options: follow_redirects is not one of"):
        Client("https://h.example", follow_redirects=True)  # type: ignore[call-arg]  # as wrong as meant


@contextmanager
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Everything that is logged by anybody."""
    with caplog.at_level(logging.DEBUG):
        lines: list[str] = []
        yield lines
        lines += [record.getMessage() for record in caplog.records]


@STYLES
def test_a_request_is_one_line_at_debug_without_values(
    asynchronous: bool, caplog: pytest.LogCaptureFixture
) -> None:
    found = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"
    with listening(found) as server, logged(caplog) as lines:
        raised(server.url, asynchronous)

    own = [r.getMessage() for r in caplog.records if r.name == "dis_checkpoints"]
    assert len(own) == 1
    assert own[0].startswith("DELETE /v2/{project_id}/checkpoints: 302 in ")
    assert not [line for line in lines if TOKEN in line]
