"""The one adapter between requests and responses and the events of ASGI 3.0, in both directions.

`call_application` calls an application in this process; there is no server in between to mend or
hide anything, such as the body of a 204. `read_request` and `send_response` are what an application
of ours is made with.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from urllib.parse import quote, unquote

from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.listener import Application, Event, Receive, Send
from clausebook.http.statuses import WITHOUT_BODY
from clausebook.http.transport.base import MAX_BYTES, NoResponse, SequentialTransport


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
        """Closes the event loop."""
        self._loop.close()


async def call_application(application: Application, request: Request) -> Response:
    """The response of an application to one request, in the loop that runs.

    An exception it lets out is a 500, as a server makes it. Raises NoResponse for a response that
    it does not begin or does not end.
    """
    request = _completed(request)
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
        await application(_scope(request), receive, send)
    except _Enough:
        return _response(request, events)
    except Exception:  # whatever an application lets out, a server answers with 500
        if not events:
            trace = traceback.format_exc().encode()
            return Response(500, (("content-type", "text/plain"),), trace)
    if events and not any(_is_last(event) for event in events):
        raise NoResponse(request, "the application stopped before the end of its response")
    return _response(request, events)


async def read_request(scope: Event, receive: Receive, most: int | None = None) -> Request | None:
    """The request of a connection; None if the caller left before its body had come.

    Of a body longer than `most` bytes no more is read than shows that.
    """
    # The raw path: decoding an encoded slash would change the path.
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    path, query = raw.partition(b"?")[0].decode("latin-1"), scope["query_string"].decode("latin-1")
    headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"])
    body, more = bytearray(), True
    while more and (most is None or len(body) <= most):
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return Request(scope["method"], f"{path}?{query}" if query else path, headers, bytes(body))


async def send_response(scope: Event, response: Response, send: Send) -> None:
    """Sends a response as it is: a body that its status may not have is sent as well."""
    headers = [(name.lower().encode(), value.encode()) for name, value in response.headers]
    # Neither a 204 (RFC 9110, 8.6) nor the response to HEAD (9.3.2) announces a body.
    is_head = scope["method"] == "HEAD"
    if response.status not in WITHOUT_BODY and not is_head:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else response.body})


class _Enough(BaseException):
    """Ends an application that sends without end; not to be caught by it."""


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
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in start.get("headers", ())
    )
    # A server sends none of the body that an application gives it for HEAD.
    told = events if request.method != "HEAD" else []
    body = b"".join(e.get("body", b"") for e in told if e["type"] == "http.response.body")
    return Response(start["status"], headers, body[:MAX_BYTES])
