"""An ASGI middleware that logs one verdict line for each exchange.

It changes nothing of the exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clausebook.http.asgi import Application, Event, Receive, Send, decoded_headers, request_of
from clausebook.http.exchange import Request, Response
from clausebook.judge.judge import Judge
from clausebook.judge.violation import Violation
from clausebook.report.inert import inert

# A larger body is passed on whole, but only this part of it is kept and judged.
_MAX_JUDGED_BYTES = 1024 * 1024


class VerdictLog:
    """An ASGI application that forwards to another and writes a verdict line for each request."""

    def __init__(
        self,
        application: Application,
        judge: Judge,
        write_line: Callable[[str], None] | None = None,
    ) -> None:
        self._application = application
        self._judge = judge
        self._write_line = write_line or (lambda line: print(line, flush=True))

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serves one ASGI connection."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        request_body, response_body = bytearray(), bytearray()
        response_starts: list[Event] = []

        async def recording_receive() -> Event:
            event = await receive()
            request_body.extend(event.get("body", b"")[: _MAX_JUDGED_BYTES - len(request_body)])
            return event

        async def recording_send(event: Event) -> None:
            if event["type"] == "http.response.start":
                response_starts.append(event)
            response_body.extend(event.get("body", b"")[: _MAX_JUDGED_BYTES - len(response_body)])
            await send(event)

        try:
            await self._application(scope, recording_receive, recording_send)
        finally:
            request = request_of(scope, bytes(request_body))
            response = None
            if response_starts:
                headers = decoded_headers(response_starts[0].get("headers", ()))
                response = Response(response_starts[0]["status"], headers, bytes(response_body))
            self._write_line(inert(verdict_line(self._judge, request, response)))


def verdict_line(judge: Judge, request: Request, response: Response | None) -> str:
    """The verdict on one exchange, as one line; without a response it is "BROKEN"."""
    label = f"{request.method} {request.target}"
    if response is None:
        return f"{label} -> BROKEN: no response"
    request_violations = judge.request(request)
    undocumented_method = any(
        violation.key_parts.kind == "methods" for violation in request_violations
    )
    if judge.operation(request) is None and not undocumented_method:
        return f"{label} -> {response.status} not judged: the path is not documented"
    response_violations = judge.response(request, response)
    if response_violations:
        return f"{label} -> {response.status} BROKEN: {_clauses(response_violations)}"
    if request_violations and response.status < 300:
        clauses = _clauses(request_violations)
        return f"{label} -> {response.status} BROKEN: accepted despite {clauses}"
    if request_violations:
        return f"{label} -> {response.status} kept: rejected for {_clauses(request_violations)}"
    return f"{label} -> {response.status} kept"


def _clauses(violations: Sequence[Violation]) -> str:
    return "; ".join(dict.fromkeys(violation.clause for violation in violations))
