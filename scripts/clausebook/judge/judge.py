"""The judge of one document: routes an exchange to its operation and lists what it violates."""

from __future__ import annotations

from typing import Any

from clausebook.clauses import ANY_METHOD, ClauseKey, clauses_of
from clausebook.http.exchange import Request, Response
from clausebook.http.methods import is_not_modified
from clausebook.judge.requests import RequestJudge
from clausebook.judge.responses import ResponseJudge
from clausebook.judge.routing import Router
from clausebook.judge.violation import Violation
from clausebook.openapi import Document, Operation


class Judge:
    """Judges exchanges by one document; request paths have no server's path prefix."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._router = Router(document)
        self.clauses = {clause.key: clause for clause in clauses_of(document)}
        self._request_judges: dict[str, RequestJudge] = {}
        self._response_judges: dict[str, ResponseJudge] = {}
        self._response_clauses: dict[tuple[str, str | None], frozenset[str]] = {}

    def operation(self, request: Request) -> Operation | None:
        """The operation of a request; None if its method or path is not documented."""
        return self._router.find(request.method, request.path).operation

    def request(self, request: Request, *, consumer: bool = False) -> list[Violation]:
        """Every violation of a request.

        With `consumer`, unknown and repeated query keys are violations too: a client must not send
        them, while a provider may accept or ignore them.
        """
        match = self._router.find(request.method, request.path)
        if match.operation is None:
            return [self._undocumented(request, match.template)]
        judge = self._request_judge(match.operation)
        return list(judge.violations(request, match.path_values, consumer))

    def parameter_values(self, request: Request) -> dict[str, Any]:
        """The values of the documented parameters by name; empty for an undocumented request."""
        match = self._router.find(request.method, request.path)
        if match.operation is None:
            return {}
        return self._request_judge(match.operation).parameter_values(request, match.path_values)

    def response(self, request: Request, response: Response) -> list[Violation]:
        """Every violation of the response to `request`.

        An undocumented method or path may get any response but a success.
        """
        match = self._router.find(request.method, request.path)
        if match.operation is not None:
            judge = self._response_judge(match.operation)
            if is_not_modified(request, response) and judge.documented_status(304) is None:
                return []
            return list(judge.violations(response))
        allowed = request.method in ("HEAD", "OPTIONS") or not 200 <= response.status < 300
        return [] if allowed else [self._undocumented(request, match.template)]

    def documented_status(self, operation: Operation, status: int) -> str | None:
        """The key of the operation's responses that documents a status code, "4XX" for 404."""
        return self._response_judge(operation).documented_status(status)

    def clauses_of_response(self, operation: Operation, status: str | None) -> frozenset[str]:
        """The keys of the clauses that apply to a response documented under the key `status`."""
        cache_key = operation.pointer, status
        if cache_key not in self._response_clauses:
            operation_key = ClauseKey.of(operation)
            self._response_clauses[cache_key] = frozenset(
                key
                for key, clause in self.clauses.items()
                if clause.key_parts.is_within(operation_key)
                and clause.key_parts.is_about_response(status)
            )
        return self._response_clauses[cache_key]

    def _request_judge(self, operation: Operation) -> RequestJudge:
        if operation.pointer not in self._request_judges:
            judge = RequestJudge(self._document, operation, self.clauses)
            self._request_judges[operation.pointer] = judge
        return self._request_judges[operation.pointer]

    def _response_judge(self, operation: Operation) -> ResponseJudge:
        if operation.pointer not in self._response_judges:
            judge = ResponseJudge(self._document, operation, self.clauses)
            self._response_judges[operation.pointer] = judge
        return self._response_judges[operation.pointer]

    def _undocumented(self, request: Request, template: str | None) -> Violation:
        """The violation of a request whose path, or whose method on `template`, is unknown."""
        if template is None:
            return Violation(
                str(ClauseKey(ANY_METHOD, request.path)),
                f"the path {request.path!r} is not documented",
            )
        methods = sorted(
            operation.method
            for operation in self._document.operations
            if operation.path == template
        )
        return Violation(
            str(ClauseKey.of_path(template, "methods")),
            f"the method {request.method} is not documented on {template}",
            ", ".join(methods),
            request.method,
        )
