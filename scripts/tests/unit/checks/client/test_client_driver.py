"""A generated client called with plain values, and the checks of it, for another document."""

from __future__ import annotations

import datetime
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clausebook.checks.client import (
    client_checks,
    drawn_requests,
    drawn_responses,
    parses_response,
    request_cases,
    response_cases,
    sends_request,
)
from clausebook.clauses import clauses_of
from clausebook.codegen import package_name, render_unformatted
from clausebook.codegen.client_driver import ClientDriver
from clausebook.codegen.driver_values import plain, python_value
from clausebook.errors import CannotRun
from clausebook.http.exchange import Response
from clausebook.judge import Judge
from clausebook.openapi import Document, load
from clausebook.report.finding import ContractBroken
from fakes.generated_documents import PETS, saved, unpacked
from fakes.paths import DOCUMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

ORDER_LINES = DOCUMENTS / "order-lines.yaml"


@pytest.fixture(scope="module")
def document() -> Document:
    """A document with bodies, arrays, enums, several statuses and a credential."""
    return load(ORDER_LINES)


@pytest.fixture(scope="module")
def package(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its generated client."""
    return unpacked(document, tmp_path_factory.mktemp("generated"))


@pytest.fixture(scope="module")
def driver(document: Document, package: Path) -> Iterator[ClientDriver]:
    with ClientDriver(package, document) as made:
        yield made


@pytest.fixture(scope="module")
def judge(document: Document) -> Judge:
    return Judge(document)


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_every_call_and_response_of_another_document_is_right(
    document: Document, driver: ClientDriver, judge: Judge, asynchronous: bool
) -> None:
    (operation,) = document.operations
    for call in request_cases(document, operation):
        sends_request(judge, driver, operation, call, asynchronous=asynchronous)
    for answer in response_cases(document, operation):
        parses_response(driver, operation, answer, asynchronous=asynchronous)


@settings(max_examples=50)
@given(data=st.data())
def test_any_call_and_response_of_another_document_is_right(
    document: Document, driver: ClientDriver, judge: Judge, data: st.DataObject
) -> None:
    (operation,) = document.operations
    call = data.draw(drawn_requests(document, operation))
    sends_request(judge, driver, operation, call, asynchronous=False)
    answer = data.draw(drawn_responses(document, operation))
    parses_response(driver, operation, answer, asynchronous=False)


def test_edges_are_those_of_the_schema(document: Document) -> None:
    names = {call.name for call in request_cases(document, document.operations[0])}

    assert {
        "all arguments",
        "no optional arguments",
        "query tag omitted",
        "path number at its minimum",
        "header X-Limit at its maximum",
        "query dry false",
        "query tag of several",
    } <= names
    # No header may hold these characters, and an order's number is at least 1.
    assert not {"header X-Trace unicode", "path number zero"} & names


def test_the_request_is_captured_as_it_is_on_the_wire(
    document: Document, driver: ClientDriver
) -> None:
    outcome = driver.call(
        document.operations[0],
        {
            "path number": 7,
            "query tag": ["a b", "c&d"],
            "query dry": True,
            "query since": "2026-11-24T10:00:00+00:00",
            "header X-Limit": 3,
            "cookie session": "s",
        },
        [{"article": "x", "count": 1, "colour": "Red"}],
        response=Response(201, (("Content-Type", "application/json"),), b'["1"]'),
    )

    request = outcome.request
    assert request.path == "/orders/7/lines"
    assert request.query.split("&") == [
        "tag=a%20b",
        "tag=c%26d",
        "dry=true",
        "since=2026-11-24T10%3A00%3A00%2B00%3A00",
    ]
    assert request.header("x-key") == "clausebook-credential"
    assert request.header("x-limit") == "3"
    assert request.header("cookie") == "session=s"
    assert request.body == b'[{"article":"x","count":1,"colour":"Red"}]'
    assert (outcome.status, outcome.data) == (201, ["1"])


def test_clients_of_two_documents_live_side_by_side(
    document: Document, package: Path, tmp_path: Path
) -> None:
    pets = saved(tmp_path, PETS)
    folder = unpacked(pets, tmp_path)
    before = set(sys.modules)
    with ClientDriver(folder, pets) as one, ClientDriver(package, document) as other:
        outcome = one.call(pets.operations[0], {"path id": "1"}, response=Response(204))
        assert outcome.request.path == "/pets/1"
        assert other.requests == []

    assert not {name for name in set(sys.modules) - before if name.startswith("_clausebook")}


def test_a_client_that_sends_nothing_is_a_finding(
    document: Document, judge: Judge, package: Path, tmp_path: Path
) -> None:
    copy = tmp_path / package.name
    for path in package.rglob("*.py"):
        (copy / path.relative_to(package)).parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text().replace("def write(self,", "def write(self, _none: int,")
        (copy / path.relative_to(package)).write_text(text)
    (copy / "provenance.json").write_bytes((package / "provenance.json").read_bytes())
    (operation,) = document.operations
    with (
        ClientDriver(copy, document) as wrong,
        pytest.raises(ContractBroken, match="sent 0 requests"),
    ):
        sends_request(
            judge, wrong, operation, request_cases(document, operation)[0], asynchronous=False
        )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is not a generated package; run `clausebook generate`"),
        ("{", "cannot read .*provenance.json"),
        ("[]", "cannot read .*provenance.json"),
    ],
    ids=["no stamp", "no JSON", "another shape"],
)
def test_a_folder_without_a_generated_package_is_named(
    document: Document, tmp_path: Path, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "provenance.json").write_text(content)
    with pytest.raises(CannotRun, match=message):
        ClientDriver(tmp_path, document)


def test_a_package_that_cannot_be_imported_is_named(
    document: Document, package: Path, tmp_path: Path
) -> None:
    (tmp_path / "__init__.py").write_text("1 / 0")
    (tmp_path / "provenance.json").write_bytes((package / "provenance.json").read_bytes())
    with pytest.raises(CannotRun, match="ZeroDivisionError: division by zero; regenerate"):
        ClientDriver(tmp_path, document)


MOMENT = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
IDENTIFIER = uuid.UUID(int=5)


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (str, "a", "a"),
        (str, 5, 5),
        (int | str, 5, 5),
        (str | None, None, None),
        (float, 1, 1),
        (datetime.datetime, "2026-01-02T00:00:00+00:00", MOMENT),
        (datetime.date | int, "2026-01-02", MOMENT.date()),
        (list[uuid.UUID], [str(IDENTIFIER)], [IDENTIFIER]),
        (int, "no number", "no number"),
    ],
)
def test_plain_values_become_what_an_argument_wants(
    annotation: Any, value: Any, expected: Any
) -> None:
    assert python_value(annotation, value) == expected
    assert type(python_value(annotation, value)) is type(expected)


def test_what_was_parsed_becomes_plain() -> None:
    assert plain([MOMENT, IDENTIFIER, 1, None]) == [MOMENT.isoformat(), str(IDENTIFIER), 1, None]


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    "name", ["order-lines", "shop", "judged", "judged-styles", "judged-answers", "probed", "pets"]
)
def test_the_client_of_any_document_passes_every_client_check(
    name: str, asynchronous: bool, tmp_path: Path
) -> None:
    """It sends_request, refuses, understands and refuses to swallow as that document says."""
    document = load(ORDER_LINES.with_name(f"{name}.yaml"))
    files = render_unformatted(document)
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    checks = client_checks(document, asynchronous=asynchronous)
    with ClientDriver(tmp_path / package_name(document), document) as made:
        for check in checks:
            check.run(made)

    assert len(checks) > 50
    known = {clause.key for clause in clauses_of(document)}
    assert {key for check in checks for key in check.clauses} <= known
