"""Consumer: what the generated client makes of each documented answer, 204 first.

And that it refuses to swallow any answer that the document does not promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product

import pytest
from call_styles import STYLES, in_both_styles
from clausebook.checks.consumer import (
    Answer,
    WrongAnswer,
    answer_cases,
    drawn_answers,
    guarded_by_answer,
    right_answers,
    swallows_not,
    understands,
    wrong_answers,
)
from clausebook.consumer import Consumer
from clausebook.document import Document, Operation
from clausebook.plugin.asked import settings_of
from clausebook.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.clausebook_stage("consumer")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per operation, documented answer and style of calling."""
    document = settings_of(metafunc.config).document
    if "answer" in metafunc.fixturenames:
        rows = [
            pytest.param(
                operation,
                answer,
                asynchronous,
                id=f"{operation.operation_id or operation.label}: {answer.name}, {style}",
                marks=pytest.mark.clausebook_clause(
                    *guarded_by_answer(document, operation, answer)
                ),
            )
            for operation in document.operations
            for answer, (style, asynchronous) in product(
                (*answer_cases(document, operation), *right_answers(document, operation)),
                STYLES.items(),
            )
        ]
        metafunc.parametrize(("operation", "answer", "asynchronous"), rows)
    elif "wrong" in metafunc.fixturenames:
        rows = [
            pytest.param(
                operation,
                wrong,
                id=f"{operation.operation_id or operation.label}: {wrong.name}",
                marks=pytest.mark.clausebook_clause(wrong.clause),
            )
            for operation in document.operations
            for wrong in wrong_answers(document, operation)
        ]
        metafunc.parametrize(("operation", "wrong"), rows)
    elif "operation" in metafunc.fixturenames:
        operations = [o for o in document.operations if not drawn_answers(document, o).is_empty]
        metafunc.parametrize(
            "operation", operations, ids=[o.operation_id or o.label for o in operations]
        )


@pytest.fixture(scope="module")
def consumer(
    clausebook_settings: Settings, clausebook_package: str, clausebook_document: Document
) -> Iterator[Consumer]:
    """The committed client, answered without a network."""
    with Consumer(clausebook_settings.generated / clausebook_package, clausebook_document) as made:
        yield made


def test_a_documented_answer_is_understood(
    consumer: Consumer, operation: Operation, answer: Answer, asynchronous: bool
) -> None:
    understands(consumer, operation, answer, asynchronous=asynchronous)


def test_a_wrong_answer_is_refused(
    consumer: Consumer, operation: Operation, wrong: WrongAnswer
) -> None:
    in_both_styles(partial(swallows_not, operation=operation, wrong=wrong), consumer)


@given(data=st.data())
def test_any_documented_answer_is_understood(
    clausebook_document: Document,
    consumer: Consumer,
    operation: Operation,
    data: st.DataObject,
) -> None:
    answer = data.draw(drawn_answers(clausebook_document, operation))
    for asynchronous in STYLES.values():
        understands(consumer, operation, answer, asynchronous=asynchronous)
