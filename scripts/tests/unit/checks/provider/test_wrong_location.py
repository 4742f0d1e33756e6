"""A required value given in another place is as good as not given; and bodies respelled."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.wrong_location import misplaced_values
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.resources import Draft
from fakes.notes_api import NOTES, Spoiled, broken

SHOW = next(o for o in NOTES.operations if o.method == "GET")
GOOD = Draft(SHOW, {("path", "name"): "ann", ("query", "form"): "full"})
REQUIRED = "GET /notes/{} query form /required"


def _gathering(find: Callable[[Request], Any]) -> Spoiled:
    """A provider that looks for `form` elsewhere too."""

    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        if request.method == "GET" and "form=" not in request.query and find(request):
            target = f"{request.path}?form={find(request)}"
            request = Request("GET", target, request.headers)
        return right(request)  # type: ignore[no-any-return]

    return Spoiled(spoil)


def _member(request: Request) -> Any:
    return json.loads(request.body)["form"] if request.body.startswith(b"{") else None


@pytest.mark.parametrize(
    ("find", "message"),
    [
        (lambda r: None, ""),
        (lambda r: dict(parse_qsl(r.body.decode())).get("form"), "the value in a form"),
        (_member, "the value in a JSON body"),
        (lambda r: r.header("form"), "the value in a header"),
        (lambda r: dict(parse_qsl(r.query.lower())).get("form"), "the value under the name FORM"),
        (lambda r: dict(parse_qsl(r.query)).get("form[]"), "the value under the name form[]"),
    ],
    ids=["query alone", "form", "JSON", "header", "other case", "list"],
)
def test_a_required_value_is_looked_for_where_the_document_says(find: Any, message: str) -> None:
    found = broken(_gathering(find), having=REQUIRED)

    assert list(found.values()) == (
        [f"{message} succeeds and is not documented"] if message else []
    )


def test_a_value_is_put_into_every_other_place_that_can_hold_it() -> None:
    sent = {
        what: move(Request("GET", "/x?a=1"))
        for what, move in misplaced_values(GOOD, ("query", "form"))
    }

    assert {what: (r.target, r.headers, r.body) for what, r in sent.items()} == {
        "the value under the name FORM": ("/x?a=1&FORM=full", (), b""),
        "the value under the name form[]": ("/x?a=1&form[]=full", (), b""),
        "the value in a header": ("/x?a=1", (("form", "full"),), b""),
        "the value in a form": (
            "/x?a=1",
            (("Content-Type", "application/x-www-form-urlencoded"),),
            b"form=full",
        ),
        "the value in a JSON body": (
            "/x?a=1",
            (("Content-Type", "application/json"),),
            b'{"form": "full"}',
        ),
    }


def test_a_name_of_several_words_is_also_joined() -> None:
    draft = Draft(SHOW, {("query", "max-count_of"): 1})

    names = [what for what, _ in misplaced_values(draft, ("query", "max-count_of"))][:3]
    assert names == [
        *(
            "the value under the name MAX-COUNT_OF",
            "the value under the name maxCountOf",
            "the value under the name max-count_of[]",
        ),
    ]


def test_a_header_is_misplaced_in_the_query_and_never_beside_a_body_of_the_operation() -> None:
    draft = Draft(SHOW, {("header", "X-Kind"): "ä"}, body={"a": 1})

    (made,) = misplaced_values(draft, ("header", "X-Kind"))
    assert (made[0], made[1](Request("GET", "/x")).target) == (
        "the value in the query",
        "/x?X-Kind=%C3%A4",
    )


@pytest.mark.parametrize(
    ("what", "body", "content_type"),
    [
        ("the members reordered", b'{"text": "hello", "name": "ann"}', "application/json"),
        (
            "the body pretty-printed",
            b'{\n  "name": "ann",\n  "text": "hello"\n}',
            "application/json",
        ),
        (
            "the body with escaped letters",
            rb'{"\u006eame": "\u0061nn", "\u0074ext": "\u0068ello"}',
            "application/json",
        ),
        (
            "the body with a charset parameter",
            b'{"name": "ann", "text": "hello"}',
            "application/json; charset=utf-8",
        ),
    ],
)
def test_a_json_body_is_written_otherwise_and_says_the_same(
    what: str, body: bytes, content_type: str
) -> None:
    create = NOTES.operations[0]
    planner = Planner(NOTES, Facts(), Judge(NOTES))
    (probe,) = (p for p in planner.probes(create) if p.description == what)
    sent = probe.tamper(planner.valid_request(create).request({}))

    assert sent is not None
    assert (sent.body, sent.header("Content-Type")) == (body, content_type)
    assert json.loads(sent.body) == planner.valid_request(create).body
    assert probe.expects == "accepted"
