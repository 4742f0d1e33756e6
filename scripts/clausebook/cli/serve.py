"""Serves a provider on loopback, and says of each request what the contract says.

Neither the provider nor the judging is here: this puts them on a port and prints.
"""

from __future__ import annotations

import shlex
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import uvicorn

from clausebook.config.application import load_application
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun
from clausebook.http.exchange import Headers, Request, Response
from clausebook.http.redaction import Secrets
from clausebook.judge import Judge, Violation
from clausebook.mock import Provider
from clausebook.openapi import Document, load
from clausebook.report.text import inert

HOST = "127.0.0.1"
_GRACE_SECONDS = 3
# A larger body is passed on whole and judged by its beginning.
_MOST_BYTES = 1024 * 1024

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Event, Receive, Send], Awaitable[None]]


def serve(settings: Settings, port: int, database: Path | None, *, docs: bool = False) -> NoReturn:
    """Serves until it is interrupted: the application, or a provider made from the document.

    To such a provider any credential will do. `port` 0 takes a free one, `docs` adds the site at
    /docs/.

    Raises:
        CannotRun: the document, the application, the database or the port cannot be used.
        KeyboardInterrupt: Ctrl-C, after the open requests are answered.
    """
    document = load(settings.spec)
    judge = Judge(document)
    application = _application(settings, document, database)
    # A probe sends the token in a query too, and a log is kept longer than a token should be.
    secrets = Secrets([token] if (token := getattr(application, "token", "")) else [])
    served: Application = Judged(
        application, judge, lambda line: print(secrets.mask(line), flush=True)
    )
    if docs:
        served = _with_site(served, document, settings, token)
    with bound(port) as listener:
        base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        for line in introduction(application, base_url):
            print(line, flush=True)
        if docs:
            print(f"{base_url}/docs/", flush=True)
        config = uvicorn.Config(
            served,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
    if not server.started:
        raise CannotRun(f"{settings.application} does not start; see what it printed")
    raise KeyboardInterrupt  # nothing else ends it


def _application(settings: Settings, document: Document, database: Path | None) -> Any:
    if settings.application:
        return load_application(settings, database)
    if database is not None:
        raise CannotRun("a provider made from a document takes no database; leave --database out")
    return Provider(document)


def _with_site(
    application: Application, document: Document, settings: Settings, token: str
) -> Application:
    from clausebook.docs.programs import Programs
    from clausebook.docs.site import site_files
    from clausebook.docs.try_it import Documented

    programs = Programs(document, settings.generated).shown()
    return Documented(application, document, site_files(document, settings, programs), token)


def introduction(application: Any, base_url: str) -> list[str]:
    """Where it is, and what a client needs to be let in: made at this start, so safe to print."""
    lines = [base_url]
    if hasattr(application, "token"):
        lines.append(f"export TOKEN={shlex.quote(application.token)}")
    if hasattr(application, "exports"):
        exports = application.exports(base_url)
        lines += [f"export {name}={shlex.quote(value)}" for name, value in exports.items()]
    return lines


def bound(port: int) -> socket.socket:
    """A listener on loopback; `port` 0 takes a free one. Raises CannotRun where it is taken."""
    # Named, or asyncio leaves Nagle's algorithm on and each answer with a body waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows this option lets two servers share a port, which is what it prevents elsewhere.
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise CannotRun(
            f"cannot listen on {HOST}:{port}: {error.strerror}; "
            "stop what uses the port, or choose another with --port (0 takes a free one)"
        ) from error
    return listener


class Judged:
    """An ASGI application that passes everything on and prints a verdict line for each request."""

    def __init__(
        self, inner: Application, judge: Judge, say: Callable[[str], None] | None = None
    ) -> None:
        self._inner = inner
        self._judge = judge
        self._say = say or (lambda line: print(line, flush=True))

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serves one ASGI connection."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        asked, answered = bytearray(), bytearray()
        starts: list[Event] = []

        async def heard() -> Event:
            event = await receive()
            asked.extend(event.get("body", b"")[: _MOST_BYTES - len(asked)])
            return event

        async def said(event: Event) -> None:
            if event["type"] == "http.response.start":
                starts.append(event)
            answered.extend(event.get("body", b"")[: _MOST_BYTES - len(answered)])
            await send(event)

        try:
            await self._inner(scope, heard, said)
        finally:
            request = _request(scope, bytes(asked))
            response = None
            if starts:
                headers = _headers(starts[0].get("headers", ()))
                response = Response(starts[0]["status"], headers, bytes(answered))
            self._say(inert(verdict_line(self._judge, request, response)))


def verdict_line(judge: Judge, request: Request, response: Response | None) -> str:
    """What the contract says of one exchange, on one line."""
    shown = f"{request.method} {request.target}"
    if response is None:
        return f"{shown} -> BROKEN: no answer"
    wrong = judge.request(request)
    if judge.operation(request) is None and not any(it.clause.endswith(" methods") for it in wrong):
        return f"{shown} -> {response.status} not judged: the path is not documented"
    broken = judge.response(request, response)
    if broken:
        return f"{shown} -> {response.status} BROKEN: {_keys(broken)}"
    if wrong and response.status < 300:
        return f"{shown} -> {response.status} BROKEN: accepted in spite of {_keys(wrong)}"
    if wrong:
        return f"{shown} -> {response.status} kept: refused for {_keys(wrong)}"
    return f"{shown} -> {response.status} kept"


def _keys(violations: Sequence[Violation]) -> str:
    return "; ".join(dict.fromkeys(violation.clause for violation in violations))


def _request(scope: Event, body: bytes) -> Request:
    path = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    target = f"{path}?{query}" if query else path
    return Request(scope["method"], target, _headers(scope["headers"]), body)


def _headers(raw: Sequence[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
