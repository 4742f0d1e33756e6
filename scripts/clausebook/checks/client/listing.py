"""Every consumer check of a document, as a list that can be run against any client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from clausebook.checks.client.credentials import (
    is_secured,
    requires_credential,
    security_clauses,
    sends_credential,
)
from clausebook.checks.client.rejections import allowed_calls, forbidden_calls, rejects_call
from clausebook.checks.client.requests import sends_request
from clausebook.checks.client.responses import guarded_by_response, parses_response, response_cases
from clausebook.checks.client.undocumented_responses import (
    rejects_undocumented_response,
    right_answers,
    undocumented_response_cases,
)
from clausebook.checks.client.values import guarded, request_cases
from clausebook.codegen.client_driver import ClientDriver
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation


@dataclass(frozen=True, slots=True)
class ClientCheck:
    """One check. `run` raises ContractBroken; `clauses` are the keys that it may find broken."""

    name: str
    clauses: tuple[str, ...]
    run: Callable[[ClientDriver], None]


def client_checks(document: Document, *, asynchronous: bool = False) -> list[ClientCheck]:
    """The checks in a fixed order: the same ones every time, and nothing that is drawn at random.

    The document of the `ClientDriver` that they are run against must be this one, whatever document
    its client was made from.
    """
    judge = Judge(document)
    return [
        check
        for operation in document.operations
        for check in _of_operation(document, judge, operation, asynchronous)
    ]


def _of_operation(
    document: Document, judge: Judge, operation: Operation, asynchronous: bool
) -> Iterator[ClientCheck]:
    label = operation.operation_id or operation.label
    bound: dict[str, Any] = {"operation": operation, "asynchronous": asynchronous}
    calls = request_cases(document, operation)
    for call in (*calls, *allowed_calls(document, operation)):
        yield ClientCheck(
            f"{label}: sends {call.name}",
            guarded(document, operation, call),
            partial(sends_request, judge, given=call, **bound),
        )
    for call in forbidden_calls(document, operation):
        run: Callable[[ClientDriver], None] = partial(rejects_call, given=call, **bound)
        yield ClientCheck(f"{label}: refuses {call.name}", (call.clause,), run)
    for answer in (*response_cases(document, operation), *right_answers(document, operation)):
        keys = guarded_by_response(document, operation, answer)
        run = partial(parses_response, answer=answer, **bound)
        yield ClientCheck(f"{label}: understands {answer.name}", keys, run)
    for wrong in undocumented_response_cases(document, operation):
        run = partial(rejects_undocumented_response, wrong=wrong, **bound)
        yield ClientCheck(f"{label}: refuses to swallow {wrong.name}", (wrong.clause,), run)
    for clause in security_clauses(document, operation):
        run = partial(sends_credential, clause=clause, asynchronous=asynchronous)
        yield ClientCheck(f"{label}: carries {clause.place}", (clause.key,), run)
    if is_secured(document, operation):
        keys = tuple(clause.key for clause in security_clauses(document, operation))
        yield ClientCheck(
            f"{label}: demands a credential", keys, partial(requires_credential, **bound)
        )
