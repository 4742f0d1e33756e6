"""One exchange against the document: every clause that it breaks, named.

Judges what was on the wire; sends nothing, and knows nothing of what a deployment holds.
"""

from __future__ import annotations

from typing import Any

from clausebook.clauses import ANY_METHOD, ClauseKey, clauses_of
from clausebook.http.exchange import Request, Response
from clausebook.judge.gaps import gap_of
from clausebook.judge.requests import RequestJudge
from clausebook.judge.responses import ResponseJudge
from clausebook.judge.routing import Router
from clausebook.judge.violation import Violation
from clausebook.openapi import Document, Operation

__all__ = ["Judge", "Violation"]


class Judge:
    """Judges exchanges by one document, whose paths stand here without a server's prefix."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._router = Router(document)
        self.clauses = {clause.key: clause for clause in clauses_of(document)}
        self._requests: dict[str, RequestJudge] = {}
        self._responses: dict[str, ResponseJudge] = {}
        self._of_response: dict[tuple[str, str | None], frozenset[str]] = {}

    def operation(self, request: Request) -> Operation | None:
        """The operation that a request is for, if it is documented."""
        return self._router.find(request.method, request.path)[0]

    def request(self, request: Request, *, consumer: bool = False) -> list[Violation]:
        """Each clause that the request breaks, all at once.

        With `consumer`, what the document does not mention (unknown and repeated query keys) counts
        too: a client has no business sending it, while a provider may take it or leave it.
        """
        operation, template, values = self._router.find(request.method, request.path)
        if operation is None:
            return [self._unknown(request, template)]
        return list(self._of_requests(operation).violations(request, values, consumer))

    def values(self, request: Request) -> dict[str, Any]:
        """The value of each documented parameter by its name; none without an operation."""
        operation, _, values = self._router.find(request.method, request.path)
        return self._of_requests(operation).values(request, values) if operation else {}

    def response(self, request: Request, response: Response) -> list[Violation]:
        """Each clause that the answer to `request` breaks, all at once.

        An undocumented method or path may have any answer but a success.
        """
        operation, template, _ = self._router.find(request.method, request.path)
        if operation is not None:
            return list(self._of_responses(operation).violations(response))
        harmless = request.method in ("HEAD", "OPTIONS") or not 200 <= response.status < 300
        return [] if harmless else [self._unknown(request, template)]

    def documented_status(self, operation: Operation, status: int) -> str | None:
        """The key among the operation's responses that a status falls under."""
        return self._of_responses(operation).documented(status)

    def gap(self, operation: Operation, status: int) -> str:
        """Why the document does not say whether this status is right; empty where it does."""
        documented = self.documented_status(operation, status)
        return gap_of(operation, status) if documented is None else ""

    def clauses_of_response(self, operation: Operation, status: str | None) -> frozenset[str]:
        """The keys of the clauses that a response of this documented status is held against."""
        asked = operation.pointer, status
        if asked not in self._of_response:
            own = ClauseKey.of(operation)
            self._of_response[asked] = frozenset(
                key
                for key, clause in self.clauses.items()
                if clause.key_parts.is_within(own) and clause.key_parts.is_about_response(status)
            )
        return self._of_response[asked]

    def _of_requests(self, operation: Operation) -> RequestJudge:
        if operation.pointer not in self._requests:
            made = RequestJudge(self._document, operation, self.clauses)
            self._requests[operation.pointer] = made
        return self._requests[operation.pointer]

    def _of_responses(self, operation: Operation) -> ResponseJudge:
        if operation.pointer not in self._responses:
            made = ResponseJudge(self._document, operation, self.clauses)
            self._responses[operation.pointer] = made
        return self._responses[operation.pointer]

    def _unknown(self, request: Request, template: str | None) -> Violation:
        if template is None:
            return Violation(
                str(ClauseKey(ANY_METHOD, request.path)),
                f"the path {request.path!r} is not documented",
            )
        known = sorted(o.method for o in self._document.operations if o.path == template)
        return Violation(
            str(ClauseKey.of_path(template, "methods")),
            f"the method {request.method} is not documented on {template}",
            ", ".join(known),
            request.method,
        )
