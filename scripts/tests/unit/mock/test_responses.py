"""The responses of a mock: the documented status of a rejection, example responses, headers."""

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
    ("label", "preferred", "expected"),
    [
        (("POST", "/patients"), ("401", "403"), ("401", 401)),
        (("POST", "/patients/{id}/notes"), ("401", "403"), ("4XX", 401)),
        (("POST", "/patients/{id}/notes"), ("404", "410"), ("4XX", 404)),
        (("GET", "/opening-hours"), ("404",), ("400", 400)),
    ],
    ids=["own key", "range", "other status of the range", "first documented 4xx"],
)
def test_a_rejection_has_the_documented_status_closest_to_the_preferred(
    clinic: Document, label: tuple[str, str], preferred: tuple[str, ...], expected: tuple[str, int]
) -> None:
    assert rejection_of(clinic.operation(*label), preferred) == expected


def test_a_rejection_falls_back_to_the_default_response(radio: Document) -> None:
    assert rejection_of(radio.operation("GET", "/ping"), ("400",)) == ("default", 400)


def test_every_example_response_is_valid(radio: Document, clinic: Document) -> None:
    for document in (radio, clinic):
        judge = Judge(document)
        for operation in document.operations:
            request = Request(operation.method, operation.path.replace("{", "").replace("}", ""))
            if judge.operation(request) is None:
                continue
            for status in operation.responses:
                response = example_response(document, operation, status)
                assert judge.response(request, response) == [], (operation.label, status)


@pytest.mark.parametrize(
    ("value", "explode", "expected"),
    [
        (["a", 1], False, "a,1"),
        ({"lat": 1.5, "on": True}, False, "lat,1.5,on,true"),
        ({"lat": 1.5, "on": True}, True, "lat=1.5,on=true"),
        ("plain", False, "plain"),
    ],
    ids=["array", "object", "exploded object", "string"],
)
def test_a_header_is_written_in_the_style_simple(
    value: object, explode: bool, expected: str
) -> None:
    assert header_text(value, explode) == expected
