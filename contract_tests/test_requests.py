"""Consumer: what the generated client puts on the wire, for every operation of the document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from clausebook.checks.consumer import Given, drawn_requests, guarded, request_cases, sends
from clausebook.consumer import Consumer
from clausebook.document import Document, Operation
from clausebook.judge import Judge
from clausebook.plugin.asked import settings_of
from clausebook.settings import Settings
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.clausebook_stage("consumer")
STYLES = {"sync": False, "async": True}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per operation, call and style of calling."""
    document = settings_of(metafunc.config).document
    if "call" in metafunc.fixturenames:
        rows = [
            pytest.param(
                operation,
                call,
                asynchronous,
                id=f"{operation.operation_id or operation.label}: {call.name}, {style}",
                marks=pytest.mark.clausebook_clause(*guarded(document, operation, call)),
            )
            for operation in document.operations
            for call, (style, asynchronous) in product(
                request_cases(document, operation), STYLES.items()
            )
        ]
        metafunc.parametrize(("operation", "call", "asynchronous"), rows)
    elif "operation" in metafunc.fixturenames:
        operations = [o for o in document.operations if not drawn_requests(document, o).is_empty]
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


def test_a_call_arrives_as_it_was_made(
    clausebook_judge: Judge,
    consumer: Consumer,
    operation: Operation,
    call: Given,
    asynchronous: bool,
) -> None:
    sends(clausebook_judge, consumer, operation, call, asynchronous=asynchronous)


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
