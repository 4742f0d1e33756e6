"""Every consumer check of a document, as a list that can be run against any client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from clausebook.checks.client.credentials import carries, demands, is_secured, security_clauses
from clausebook.checks.client.rejections import allowed_calls, forbidden_calls, refuses
from clausebook.checks.client.requests import sends
from clausebook.checks.client.responses import answer_cases, guarded_by_answer, understands
from clausebook.checks.client.undocumented_responses import (
    right_answers,
    swallows_not,
    wrong_answers,
)
from clausebook.checks.client.values import guarded, request_cases
from clausebook.codegen.client_driver import Consumer
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `run` raises ContractBroken; `clauses` are the keys that it may find broken."""

    name: str
    clauses: tuple[str, ...]
    run: Callable[[Consumer], None]


def consumer_checks(document: Document, *, asynchronous: bool = False) -> list[Check]:
    """The checks in a fixed order: the same ones every time, and nothing that is drawn at random.

    The document of the `Consumer` that they are run against must be this one, whatever document
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
) -> Iterator[Check]:
    label = operation.operation_id or operation.label
    bound: dict[str, Any] = {"operation": operation, "asynchronous": asynchronous}
    calls = request_cases(document, operation)
    for call in (*calls, *allowed_calls(document, operation)):
        yield Check(
            f"{label}: sends {call.name}",
            guarded(document, operation, call),
            partial(sends, judge, given=call, **bound),
        )
    for call in forbidden_calls(document, operation):
        run: Callable[[Consumer], None] = partial(refuses, given=call, **bound)
        yield Check(f"{label}: refuses {call.name}", (call.clause,), run)
    for answer in (*answer_cases(document, operation), *right_answers(document, operation)):
        keys = guarded_by_answer(document, operation, answer)
        run = partial(understands, answer=answer, **bound)
        yield Check(f"{label}: understands {answer.name}", keys, run)
    for wrong in wrong_answers(document, operation):
        run = partial(swallows_not, wrong=wrong, **bound)
        yield Check(f"{label}: refuses to swallow {wrong.name}", (wrong.clause,), run)
    for clause in security_clauses(document, operation):
        run = partial(carries, clause=clause, asynchronous=asynchronous)
        yield Check(f"{label}: carries {clause.place}", (clause.key,), run)
    if is_secured(document, operation):
        keys = tuple(clause.key for clause in security_clauses(document, operation))
        yield Check(f"{label}: demands a credential", keys, partial(demands, **bound))
