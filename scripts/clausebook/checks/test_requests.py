"""ClientDriver: what the generated client puts on the wire, and what it refuses to put there.

Holds for any document and the client generated from it. The plugin makes one test for each
operation, call and style of calling.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausebook.checks.client import (
    ClientCheck,
    drawn_requests,
    is_secured,
    requires_credential,
    sends_request,
)
from clausebook.checks.client.styles import STYLES
from clausebook.checks.levelled import Family
from clausebook.codegen.client_driver import ClientDriver
from clausebook.errors import NotJudged
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation

pytestmark = pytest.mark.clausebook_stage("client")


def test_a_call_sends_its_arguments(
    clausebook_call: ClientCheck, clausebook_client_driver: ClientDriver
) -> None:
    clausebook_call.run(clausebook_client_driver)


def test_an_invalid_call_is_rejected_before_a_request_is_sent(
    clausebook_forbidden_call: ClientCheck, clausebook_client_driver: ClientDriver
) -> None:
    clausebook_forbidden_call.run(clausebook_client_driver)


def test_a_call_sends_its_credential(
    clausebook_credential: ClientCheck, clausebook_client_driver: ClientDriver
) -> None:
    clausebook_credential.run(clausebook_client_driver)


def test_a_check_of_ones_own_finds_nothing(
    clausebook_own_client_check: ClientCheck, clausebook_client_driver: ClientDriver
) -> None:
    clausebook_own_client_check.run(clausebook_client_driver)


@pytest.mark.parametrize("asynchronous", STYLES.values(), ids=STYLES)
def test_no_request_is_sent_without_the_required_credential(
    clausebook_document: Document,
    clausebook_client_driver: ClientDriver,
    clausebook_family: Family,
    asynchronous: bool,
) -> None:
    with clausebook_family("client/requires-credentials"):
        for operation in clausebook_document.operations:
            if is_secured(clausebook_document, operation):
                requires_credential(clausebook_client_driver, operation, asynchronous=asynchronous)


@given(data=st.data())
def test_any_valid_call_sends_its_arguments(
    clausebook_document: Document,
    clausebook_judge: Judge,
    clausebook_client_driver: ClientDriver,
    clausebook_operation: Operation,
    clausebook_family: Family,
    data: st.DataObject,
) -> None:
    calls = drawn_requests(clausebook_document, clausebook_operation)
    if calls.is_empty:
        raise NotJudged("no call that the document allows can be drawn")
    call = data.draw(calls)
    with clausebook_family("client/sends-requests"):
        for asynchronous in STYLES.values():
            sends_request(
                clausebook_judge,
                clausebook_client_driver,
                clausebook_operation,
                call,
                asynchronous=asynchronous,
            )
