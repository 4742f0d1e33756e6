"""The client checks detect each wrong client by its clause, and pass for the correct one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from clausebook.checks.client import (
    CallValues,
    ResponseCase,
    forbidden_calls,
    parses_response,
    rejects_call,
    rejects_undocumented_response,
    request_cases,
    response_cases,
    security_clauses,
    sends_credential,
    sends_request,
    undocumented_response_cases,
)
from clausebook.checks.client.styles import run_sync_and_async
from clausebook.codegen.client_driver import ClientDriver
from clausebook.config.settings import Settings
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken
from wrong_clients.listing import WRONG_CLIENTS
from wrong_clients.model import WrongClient

Check = Callable[[ClientDriver], None]


@pytest.fixture(scope="module")
def checks(clausebook_document: Document, clausebook_judge: Judge) -> dict[str, Check]:
    """Each test of `test_requests` and `test_responses` by its id, as the check it makes."""
    found: dict[str, Check] = {}
    for operation in clausebook_document.operations:
        for call in forbidden_calls(clausebook_document, operation):
            name = f"{operation.operation_id}: {call.name}"
            found[f"test_an_invalid_call_is_rejected_before_a_request_is_sent[{name}]"] = partial(
                run_sync_and_async, partial(rejects_call, operation=operation, given=call)
            )
        for wrong in undocumented_response_cases(clausebook_document, operation):
            name = f"{operation.operation_id}: {wrong.name}"
            found[f"test_an_invalid_response_is_rejected[{name}]"] = partial(
                run_sync_and_async,
                partial(rejects_undocumented_response, operation=operation, wrong=wrong),
            )
        for asynchronous, style in ((False, "sync"), (True, "async")):
            for call in request_cases(clausebook_document, operation):
                name = f"{operation.operation_id}: {call.name}, {style}"
                found[f"test_a_call_sends_its_arguments[{name}]"] = partial(
                    _sends, clausebook_judge, operation, call, asynchronous
                )
            for clause in security_clauses(clausebook_document, operation):
                name = f"{operation.operation_id}: {clause.place}, {style}"
                found[f"test_a_call_sends_its_credential[{name}]"] = partial(
                    sends_credential, clause=clause, asynchronous=asynchronous
                )
            for answer in response_cases(clausebook_document, operation):
                name = f"{operation.operation_id}: {answer.name}, {style}"
                found[f"test_a_documented_response_is_parsed[{name}]"] = partial(
                    _understands, operation, answer, asynchronous
                )
    return found


def _sends(
    judge: Judge, operation: Operation, call: CallValues, asynchronous: bool, driver: ClientDriver
) -> None:
    sends_request(judge, driver, operation, call, asynchronous=asynchronous)


def _understands(
    operation: Operation, answer: ResponseCase, asynchronous: bool, driver: ClientDriver
) -> None:
    parses_response(driver, operation, answer, asynchronous=asynchronous)


@pytest.fixture(scope="module")
def package(clausebook_settings: Settings, clausebook_package: str) -> Path:
    return clausebook_settings.generated / clausebook_package


@pytest.fixture(scope="module")
def right(package: Path, clausebook_document: Document) -> Iterator[ClientDriver]:
    with ClientDriver(package, clausebook_document) as driver:
        yield driver


@pytest.mark.parametrize("wrong", WRONG_CLIENTS, ids=lambda wrong: wrong.name)
def test_a_client_that(
    wrong: WrongClient,
    checks: dict[str, Check],
    right: ClientDriver,
    package: Path,
    clausebook_document: Document,
    tmp_path: Path,
) -> None:
    """It fails the named test for the named clause; the right client passes that test."""
    check = checks[wrong.test]
    check(right)
    with (
        ClientDriver(wrong.make(package, tmp_path), clausebook_document) as driver,
        pytest.raises(ContractBroken) as caught,
    ):
        check(driver)

    assert wrong.clause in [finding.clause for finding in caught.value.findings]
