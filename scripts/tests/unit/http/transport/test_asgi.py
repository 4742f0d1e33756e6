"""The transport into an ASGI application: unchanged responses, exceptions, timeouts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from clausebook.http.asgi import Event
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport, NoResponse
from clausebook.http.transport.asgi import read_request, send_response
from clausebook.http.transport.base import MAX_BYTES

GET = Request("GET", "/x")


class Application:
    """Sends the given events, raises those that are exceptions, and records its calls."""

    def __init__(self, *events: dict[str, Any] | Exception) -> None:
        self._events = events
        self.scope: Event = {}
        self.received: list[Event] = []

    async def __call__(self, scope: Event, receive: Any, send: Any) -> None:
        """Receive once, then send the events."""
        self.scope = scope
        self.received.append(await receive())
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            await send(event)


def start(status: int, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(data: bytes = b"", more_body: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more_body}


@pytest.fixture
def transport_to() -> Iterator[Any]:
    transports: list[AsgiTransport] = []

    def transport_to(application: Any, timeout: float = 10.0) -> AsgiTransport:
        transports.append(AsgiTransport(application, timeout=timeout))
        return transports[-1]

    yield transport_to
    for transport in transports:
        transport.close()


def test_the_response_is_exactly_what_the_application_sent(transport_to: Any) -> None:
    headers = ((b"X-B", b"1"), (b"content-length", b"9"), (b"X-B", b"\xe9"))
    application = Application(start(204, *headers), body(b"gho", True), body(b"st"))
    response = transport_to(application).send(GET).response

    assert (response.status, response.body) == (204, b"ghost")
    assert response.headers == (("X-B", "1"), ("content-length", "9"), ("X-B", "\u00e9"))


def test_the_application_receives_the_request_unchanged(transport_to: Any) -> None:
    application = Application(start(204), body())
    request = Request("PUT", "/a%2Fb%20c?x=%27+1", (("X-Token", "\u00e9"),), b"\x00\xff")
    exchange = transport_to(application).send(request)

    assert application.scope["method"] == "PUT"
    assert application.scope["raw_path"] == b"/a%2Fb%20c"
    assert application.scope["path"] == "/a/b c"
    assert application.scope["query_string"] == b"x=%27+1"
    assert (b"x-token", "\u00e9".encode()) in application.scope["headers"]
    assert (b"host", b"127.0.0.1") in application.scope["headers"]
    assert (b"content-length", b"2") in application.scope["headers"]
    assert application.received == [
        {"type": "http.request", "body": b"\x00\xff", "more_body": False}
    ]
    assert exchange.request.header("host") == "127.0.0.1"


def test_host_and_content_length_of_the_request_are_not_added_again(transport_to: Any) -> None:
    application = Application(start(204), body())
    transport_to(application).send(
        Request("PUT", "/", (("HOST", "h"), ("Content-Length", "7")), b"x")
    )

    assert application.scope["headers"] == [(b"host", b"h"), (b"content-length", b"7")]


def test_an_exception_before_the_response_becomes_a_500(transport_to: Any) -> None:
    response = transport_to(Application(ValueError("oh no"))).send(GET).response

    assert response.status == 500
    assert b"ValueError: oh no" in response.body


def test_an_exception_after_a_complete_response_is_ignored(transport_to: Any) -> None:
    application = Application(start(204), body(), ValueError("late"))

    assert transport_to(application).send(GET).response.status == 204


def test_the_body_of_a_head_response_is_dropped(transport_to: Any) -> None:
    application = Application(start(200), body(b"shown to GET"))

    assert transport_to(application).send(Request("HEAD", "/x")).response.body == b""
    assert transport_to(application).send(GET).response.body == b"shown to GET"


@pytest.mark.parametrize(
    "events",
    [
        (),
        (body(b"x"),),
        (start(200),),
        (start(200), body(b"half", True)),
        (start(200), body(b"half", True), ValueError("within")),
    ],
    ids=["no event", "no start", "no body", "partial body", "exception within the body"],
)
def test_an_incomplete_response_raises_no_response(
    transport_to: Any, events: tuple[Any, ...]
) -> None:
    with pytest.raises(NoResponse, match=r"^no response to GET /x: ."):
        transport_to(Application(*events)).send(GET)


async def silent(scope: Event, receive: Any, send: Any) -> None:
    await asyncio.Event().wait()


async def endless(scope: Event, receive: Any, send: Any) -> None:
    await send(start(200))
    while True:
        await send(body(b"a" * 1_000_000, True))


def test_an_application_that_sends_nothing_runs_into_the_timeout(transport_to: Any) -> None:
    transport = transport_to(silent, timeout=0.01)

    with pytest.raises(NoResponse, match=r"no response within 0\.01 s"):
        transport.send(GET)


def test_the_transport_can_be_used_after_a_timeout(transport_to: Any) -> None:
    calls: list[Event] = []

    async def silent_once(scope: Event, receive: Any, send: Any) -> None:
        calls.append(scope)
        await (silent if len(calls) == 1 else Application(start(204), body()))(scope, receive, send)

    transport = transport_to(silent_once, timeout=0.05)
    with pytest.raises(NoResponse):
        transport.send(GET)

    assert transport.send_dedicated(GET).response.status == 204


def test_an_endless_response_is_truncated(transport_to: Any) -> None:
    response = transport_to(endless).send(GET).response

    assert (response.status, len(response.body)) == (200, MAX_BYTES)


def test_an_application_receives_a_disconnect_after_its_response(transport_to: Any) -> None:
    async def waiting_for_disconnect(scope: Event, receive: Any, send: Any) -> None:
        await receive()
        await send(start(204))
        await send(body())
        event_types.append((await receive())["type"])

    event_types: list[str] = []
    transport_to(waiting_for_disconnect, timeout=2.0).send(GET)

    assert event_types == ["http.disconnect"]


def connection(method: str = "GET", **scope: Any) -> Event:
    return {"method": method, "path": "/a b", "query_string": b"", "headers": [], **scope}


def events_of(*received: Event) -> Any:
    """A function that an application receives these events from."""
    left = list(received)

    async def receive() -> Event:
        return left.pop(0)

    return receive


@pytest.mark.parametrize(
    ("scope", "target"),
    [
        ({}, "/a%20b"),
        ({"raw_path": b"/a%2Fb"}, "/a%2Fb"),
        ({"raw_path": b"/a?c=d", "query_string": b"c=d"}, "/a?c=d"),
    ],
    ids=["no raw path", "an encoded slash", "a query in the raw path"],
)
def test_a_request_is_read_as_it_was_sent(scope: Event, target: str) -> None:
    pieces = events_of(
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.request", "body": b"c"},
    )

    request = asyncio.run(read_request(connection("PUT", **scope), pieces))

    assert request == Request("PUT", target, (), b"abc")


def test_a_request_whose_caller_left_is_none_and_a_long_one_is_read_no_further() -> None:
    begun = {"type": "http.request", "body": b"abc", "more_body": True}

    left = asyncio.run(read_request(connection(), events_of(begun, {"type": "http.disconnect"})))
    long = asyncio.run(read_request(connection(), events_of(begun), max_bytes=2))

    assert left is None
    assert long is not None
    assert long.body == b"abc"


@pytest.mark.parametrize(
    ("method", "status", "length", "sent_body"),
    [
        ("GET", 200, [b"1"], b"x"),
        ("HEAD", 200, [], b""),
        ("GET", 204, [], b"x"),
        ("GET", 304, [], b"x"),
    ],
)
def test_a_response_is_sent_as_it_is_with_a_length_where_it_may_have_one(
    method: str, status: int, length: list[bytes], sent_body: bytes
) -> None:
    events: list[Event] = []

    async def send(event: Event) -> None:
        events.append(event)

    asyncio.run(send_response(connection(method), Response(status, (), b"x"), send))

    head, sent = events
    assert [v for k, v in head["headers"] if k == b"content-length"] == length
    assert (head["status"], sent["body"]) == (status, sent_body)
