"""Sends requests into an ASGI 3.0 application in this process, one at a time.

The response is exactly what the application sent: no server corrects or drops anything.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from urllib.parse import unquote

from clausebook.http.asgi import Application, Event, decoded_headers
from clausebook.http.exchange import Exchange, Request, Response
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
        if request.header("host") is None:
            request = request.with_header("Host", "127.0.0.1")
        if request.body and request.header("content-length") is None:
            request = request.with_header("Content-Length", str(len(request.body)))
        started = time.perf_counter()
        call = asyncio.wait_for(self._call(request), self._timeout)
        try:
            response = self._loop.run_until_complete(call)
        except TimeoutError:
            reason = f"no response within {self._timeout:g} s"
            raise NoResponse(request, reason, self._timeout) from None
        return Exchange(request, response, time.perf_counter() - started)

    def close(self) -> None:
        """Close the event loop."""
        self._loop.close()

    async def _call(self, request: Request) -> Response:
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
            await self._application(_scope(request), receive, send)
        except _ResponseTooLong:
            return _response(request, events)
        except Exception:  # a server responds 500 to any exception of an application
            if not events:
                trace = traceback.format_exc().encode()
                return Response(500, (("content-type", "text/plain"),), trace)
        if events and not any(_is_last(event) for event in events):
            raise NoResponse(request, "the application stopped before the end of its response")
        return _response(request, events)


class _ResponseTooLong(BaseException):
    """Stops an application that sends without end; it must not catch this as an Exception."""


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
