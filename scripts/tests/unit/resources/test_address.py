"""Where a created resource is, read from the exchange that created it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.judge.routing import Router
from clausebook.openapi import Document
from clausebook.resources.address import created_id, listed_id
from clausebook.resources.types import resource_types
from fakes.library_api import LIBRARY

BASE = "http://127.0.0.1:8000/api"


def _id(
    answer: Any,
    location: str | None = None,
    document: Document = LIBRARY,
    kind: str = "/shelves/{}",
    request: bytes = b"{}",
) -> Any:
    created = resource_types(document)[kind]
    assert created.creation is not None
    target = created.creation.path.replace("{shelf_id}", "7")
    headers = (("Location", location),) if location is not None else ()
    response = Response(201, headers, json.dumps(answer).encode())
    exchange = Exchange(Request("POST", target, (), request), response)
    return created_id(document, Router(document), created, exchange, BASE)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"id": 4, "shelfId": 5}, 5),
        ({"id": 4, "shelf_id": 5}, 5),
        ({"id": 4, "name": "a"}, 4),
        ({"uuid": "u-1", "name": "a"}, "u-1"),
        ({"number": 9, "name": "a"}, 9),
        ({"data": {"id": 4}, "ok": True}, 4),
        ({"first": 1, "second": 2}, None),
        ({"id": True}, None),
        ({"id": ""}, None),
        ([], None),
        (None, None),
    ],
    ids=[
        "named as the parameter", "named alike", "id", "uuid", "the only one of its type",
        "wrapped", "two of its type", "a boolean", "an empty text", "a list", "nothing",
    ],
)  # fmt: skip
def test_the_body_tells(answer: Any, expected: Any) -> None:
    assert _id(answer) == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/shelves/7/books/x%20y", "x y"),
        ("/api/shelves/7/books/x", "x"),
        (f"{BASE}/shelves/7/books/x", "x"),
        ("http://elsewhere.example/shelves/7/books/x", None),
        ("/other/x", None),
    ],
    ids=["a path", "a path with the base", "a URL", "another host", "no documented path"],
)
def test_a_location_tells(location: str, expected: str | None) -> None:
    assert _id(None, location, kind="/shelves/{}/books/{}") == expected


def test_a_member_of_the_request_tells_where_the_answer_does_not() -> None:
    assert _id(None, request=b'{"shelfId": 12}') == 12


def test_a_link_comes_first() -> None:
    data = copy.deepcopy(LIBRARY.data)
    link = {"operationId": "getShelf", "parameters": {"shelfId": "$response.body#/made/number"}}
    data["paths"]["/shelves"]["post"]["responses"]["201"]["links"] = {"it": link}

    assert _id({"id": 4, "made": {"number": 8}}, document=LIBRARY.edited(data)) == 8


@pytest.mark.parametrize(
    ("answer", "expected"),
    [([{"id": 3}, {"id": 4}], 3), ({"total": 1, "items": [{"id": 3}]}, 3), ([], None), ({}, None)],
    ids=["a list", "wrapped", "empty", "no list"],
)
def test_the_first_item_of_a_list_is_a_resource(answer: Any, expected: Any) -> None:
    exchange = Exchange(Request("GET", "/shelves"), Response(200, (), json.dumps(answer).encode()))

    assert listed_id(LIBRARY, resource_types(LIBRARY)["/shelves/{}"], exchange) == expected
