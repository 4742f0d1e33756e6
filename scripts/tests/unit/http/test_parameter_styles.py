"""A parameter value that is written by its style is parsed back as the same value."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from clausebook.clauses import parameters_of
from clausebook.http.parameter_reading import (
    ParameterReader,
    RawParameters,
    cookie_pairs,
    query_pairs,
)
from clausebook.http.parameter_writing import text_of
from clausebook.judge import Judge
from clausebook.judge.routing import Router
from clausebook.openapi import Operation, load
from clausebook.resources import Draft
from clausebook.schema.validation import SchemaValidator
from fakes.paths import DOCUMENTS

STYLES = load(DOCUMENTS / "judged-styles.yaml")
PLAIN = load(DOCUMENTS / "judged.yaml")
POINT = {"x": 1, "y": -2}
SPECIAL = ["a,b", "c d", "e&f=g", "\u00e9\U0001f600", "|", "%2C", "+", ";p=", "[x]", "/?#", "0\n"]


def round_trip(document: Any, operation: Operation, location: str, name: str, value: Any) -> Any:
    """The value that the reader parses from the request of a draft."""
    draft = Draft(operation, {(location, name): value})
    request = draft.request({})
    path_values = Router(document).find(request.method, request.path).path_values
    headers: dict[str, list[str]] = {}
    for header, text in request.headers:
        headers.setdefault(header.lower(), []).append(text)
    raw = RawParameters(
        query_pairs(request.query), path_values, headers, cookie_pairs(headers.get("cookie", []))
    )
    (place,) = (
        place
        for place in parameters_of(document, operation)
        if place.parameter and (place.parameter.place, place.parameter.name) == (location, name)
    )
    assert place.parameter is not None
    return ParameterReader(place.parameter, SchemaValidator(place.schema, "here")).read(raw)[0]


@pytest.mark.parametrize(
    ("path", "place", "name", "value"),
    [
        ("/query", "query", "each", [1, 2, 3]),
        ("/query", "query", "comma", [1, 2]),
        ("/query", "query", "words", SPECIAL),
        ("/query", "query", "space", ["a", "b+c", "d,e", "\u00e9"]),
        ("/query", "query", "pipe", ["a", "b c", "d,e", "\u00e9"]),
        ("/query", "query", "deep", POINT),
        ("/query", "query", "flat", POINT),
        ("/query", "query", "loose", {"a": 1, "b&c": "d=e f"}),
        ("/spread", "query", "point", POINT),
        ("/header", "header", "X-List", [1, 2]),
        ("/header", "header", "X-Flat", POINT),
        ("/header", "header", "X-Pairs", POINT),
        ("/cookie", "cookie", "list", [1, 2]),
        ("/cookie", "cookie", "flat", POINT),
        *((f"/{style}/lone/{{p}}", "path", "p", 5) for style in ("label", "matrix")),
        *(
            (f"/{style}/{kind}/{{p}}", "path", "p", [1, 2])
            for style, kind in itertools.product(("label", "matrix"), ("list", "each"))
        ),
        *(
            (f"/{style}/{kind}/{{p}}", "path", "p", POINT)
            for style, kind in itertools.product(("simple", "label", "matrix"), ("flat", "pairs"))
        ),
        ("/simple/list/{p}", "path", "p", [1, 2]),
    ],
)
def test_a_value_round_trips_in_each_style(path: str, place: str, name: str, value: Any) -> None:
    operation = STYLES.operation("GET", path)

    assert round_trip(STYLES, operation, place, name, value) == value


@pytest.mark.parametrize("value", [*SPECIAL, "", " ", "null", "true", "12", "..", "a\x00b"])
def test_any_string_round_trips_in_a_query(value: str) -> None:
    operation = PLAIN.operation("GET", "/query")

    assert round_trip(PLAIN, operation, "query", "needed", value) == value


@pytest.mark.parametrize("value", [*SPECIAL, " ", "true", "12", "..a", "a;b", "a.b"])
def test_any_string_round_trips_in_a_path(value: str) -> None:
    operation = PLAIN.operation("GET", "/names/{name}")

    assert round_trip(PLAIN, operation, "path", "name", value) == value


@pytest.mark.parametrize("value", [*SPECIAL, "a;b", "a=b", "12"])
def test_any_string_round_trips_in_a_cookie(value: str) -> None:
    operation = PLAIN.operation("GET", "/head")

    assert round_trip(PLAIN, operation, "cookie", "session", value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [("count", 12), ("count", -1), ("ratio", 1.5), ("flag", True), ("flag", False), ("big", 2**63)],
)
def test_numbers_and_booleans_round_trip_with_their_type(name: str, value: Any) -> None:
    parsed = round_trip(PLAIN, PLAIN.operation("GET", "/query"), "query", name, value)

    assert (parsed, type(parsed)) == (value, type(value))


def test_a_parameter_with_a_media_type_round_trips() -> None:
    value = {"a": 1, "b": ["c&d", None, {"\u00e9": True}]}

    assert round_trip(PLAIN, PLAIN.operation("GET", "/query"), "query", "described", value) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (None, ""), (1.5, "1.5"), ([1, "\u00e9"], '[1,"\u00e9"]'), ({}, "{}")],
)
def test_a_value_is_written_as_text(value: Any, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_the_judge_parses_the_form_of_a_draft(media_type: str) -> None:
    body = {"title": "a&=\u00e9", "pages": 3, "tags": ["x y", "z"]}
    operation = PLAIN.operation("POST", "/forms")
    draft = Draft(operation, {}, body, media_type)

    assert Judge(PLAIN).request(draft.request({})) == []
    (violation,) = Judge(PLAIN).request(draft.with_body({**body, "pages": "three"}).request({}))
    assert violation.clause == f"POST /forms body {media_type} /properties/pages/type"


def test_an_object_in_a_multipart_body_is_a_json_part() -> None:
    body = {"title": "t", "meta": {"a": "1"}}
    draft = Draft(PLAIN.operation("POST", "/forms"), {}, body, "multipart/form-data")
    (violation,) = Judge(PLAIN).request(draft.request({}))

    assert violation.clause.endswith("/properties/meta/properties/a/type")
