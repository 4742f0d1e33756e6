"""The site beside the running service: its files under /docs/, and the endpoint of its forms.

An ASGI application that wraps the service's. It rejects requests from pages of other origins
and to other host names (DNS rebinding).
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from clausebook.docs.examples import credential_schemes, with_credentials
from clausebook.http.asgi import Application, Event, Receive, Send
from clausebook.http.exchange import Headers, Request, Response
from clausebook.judge import Judge
from clausebook.judge.verdict_log import verdict_line
from clausebook.openapi import Document, Operation
from clausebook.resources.draft import Draft

PREFIX = "/docs/"
_MOST_BYTES = 1024 * 1024
_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class TryIt:
    """The service with its site. `files` are the site's by name; `token` is the credential."""

    def __init__(
        self, inner: Application, document: Document, files: Mapping[str, str], token: str
    ) -> None:
        self._inner = inner
        self._document = document
        self._judge = Judge(document)
        self._files = files
        self._token = token

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serves one ASGI connection."""
        path = scope.get("path", "")
        mine = path == PREFIX.rstrip("/") or path.startswith(PREFIX)
        if scope["type"] != "http" or not mine:
            await self._inner(scope, receive, send)
        elif not _is_local(scope):
            await _send(send, 403, "text/plain", "only this machine may open these pages")
        elif path == PREFIX.rstrip("/"):
            await _send(send, 307, "text/plain", "", ((b"location", PREFIX.encode()),))
        elif path == f"{PREFIX}try":
            await self._try(scope, receive, send)
        else:
            await self._file(path.removeprefix(PREFIX) or "index.html", send)

    async def _file(self, name: str, send: Send) -> None:
        if name not in self._files:
            await _send(send, 404, "text/plain", "there is no such page")
            return
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        await _send(send, 200, kind, self._files[name])

    async def _try(self, scope: Event, receive: Receive, send: Send) -> None:
        kind = _header(scope, b"content-type")
        if scope["method"] != "POST" or kind.partition(";")[0] != "application/json":
            # A form of another site cannot send JSON without a preflight (Fetch, CORS).
            await _send(send, 415, "text/plain", "send JSON by POST")
            return
        try:
            request = self._request(json.loads(await _body(receive)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            await _send(send, 400, "text/plain", f"cannot make a request of this: {error}")
            return
        response = await _call(self._inner, request)
        broken = [*self._judge.request(request), *self._judge.response(request, response)]
        result = {
            "verdict": verdict_line(self._judge, request, response),
            "status": response.status,
            "headers": list(response.headers),
            "body": response.body.decode("utf-8", "replace"),
            "broken": [{"clause": it.clause, "message": it.message} for it in broken],
        }
        await _send(send, 200, "application/json", json.dumps(result))

    def _request(self, asked: Mapping[str, Any]) -> Request:
        method, _, template = str(asked["operation"]).partition(" ")
        operation = self._document.operation(method, template)
        values = {
            (place, name): _value(self._document, operation, place, name, str(value))
            for key, value in asked["values"].items()
            for place, _, name in [str(key).partition(" ")]
        }
        content = (operation.request_body or {}).get("content", {})
        body = asked.get("body")
        draft = Draft(
            operation,
            values,
            raw_body=None if body is None else str(body).encode(),
            media_type=next(iter(content), None),
        )
        schemes = credential_schemes(self._document, operation)
        return with_credentials(draft.request({}), schemes, lambda scheme: self._token)


def _value(document: Document, operation: Operation, place: str, name: str, text: str) -> Any:
    """The typed text; for an array or object parameter it is parsed as JSON."""
    for parameter in operation.parameters:
        if (parameter.place, parameter.name) == (place, name):
            schema = document.resolve(parameter.schema)
            if isinstance(schema, dict) and schema.get("type") in ("array", "object"):
                return json.loads(text)
    return text


async def _call(application: Application, request: Request) -> Response:
    """One request to an ASGI application, in the loop that serves it."""
    path, _, query = request.target.partition("?")
    events: list[Event] = []
    waiting = [{"type": "http.request", "body": request.body, "more_body": False}]
    length = (("Content-Length", str(len(request.body))),) if request.body else ()
    headers = (("Host", "127.0.0.1"), *length, *request.headers)

    async def receive() -> Event:
        return dict(waiting.pop()) if waiting else {"type": "http.disconnect"}

    async def send(event: Event) -> None:
        events.append(event)

    scope: Event = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [(k.lower().encode("latin-1"), v.encode()) for k, v in headers],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    await application(scope, receive, send)
    start = next((it for it in events if it["type"] == "http.response.start"), None)
    if start is None:
        return Response(500, (), b"the service sent no response")
    sent: Headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in start["headers"])
    body = b"".join(it.get("body", b"") for it in events if it["type"] == "http.response.body")
    return Response(start["status"], sent, body[:_MOST_BYTES])


def _is_local(scope: Event) -> bool:
    """Whether the Host is this machine, and the Origin is none or the same."""
    host = _header(scope, b"host")
    origin = _header(scope, b"origin")
    return host.rpartition(":")[0] in _HOSTS and origin in ("", f"http://{host}")


def _header(scope: Event, name: bytes) -> str:
    return next((v.decode("latin-1") for k, v in scope["headers"] if k.lower() == name), "")


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        event = await receive()
        body += event.get("body", b"")
        if len(body) > _MOST_BYTES:
            raise ValueError("the call is too large")
        if not event.get("more_body"):
            return bytes(body)


async def _send(
    send: Send, status: int, kind: str, text: str, more: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    body = text.encode()
    charset = "; charset=utf-8" if kind.startswith("text/") or "script" in kind else ""
    headers = [
        (b"content-type", f"{kind}{charset}".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
