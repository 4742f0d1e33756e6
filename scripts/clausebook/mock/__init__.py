"""An ASGI provider made from a document: keeps every clause, answers by example, remembers effects.

The default to judge where there is no reference service, and the mould of wrong providers. It
checks by `judge` alone, so it is no independent reading of the document.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

from clausebook.auth import CredentialRejected, Scheme, Secret, schemes_of, verify_credential
from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.http.exchange import Request, Response
from clausebook.http.statuses import WITHOUT_BODY
from clausebook.judge import Judge
from clausebook.mock.memory import Memory
from clausebook.mock.responses import example_response, rejection_of, success_response
from clausebook.openapi import Document, Effect, Operation

__all__ = ["MockProvider"]

Event = MutableMapping[str, Any]
_MISSING = ("404", "410", "400")
_WRONG = ("400", "422")
_STRANGER = tuple(map(str, CREDENTIAL_REFUSALS))
_UNKNOWN = Response(404, (("Content-Type", "application/json"),), b'{"message": "no such path"}')
_NO_METHOD = b'{"message": "no such method"}'


class MockProvider:
    """A provider that keeps the promise of `document`.

    `keys` are the secrets by the name of their security scheme that open its operations; without
    any, whatever is presented will do. `clock` tells the time, by which signatures grow old.
    `judge` is the document's, where there is one already.
    """

    def __init__(
        self,
        document: Document,
        keys: Mapping[str, Secret] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        judge: Judge | None = None,
    ) -> None:
        self.document = document
        self.judge = judge or Judge(document)
        self.keys = keys or {}
        self.clock = clock
        self.memory = Memory(document)

    def rules_for(self, request: Request) -> tuple[Document, Judge]:
        """The document that a request is held against, and its judge."""
        return self.document, self.judge

    def respond(self, request: Request) -> Response:
        """The response to one request."""
        document, judge = self.rules_for(request)
        operation, violations = judge.operation(request), judge.request(request)
        if operation is None:
            for violation in violations:
                if violation.key_parts.kind == "methods":
                    allowed = (("Allow", violation.expected), ("Content-Type", "application/json"))
                    return Response(405, allowed, _NO_METHOD)
            return _UNKNOWN
        if any(v.key_parts.is_security for v in violations) or not self._opens(
            document, operation, request
        ):
            return _refusal(document, operation, _STRANGER)
        if violations:
            return _refusal(document, operation, _WRONG)
        return self._accept(document, judge, operation, request)

    def _opens(self, document: Document, operation: Operation, request: Request) -> bool:
        """Whether one of the operation's security alternatives is proven."""
        if not self.keys or not operation.security:
            return True
        schemes = schemes_of(document)
        return any(
            all(self._proves(schemes[name], request) for name in requirement)
            for requirement in operation.security
        )

    def _proves(self, scheme: Scheme, request: Request) -> bool:
        if scheme.made_by_signature and scheme.name not in self.keys:
            return True
        try:
            verify_credential(scheme, request, self.keys[scheme.name], self.clock())
        except (CredentialRejected, KeyError):
            return False
        return True

    def _accept(
        self, document: Document, judge: Judge, operation: Operation, request: Request
    ) -> Response:
        if not self.apply_effect(operation, judge.values(request), request):
            return _refusal(document, operation, _MISSING)
        return success_response(document, operation)

    def apply_effect(
        self, operation: Operation, values: Mapping[str, Any], request: Request
    ) -> bool:
        """Does what `x-effect` says; False where what the request names is not there."""
        if (
            operation.effect in (Effect.READ, Effect.DELETE)
            and self.memory.find(operation, values) is False
        ):
            return False
        if operation.effect is Effect.DELETE:
            self.memory.delete(operation, values)
        elif operation.effect is Effect.CREATE:
            self.memory.create(operation, values, request)
        return True

    async def __call__(
        self,
        scope: Event,
        receive: Callable[[], Awaitable[Event]],
        send: Callable[[Event], Awaitable[None]],
    ) -> None:
        """Serves one ASGI connection."""
        if scope["type"] != "http":
            return
        response = self.respond(await _read(scope, receive))
        headers = [(name.lower().encode(), value.encode()) for name, value in response.headers]
        if response.status not in WITHOUT_BODY:
            headers.append((b"content-length", str(len(response.body)).encode()))
        body = b"" if scope["method"] == "HEAD" else response.body
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _refusal(document: Document, operation: Operation, preferred: tuple[str, ...]) -> Response:
    """The documented refusal, or a bare one where none is documented."""
    found = rejection_of(operation, preferred)
    return example_response(document, operation, *found) if found else Response(int(preferred[0]))


async def _read(scope: Event, receive: Callable[[], Awaitable[Event]]) -> Request:
    body, more = bytearray(), True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"])
    target = f"{path}?{query}" if query else path
    return Request(scope["method"], target, headers, bytes(body))
