"""What the contract says of each exchange with an ASGI application, as it goes by: one line each.

Changes nothing of the exchange, and does not decide where the lines go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clausebook.http.exchange import Headers, Request, Response
from clausebook.http.listener import Application, Event, Receive, Send
from clausebook.judge import Judge, Violation
from clausebook.report.inert import inert

# A larger body is passed on whole and judged by its beginning.
_MOST_BYTES = 1024 * 1024


class VerdictLog:
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
    if judge.operation(request) is None and not any(it.key_parts.kind == "methods" for it in wrong):
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
