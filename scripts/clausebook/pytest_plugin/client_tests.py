"""The consumer checks of this run's document, for the tests that are made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import product

import pytest

from clausebook.checks.client import (
    Check,
    allowed_calls,
    answer_cases,
    carries,
    forbidden_calls,
    guarded,
    guarded_by_answer,
    refuses,
    request_cases,
    right_answers,
    security_clauses,
    sends,
    swallows_not,
    understands,
    wrong_answers,
)
from clausebook.checks.client.styles import STYLES, in_both_styles
from clausebook.errors import CannotRun
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation
from clausebook.pytest_plugin.options import settings_of

Made = Callable[[Document, Operation], Iterable[Check]]
_judge = lru_cache(maxsize=1)(Judge)


def operations_for(config: pytest.Config) -> list[Operation]:
    """The operations of the document; one that cannot be used fails the collection."""
    try:
        return list(settings_of(config).document.operations)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error


def calls_for(config: pytest.Config, fixture: str) -> list[Check]:
    """The checks that the fixture of this name stands for, in the document's order."""
    operations = operations_for(config)
    document = settings_of(config).document
    return [check for it in operations for check in _MADE[fixture](document, it)]


def label(operation: Operation) -> str:
    """What a test is called by."""
    return operation.operation_id or operation.label


def _calls(document: Document, operation: Operation) -> Iterator[Check]:
    calls = (*request_cases(document, operation), *allowed_calls(document, operation))
    judge = _judge(document)
    for call, (style, asynchronous) in product(calls, STYLES.items()):
        run = partial(sends, judge, operation=operation, given=call, asynchronous=asynchronous)
        keys = guarded(document, operation, call)
        yield Check(f"{label(operation)}: {call.name}, {style}", keys, run)


def _forbidden(document: Document, operation: Operation) -> Iterator[Check]:
    for call in forbidden_calls(document, operation):
        run = partial(in_both_styles, partial(refuses, operation=operation, given=call))
        yield Check(f"{label(operation)}: {call.name}", guarded(document, operation, call), run)


def _credentials(document: Document, operation: Operation) -> Iterator[Check]:
    clauses = security_clauses(document, operation)
    for clause, (style, asynchronous) in product(clauses, STYLES.items()):
        run = partial(carries, clause=clause, asynchronous=asynchronous)
        yield Check(f"{label(operation)}: {clause.place}, {style}", (clause.key,), run)


def _answers(document: Document, operation: Operation) -> Iterator[Check]:
    answers = (*answer_cases(document, operation), *right_answers(document, operation))
    for answer, (style, asynchronous) in product(answers, STYLES.items()):
        run = partial(understands, operation=operation, answer=answer, asynchronous=asynchronous)
        keys = guarded_by_answer(document, operation, answer)
        yield Check(f"{label(operation)}: {answer.name}, {style}", keys, run)


def _wrong_answers(document: Document, operation: Operation) -> Iterator[Check]:
    for wrong in wrong_answers(document, operation):
        run = partial(in_both_styles, partial(swallows_not, operation=operation, wrong=wrong))
        yield Check(f"{label(operation)}: {wrong.name}", (wrong.clause,), run)


_MADE: dict[str, Made] = {
    "clausebook_call": _calls,
    "clausebook_forbidden_call": _forbidden,
    "clausebook_credential": _credentials,
    "clausebook_answer": _answers,
    "clausebook_wrong_answer": _wrong_answers,
}
