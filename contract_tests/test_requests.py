"""Consumer: what the generated client puts on the wire, and what it refuses to put there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product

import pytest
from call_styles import STYLES, in_both_styles
from clausebook.checks.consumer import (
    Given,
    allowed_calls,
    carries,
    demands,
    drawn_requests,
    forbidden_calls,
    guarded,
    is_secured,
    refuses,
    request_cases,
    security_clauses,
    sends,
)
from clausebook.clauses import Clause
from clausebook.consumer import Consumer
from clausebook.document import Document, Operation
from clausebook.judge import Judge
from clausebook.plugin.asked import settings_of
from clausebook.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.clausebook_stage("consumer")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per operation, call and style of calling."""
    document = settings_of(metafunc.config).document
    if "call" in metafunc.fixturenames:
        rows = [
            pytest.param(*row, asynchronous, id=f"{name}, {style}", marks=marks)
            for name, row, marks in _rows(
                document, lambda *of: (*request_cases(*of), *allowed_calls(*of))
            )
            for style, asynchronous in STYLES.items()
        ]
        metafunc.parametrize(("operation", "call", "asynchronous"), rows)
        return
    if "forbidden" in metafunc.fixturenames:
        rows = [
            pytest.param(*row, id=name, marks=marks)
            for name, row, marks in _rows(document, forbidden_calls)
        ]
        metafunc.parametrize(("operation", "forbidden"), rows)
        return
    if "alternative" in metafunc.fixturenames:
        rows = [
            pytest.param(
                clause,
                asynchronous,
                id=f"{operation.operation_id or operation.label}: {clause.place}, {style}",
                marks=pytest.mark.clausebook_clause(clause.key),
            )
            for operation in document.operations
            for clause, (style, asynchronous) in product(
                security_clauses(document, operation), STYLES.items()
            )
        ]
        metafunc.parametrize(("alternative", "asynchronous"), rows)
    elif "operation" in metafunc.fixturenames:
        operations = [o for o in document.operations if not drawn_requests(document, o).is_empty]
        metafunc.parametrize(
            "operation", operations, ids=[o.operation_id or o.label for o in operations]
        )


Row = tuple[str, tuple[Operation, Given], pytest.MarkDecorator]


def _rows(
    document: Document, cases: Callable[[Document, Operation], Iterable[Given]]
) -> Iterator[Row]:
    for operation in document.operations:
        for call in cases(document, operation):
            name = f"{operation.operation_id or operation.label}: {call.name}"
            marks = pytest.mark.clausebook_clause(*guarded(document, operation, call))
            yield name, (operation, call), marks


@pytest.fixture(scope="module")
def consumer(
    clausebook_settings: Settings, clausebook_package: str, clausebook_document: Document
) -> Iterator[Consumer]:
    """The committed client, answered without a network."""
    with Consumer(clausebook_settings.generated / clausebook_package, clausebook_document) as made:
        yield made


def test_a_call_arrives_as_it_was_made(
    clausebook_judge: Judge,
    consumer: Consumer,
    operation: Operation,
    call: Given,
    asynchronous: bool,
) -> None:
    sends(clausebook_judge, consumer, operation, call, asynchronous=asynchronous)


def test_a_forbidden_call_is_refused_before_anything_is_sent(
    consumer: Consumer, operation: Operation, forbidden: Given
) -> None:
    in_both_styles(partial(refuses, operation=operation, given=forbidden), consumer)


def test_a_call_carries_its_credential(
    consumer: Consumer, alternative: Clause, asynchronous: bool
) -> None:
    carries(consumer, alternative, asynchronous=asynchronous)


@pytest.mark.parametrize("asynchronous", STYLES.values(), ids=STYLES)
def test_no_call_goes_out_without_the_credential_that_is_demanded(
    clausebook_document: Document, consumer: Consumer, asynchronous: bool
) -> None:
    for operation in clausebook_document.operations:
        if is_secured(clausebook_document, operation):
            demands(consumer, operation, asynchronous=asynchronous)


@given(data=st.data())
def test_any_allowed_call_arrives_as_it_was_made(
    clausebook_document: Document,
    clausebook_judge: Judge,
    consumer: Consumer,
    operation: Operation,
    data: st.DataObject,
) -> None:
    call = data.draw(drawn_requests(clausebook_document, operation))
    for asynchronous in STYLES.values():
        sends(clausebook_judge, consumer, operation, call, asynchronous=asynchronous)
