"""The mock server: validates requests, responds with examples, and applies create and delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from clausebook.auth import CredentialRejected, Scheme, Secret, schemes_of, verify_credential
from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.http.asgi import Event, Receive, Send
from clausebook.http.exchange import Request, Response
from clausebook.http.transport.asgi import read_request, send_response
from clausebook.judge import Judge
from clausebook.mock.memory import Memory
from clausebook.mock.responses import example_response, rejection_of, success_of
from clausebook.openapi import Document, Effect, Operation

# The status codes of a rejection, the preferred one first; a document may list another.
_NOT_FOUND = ("404", "410", "400")
_INVALID = ("400", "422")
_UNAUTHENTICATED = tuple(map(str, CREDENTIAL_REFUSALS))
_JSON = ("Content-Type", "application/json")


class MockProvider:
    """An ASGI application that keeps the promises of `document`.

    `secrets` are by the name of their security scheme; without any, every credential is accepted.
    `clock` gives the time at which signatures are verified. `judge` saves compiling the document
    again where its judge exists already.
    """

    def __init__(
        self,
        document: Document,
        secrets: Mapping[str, Secret] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        judge: Judge | None = None,
    ) -> None:
        self.document = document
        self.judge = judge or Judge(document)
        self.secrets = secrets or {}
        self.clock = clock
        self.memory = Memory(document)

    def rules_for(self, request: Request) -> tuple[Document, Judge]:
        """The document that a request is validated by, and the judge of that document."""
        return self.document, self.judge

    def respond(self, request: Request) -> Response:
        """The response to one request."""
        document, judge = self.rules_for(request)
        operation, violations = judge.operation(request), judge.request(request)
        if operation is None:
            for violation in violations:
                if violation.key_parts.kind == "methods":
                    headers = (("Allow", violation.expected), _JSON)
                    return Response(405, headers, b'{"message": "no such method"}')
            return Response(404, (_JSON,), b'{"message": "no such path"}')
        if any(
            violation.key_parts.is_security for violation in violations
        ) or not self._is_authenticated(document, operation, request):
            return _rejection(document, operation, _UNAUTHENTICATED)
        if violations:
            return _rejection(document, operation, _INVALID)
        return self._accept(document, judge, operation, request)

    def _is_authenticated(self, document: Document, operation: Operation, request: Request) -> bool:
        """Whether the credentials of one of the operation's security alternatives are valid."""
        if not self.secrets or not operation.security:
            return True
        schemes = schemes_of(document)
        return any(
            all(self._has_valid_credential(request, schemes[name]) for name in requirement)
            for requirement in operation.security
        )

    def _has_valid_credential(self, request: Request, scheme: Scheme) -> bool:
        if scheme.made_by_signature and scheme.name not in self.secrets:
            return True
        try:
            verify_credential(scheme, request, self.secrets[scheme.name], self.clock())
        except (CredentialRejected, KeyError):
            return False
        return True

    def _accept(
        self, document: Document, judge: Judge, operation: Operation, request: Request
    ) -> Response:
        if not self.apply_effect(operation, judge.parameter_values(request), request):
            return _rejection(document, operation, _NOT_FOUND)
        status = success_of(operation)
        return example_response(document, operation, status) if status else Response(200)

    def apply_effect(
        self, operation: Operation, values: Mapping[str, Any], request: Request
    ) -> bool:
        """Create or delete as `x-effect` says; False if the resource to read or delete is missing.

        `values` are the request's parameter values by name.
        """
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

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Serves one ASGI connection."""
        request = await read_request(scope, receive) if scope["type"] == "http" else None
        if request is not None:
            await send_response(scope, self.respond(request), send)


def _rejection(document: Document, operation: Operation, preferred: tuple[str, ...]) -> Response:
    """An example of the documented rejection; only a status code where none is documented."""
    rejection = rejection_of(operation, preferred)
    if rejection is None:
        return Response(int(preferred[0]))
    return example_response(document, operation, rejection.documented_status, rejection.status_code)
