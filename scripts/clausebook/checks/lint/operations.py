"""Lint rules about operations: unique ids, responses that HTTP allows.

Gaps are in `gaps`, style rules in `names` and `texts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.checks.registry import lint_rule
from clausebook.http.statuses import may_have_content
from clausebook.openapi import Document, Effect, Operation
from clausebook.openapi.pointers import join
from clausebook.report.finding import Finding, finding_at


@lint_rule(id="document/operation-id-unique", source="OAS 3.1, 4.8.10.1")
def operation_ids_are_unique(document: Document) -> Iterator[Finding]:
    """No two operations have the same operationId."""
    seen: dict[str, Operation] = {}
    for operation in document.operations:
        name = operation.operation_id
        if name and name in seen:
            pointer = join(operation.pointer, "operationId")
            problem = f"operationId {name!r} also names {seen[name].label}"
            yield finding_at(document, pointer, problem, expected="a unique operationId")
        if name:
            seen.setdefault(name, operation)


@lint_rule(id="document/effect", source="the extension x-effect of clausebook")
def effects_are_known(document: Document) -> Iterator[Finding]:
    """`x-effect`, where an operation has one, is create, read or delete."""
    for operation in document.operations:
        if "x-effect" in operation.raw and operation.raw["x-effect"] not in tuple(Effect):
            pointer = join(operation.pointer, "x-effect")
            expected, actual = " or ".join(Effect), repr(operation.raw["x-effect"])
            problem = f"{operation.label} has an unknown x-effect"
            yield finding_at(document, pointer, problem, expected=expected, actual=actual)


@lint_rule(id="document/no-content", source="RFC 9110, 15.2, 15.3.5, 15.3.6 and 15.4.5")
def statuses_without_content_document_none(document: Document) -> Iterator[Finding]:
    """A response with status 1xx, 204, 205 or 304 documents no content."""
    for operation in document.operations:
        for status, response in operation.responses.items():
            if not may_have_content(status) and response.get("content"):
                pointer = join(operation.response_pointers[status], "content")
                problem = f"{operation.label} documents content for {status}, which cannot have any"
                yield finding_at(document, pointer, problem, actual=", ".join(response["content"]))
