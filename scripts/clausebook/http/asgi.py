"""The types of an ASGI 3.0 application, and the HTTP request of a connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import quote

from clausebook.http.exchange import Headers, Request

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Event, Receive, Send], Awaitable[None]]


def request_of(scope: Event, body: bytes) -> Request:
    """The request of an HTTP connection; its path stays percent-encoded as it was sent."""
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    path = raw_path.partition(b"?")[0].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    target = f"{path}?{query}" if query else path
    return Request(scope["method"], target, decoded_headers(scope["headers"]), body)


def decoded_headers(headers: Sequence[tuple[bytes, bytes]]) -> Headers:
    """The headers of an ASGI event as texts."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
