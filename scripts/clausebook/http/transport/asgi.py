"""The one adapter between requests, responses and the events of ASGI 3.0, in both directions.

`call_application` calls an application in this process: no server in between corrects or drops
anything, such as the body of a 204. `read_request` and `send_response` serve our own applications.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from urllib.parse import unquote

from clausebook.http.asgi import (
    Application,
    Event,
    Receive,
    Send,
    decoded_headers,
    request_of,
)
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.statuses import WITHOUT_BODY
from clausebook.http.transport.base import MAX_BYTES, NoResponse, SequentialTransport


class AsgiTransport(SequentialTransport):
    """A Transport into an application; `timeout` is in seconds, for each request."""

    def __init__(
        self, application: Application, base_url: str = "http://127.0.0.1", timeout: float = 10.0
    ) -> None:
        self.base_url = base_url
        self._application = application
        self._timeout = timeout
        self._loop = asyncio.new_event_loop()

    def send(self, request: Request) -> Exchange:
        """Call the application once; an exception that it raises becomes a 500, as in a server."""
        request = _completed(request)
        started = time.perf_counter()
        call = asyncio.wait_for(call_application(self._application, request), self._timeout)
        try:
            response = self._loop.run_until_complete(call)
        except TimeoutError:
            reason = f"no response within {self._timeout:g} s"
            raise NoResponse(request, reason, self._timeout) from None
        return Exchange(request, response, time.perf_counter() - started)

    def close(self) -> None:
        """Close the event loop."""
        self._loop.close()


async def call_application(application: Application, request: Request) -> Response:
    """Call an application once, in the running event loop.

    An exception that it raises becomes a 500, as in a server.

    Raises:
        NoResponse: the application begins no response, or does not end it.
    """
    request = _completed(request)
    events: list[Event] = []
    received_bytes = 0
    finished = asyncio.Event()
    body_sent = False

    async def receive() -> Event:
        nonlocal body_sent
        if body_sent:
            await finished.wait()
            return {"type": "http.disconnect"}
        body_sent = True
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(event: Event) -> None:
        nonlocal received_bytes
        events.append(event)
        received_bytes += len(event.get("body", b""))
        if _is_last(event):
            finished.set()
        if received_bytes >= MAX_BYTES:
            raise _ResponseTooLong

    try:
        await application(_scope(request), receive, send)
    except _ResponseTooLong:
        return _response(request, events)
    except Exception:  # a server responds 500 to any exception of an application
        if not events:
            trace = traceback.format_exc().encode()
            return Response(500, (("content-type", "text/plain"),), trace)
    if events and not any(_is_last(event) for event in events):
        raise NoResponse(request, "the application stopped before the end of its response")
    return _response(request, events)


async def read_request(
    scope: Event, receive: Receive, max_bytes: int | None = None
) -> Request | None:
    """Read the request of a connection; None if the client disconnects before the end of its body.

    A body longer than `max_bytes` is read only until it exceeds them.
    """
    body, more = bytearray(), True
    while more and (max_bytes is None or len(body) <= max_bytes):
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return request_of(scope, bytes(body))


async def send_response(scope: Event, response: Response, send: Send) -> None:
    """Send a response as it is, even a body that its status code does not allow."""
    headers = [(name.lower().encode(), value.encode()) for name, value in response.headers]
    # Neither a 204 (RFC 9110, 8.6) nor the response to HEAD (9.3.2) announces a body.
    is_head = scope["method"] == "HEAD"
    if response.status not in WITHOUT_BODY and not is_head:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else response.body})


class _ResponseTooLong(BaseException):
    """Stops an application that sends without end; it must not catch this as an Exception."""


def _completed(request: Request) -> Request:
    """The request with the headers without which HTTP has none."""
    if request.header("host") is None:
        request = request.with_header("Host", "127.0.0.1")
    if request.body and request.header("content-length") is None:
        request = request.with_header("Content-Length", str(len(request.body)))
    return request


def _is_last(event: Event) -> bool:
    return event["type"] == "http.response.body" and not event.get("more_body", False)


def _scope(request: Request) -> Event:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(request.path, errors="replace"),
        "raw_path": request.path.encode("latin-1", "replace"),
        "query_string": request.query.encode("latin-1", "replace"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("utf-8", "surrogateescape"))
            for name, value in request.headers
        ],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
    }


def _response(request: Request, events: list[Event]) -> Response:
    start = next((event for event in events if event["type"] == "http.response.start"), None)
    if start is None:
        raise NoResponse(request, "the application returned without a response")
    body = b""
    # A server drops the body that an application sends in response to HEAD.
    if request.method != "HEAD":
        body = b"".join(
            event.get("body", b"") for event in events if event["type"] == "http.response.body"
        )
    return Response(start["status"], decoded_headers(start.get("headers", ())), body[:MAX_BYTES])
