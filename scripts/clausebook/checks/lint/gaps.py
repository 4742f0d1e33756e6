"""Lint rules about gaps: what an operation must answer in some case and documents no response for.

Each is one warning at the operation. What hangs on it is not judged, so that no service is blamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausebook.checks.registry import lint_rule
from clausebook.clauses import parameters_of, request_bodies_of
from clausebook.errors import Level
from clausebook.judge.gaps import (
    credential_refusals_of,
    is_secured,
    rejection_keys_of,
    successes_of,
)
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.report.finding import Finding, finding_at


@lint_rule(id="document/success-response", level=Level.WARNING, source="OAS 3.1, 4.8.16")
def operations_document_a_success(document: Document) -> Iterator[Finding]:
    """Each operation documents a response that is not an error: 2xx, 3xx, 101 or `default`."""
    for operation in document.operations:
        if not successes_of(operation) and "101" not in operation.responses:
            yield _gap(document, operation, "success", "a 2xx or 3xx")


@lint_rule(id="document/rejection-response", level=Level.WARNING, source="RFC 9110, 15.5")
def operations_document_a_rejection(document: Document) -> Iterator[Finding]:
    """Each operation that can be asked wrongly documents a 4xx or `default`."""
    for operation in document.operations:
        if not rejection_keys_of(operation) and _can_be_asked_wrongly(document, operation):
            yield _gap(document, operation, "response to a wrong request", "a 4xx or default")


@lint_rule(
    id="document/unauthorized-response", level=Level.WARNING, source="RFC 9110, 15.5.2 and 15.5.4"
)
def secured_operations_document_a_refusal(document: Document) -> Iterator[Finding]:
    """Each operation that demands a credential documents 401, 403, 4XX or `default`."""
    for operation in document.operations:
        if is_secured(operation) and not credential_refusals_of(operation):
            yield _gap(document, operation, "refusal of a wrong credential", "401 or 403")


def _gap(document: Document, operation: Operation, missing: str, expected: str) -> Finding:
    pointer = join(operation.pointer, "responses")
    at = pointer if "responses" in operation.raw else operation.pointer
    problem = f"{operation.label} documents no {missing}"
    actual = ", ".join(operation.responses) or "no response"
    return finding_at(document, at, problem, expected=expected, actual=actual)


def _can_be_asked_wrongly(document: Document, operation: Operation) -> bool:
    """Whether a request can break the operation's own part of the document."""
    if any(True for _ in request_bodies_of(document, operation)):
        return True
    for place in parameters_of(document, operation):
        parameter = place.parameter
        assert parameter is not None
        if (parameter.required and parameter.place != "path") or _limits(place.schema.value):
            return True
    return False


def _limits(schema: dict[str, Any]) -> bool:
    """Whether there is a text that the schema does not allow."""
    kinds = schema.get("type", "string")
    takes_text = "string" in ([kinds] if isinstance(kinds, str) else kinds)
    return not takes_text or bool(schema.keys() - {"type"})
