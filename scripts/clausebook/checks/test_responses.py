"""ClientDriver: what the generated client makes of each documented answer, 204 first.

And that it refuses to swallow any answer that the document does not promise. Holds for any document
and the client generated from it; the plugin makes one test for each operation and answer.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausebook.checks.client import ClientCheck, drawn_responses, parses_response
from clausebook.checks.client.styles import STYLES
from clausebook.checks.levelled import Family
from clausebook.codegen.client_driver import ClientDriver
from clausebook.errors import NotJudged
from clausebook.openapi import Document, Operation

pytestmark = pytest.mark.clausebook_stage("client")


def test_a_documented_response_is_parsed(
    clausebook_answer: ClientCheck, clausebook_client_driver: ClientDriver
) -> None:
    clausebook_answer.run(clausebook_client_driver)


def test_an_invalid_response_is_rejected(
    clausebook_wrong_answer: ClientCheck, clausebook_client_driver: ClientDriver
) -> None:
    clausebook_wrong_answer.run(clausebook_client_driver)


@given(data=st.data())
def test_any_documented_response_is_parsed(
    clausebook_document: Document,
    clausebook_client_driver: ClientDriver,
    clausebook_operation: Operation,
    clausebook_family: Family,
    data: st.DataObject,
) -> None:
    answers = drawn_responses(clausebook_document, clausebook_operation)
    if answers.is_empty:
        raise NotJudged("no answer that the document promises can be drawn")
    answer = data.draw(answers)
    with clausebook_family("client/parses-responses"):
        for asynchronous in STYLES.values():
            parses_response(
                clausebook_client_driver, clausebook_operation, answer, asynchronous=asynchronous
            )
