"""The answers of a made provider: which documented status a refusal gets, and how headers look."""

from __future__ import annotations

import pytest
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from clausebook.mock.responses import example_response, header_text, rejection_of
from clausebook.openapi import Document, load
from fakes.paths import DOCUMENTS


@pytest.fixture(scope="module")
def radio() -> Document:
    return load(DOCUMENTS / "proved-radio.yaml")


@pytest.fixture(scope="module")
def clinic() -> Document:
    return load(DOCUMENTS / "proved-clinic.yaml")


@pytest.mark.parametrize(
    ("label", "wanted", "expected"),
    [
        (("POST", "/patients"), ("401", "403"), ("401", 401)),
        (("POST", "/patients/{id}/notes"), ("401", "403"), ("4XX", 401)),
        (("POST", "/patients/{id}/notes"), ("404", "410"), ("4XX", 404)),
        (("GET", "/opening-hours"), ("404",), ("400", 400)),
    ],
    ids=["documented", "in a range", "another in a range", "the first there is"],
)
def test_a_refusal_has_the_status_that_fits_best(
    clinic: Document, label: tuple[str, str], wanted: tuple[str, ...], expected: tuple[str, int]
) -> None:
    assert rejection_of(clinic.operation(*label), wanted) == expected


def test_a_default_rejects_where_nothing_else_does(radio: Document) -> None:
    assert rejection_of(radio.operation("GET", "/ping"), ("400",)) == ("default", 400)


def test_every_documented_response_keeps_the_document(radio: Document, clinic: Document) -> None:
    for document in (radio, clinic):
        judge = Judge(document)
        for operation in document.operations:
            request = Request(operation.method, operation.path.replace("{", "").replace("}", ""))
            if judge.operation(request) is None:
                continue
            for status in operation.responses:
                answer = example_response(document, operation, status)
                assert judge.response(request, answer) == [], (operation.label, status)


@pytest.mark.parametrize(
    ("value", "explode", "expected"),
    [
        (["a", 1], False, "a,1"),
        ({"lat": 1.5, "on": True}, False, "lat,1.5,on,true"),
        ({"lat": 1.5, "on": True}, True, "lat=1.5,on=true"),
        ("plain", False, "plain"),
    ],
    ids=["a list", "an object", "an object exploded", "a text"],
)
def test_a_header_is_written_in_the_style_simple(
    value: object, explode: bool, expected: str
) -> None:
    assert header_text(value, explode) == expected
