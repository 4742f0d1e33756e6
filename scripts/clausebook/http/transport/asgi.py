"""Calls an ASGI application in this process; what it sends is kept as its events said it.

Speaks ASGI 3.0 for one request at a time. There is no server in between to mend or hide anything.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

from clausebook.errors import CouldNotJudge, NotJudged
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.transport.base import MAX_BYTES, NoResponse, SequentialTransport

Event = MutableMapping[str, Any]
Application = Callable[
    [Event, Callable[[], Awaitable[Event]], Callable[[Event], Awaitable[None]]], Awaitable[None]
]


class AsgiTransport(SequentialTransport):
    """A Transport into an application. `timeout` is in seconds, for one request."""

    def __init__(
        self, application: Application, base_url: str = "http://127.0.0.1", timeout: float = 10.0
    ) -> None:
        self.base_url = base_url
        self._application = application
        self._timeout = timeout
        self._loop = asyncio.new_event_loop()

    def send(self, request: Request) -> Exchange:
        """Calls the application once. An exception it lets out is a 500, as a server makes it."""
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
        """Closes the event loop."""
        self._loop.close()

    async def _call(self, request: Request) -> Response:
        events: list[Event] = []
        size = 0
        finished = asyncio.Event()
        sent_body = False

        async def receive() -> Event:
            nonlocal sent_body
            if sent_body:
                await finished.wait()
                return {"type": "http.disconnect"}
            sent_body = True
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(event: Event) -> None:
            nonlocal size
            events.append(event)
            size += len(event.get("body", b""))
            if _is_last(event):
                finished.set()
            if size >= MAX_BYTES:
                raise _Enough

        try:
            await self._application(_scope(request), receive, send)
        except _Enough:
            return _response(request, events)
        except (NotJudged, CouldNotJudge):
            raise  # a mock says that it cannot stand in for a service here
        except Exception:  # whatever an application lets out, a server answers with 500
            if not events:
                trace = traceback.format_exc().encode()
                return Response(500, (("content-type", "text/plain"),), trace)
        if events and not any(_is_last(event) for event in events):
            raise NoResponse(request, "the application stopped before the end of its response")
        return _response(request, events)


class _Enough(BaseException):
    """Ends an application that sends without end; not to be caught by it."""


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
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in start.get("headers", ())
    )
    # A server sends none of the body that an application gives it for HEAD.
    told = events if request.method != "HEAD" else []
    body = b"".join(e.get("body", b"") for e in told if e["type"] == "http.response.body")
    return Response(start["status"], headers, body[:MAX_BYTES])
