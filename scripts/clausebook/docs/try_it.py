"""The site beside the running service: its files under /docs/, and the endpoint of its forms.

An ASGI application that wraps the service's. It rejects requests from pages of other origins
and to other host names (DNS rebinding).
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from typing import Any

from clausebook.docs.examples import credential_schemes, with_credentials
from clausebook.http.asgi import Application, Event, Receive, Send
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import NoResponse
from clausebook.http.transport.asgi import call_application, read_request, send_response
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
            await _send(scope, send, 403, "text/plain", "only this machine may open these pages")
        elif path == PREFIX.rstrip("/"):
            await _send(scope, send, 307, "text/plain", "", ("location", PREFIX))
        elif path == f"{PREFIX}try":
            await self._try(scope, receive, send)
        else:
            await self._file(path.removeprefix(PREFIX) or "index.html", scope, send)

    async def _file(self, name: str, scope: Event, send: Send) -> None:
        if name not in self._files:
            await _send(scope, send, 404, "text/plain", "there is no such page")
            return
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        await _send(scope, send, 200, kind, self._files[name])

    async def _try(self, scope: Event, receive: Receive, send: Send) -> None:
        kind = _header(scope, b"content-type")
        if scope["method"] != "POST" or kind.partition(";")[0] != "application/json":
            # A form of another site cannot send JSON without a preflight (Fetch, CORS).
            await _send(scope, send, 415, "text/plain", "send JSON by POST")
            return
        posted = await read_request(scope, receive, _MOST_BYTES)
        if posted is None:
            return
        try:
            if len(posted.body) > _MOST_BYTES:
                raise ValueError("the call is too large")
            request = self._request(json.loads(posted.body))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            await _send(scope, send, 400, "text/plain", f"cannot make a request of this: {error}")
            return
        try:
            response = await call_application(self._inner, request)
        except NoResponse as error:
            response = Response(500, (), error.reason.encode())
        broken = [*self._judge.request(request), *self._judge.response(request, response)]
        result = {
            "verdict": verdict_line(self._judge, request, response),
            "status": response.status,
            "headers": list(response.headers),
            "body": response.body.decode("utf-8", "replace"),
            "broken": [{"clause": it.clause, "message": it.message} for it in broken],
        }
        await _send(scope, send, 200, "application/json", json.dumps(result))

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


def _is_local(scope: Event) -> bool:
    """Whether the Host is this machine, and the Origin is none or the same."""
    host = _header(scope, b"host")
    origin = _header(scope, b"origin")
    return host.rpartition(":")[0] in _HOSTS and origin in ("", f"http://{host}")


def _header(scope: Event, name: bytes) -> str:
    return next((v.decode("latin-1") for k, v in scope["headers"] if k.lower() == name), "")


async def _send(
    scope: Event, send: Send, status: int, kind: str, text: str, *more: tuple[str, str]
) -> None:
    charset = "; charset=utf-8" if kind.startswith("text/") or "script" in kind else ""
    headers = (
        ("content-type", f"{kind}{charset}"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        *more,
    )
    await send_response(scope, Response(status, headers, text.encode()), send)
