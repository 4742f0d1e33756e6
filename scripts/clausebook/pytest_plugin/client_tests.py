"""The consumer checks of this run's document, for the tests that are made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import product

import pytest

from clausebook.checks.client import (
    ClientCheck,
    allowed_calls,
    forbidden_calls,
    guarded,
    guarded_by_response,
    parses_response,
    rejects_call,
    rejects_undocumented_response,
    request_cases,
    response_cases,
    right_answers,
    security_clauses,
    sends_credential,
    sends_request,
    undocumented_response_cases,
)
from clausebook.checks.client.styles import STYLES, in_both_styles
from clausebook.errors import CannotRun
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation
from clausebook.pytest_plugin.options import run_options

Made = Callable[[Document, Operation], Iterable[ClientCheck]]
_judge = lru_cache(maxsize=1)(Judge)


def operations_for(config: pytest.Config) -> list[Operation]:
    """The operations of the document; one that cannot be used fails the collection."""
    try:
        return list(run_options(config).document.operations)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error


def calls_for(config: pytest.Config, fixture: str) -> list[ClientCheck]:
    """The checks that the fixture of this name stands for, in the document's order."""
    operations = operations_for(config)
    document = run_options(config).document
    return [check for it in operations for check in _MADE[fixture](document, it)]


def label(operation: Operation) -> str:
    """What a test is called by."""
    return operation.operation_id or operation.label


def _calls(document: Document, operation: Operation) -> Iterator[ClientCheck]:
    calls = (*request_cases(document, operation), *allowed_calls(document, operation))
    judge = _judge(document)
    for call, (style, asynchronous) in product(calls, STYLES.items()):
        run = partial(
            sends_request, judge, operation=operation, given=call, asynchronous=asynchronous
        )
        keys = guarded(document, operation, call)
        yield ClientCheck(f"{label(operation)}: {call.name}, {style}", keys, run)


def _forbidden(document: Document, operation: Operation) -> Iterator[ClientCheck]:
    for call in forbidden_calls(document, operation):
        run = partial(in_both_styles, partial(rejects_call, operation=operation, given=call))
        yield ClientCheck(
            f"{label(operation)}: {call.name}", guarded(document, operation, call), run
        )


def _credentials(document: Document, operation: Operation) -> Iterator[ClientCheck]:
    clauses = security_clauses(document, operation)
    for clause, (style, asynchronous) in product(clauses, STYLES.items()):
        run = partial(sends_credential, clause=clause, asynchronous=asynchronous)
        yield ClientCheck(f"{label(operation)}: {clause.place}, {style}", (clause.key,), run)


def _answers(document: Document, operation: Operation) -> Iterator[ClientCheck]:
    answers = (*response_cases(document, operation), *right_answers(document, operation))
    for answer, (style, asynchronous) in product(answers, STYLES.items()):
        run = partial(
            parses_response, operation=operation, answer=answer, asynchronous=asynchronous
        )
        keys = guarded_by_response(document, operation, answer)
        yield ClientCheck(f"{label(operation)}: {answer.name}, {style}", keys, run)


def _wrong_answers(document: Document, operation: Operation) -> Iterator[ClientCheck]:
    for wrong in undocumented_response_cases(document, operation):
        run = partial(
            in_both_styles, partial(rejects_undocumented_response, operation=operation, wrong=wrong)
        )
        yield ClientCheck(f"{label(operation)}: {wrong.name}", (wrong.clause,), run)


_MADE: dict[str, Made] = {
    "clausebook_call": _calls,
    "clausebook_forbidden_call": _forbidden,
    "clausebook_credential": _credentials,
    "clausebook_answer": _answers,
    "clausebook_wrong_answer": _wrong_answers,
}
