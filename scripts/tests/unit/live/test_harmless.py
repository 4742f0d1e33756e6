"""What a run on this machine may change."""

from __future__ import annotations

from contextlib import closing

import pytest
from clausebook.config.facts import Absent, Facts, Foreign
from clausebook.errors import NotSent
from clausebook.http.exchange import Request
from clausebook.http.transport import AsgiTransport
from clausebook.live import HarmlessTransport
from clausebook.openapi import Document
from clausebook.resources.made import MadeIds
from fakes.library_api import LIBRARY, Library
from fakes.notes_api import NOTES, Spoiled

FACTS = Facts(
    known=({"shelfId": "5"},),
    absent=(Absent("shelfId", "404", 404),),
    foreign=(Foreign("shelfId", "777", 404, {}),),
)


def _refusal(request: Request, document: Document = LIBRARY, facts: Facts = FACTS) -> str:
    made = MadeIds()
    made.add("/shelves/{}", 7)
    made.list("/shelves/{}", 8)
    app = Spoiled() if document is NOTES else Library()
    with closing(AsgiTransport(app)) as inner:
        return HarmlessTransport(inner, document, facts, made).refusal(request)


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "/shelves/1", True),
        ("POST", "/shelves", True),
        ("DELETE", "/shelves/7", True),
        ("POST", "/shelves/7/books", True),
        ("DELETE", "/shelves/8", False),
        ("DELETE", "/shelves/1", False),
        ("PUT", "/shelves/1", False),
        ("POST", "/shelves/1/books", False),
        ("DELETE", "/shelves/5", False),
        ("DELETE", "/shelves/404", True),
        ("DELETE", "/shelves/777", True),
        ("DELETE", "/shelves/x", True),
        ("DELETE", "/shelves/0", True),
        ("DELETE", "/elsewhere/1", True),
    ],
    ids=[
        "a read", "a creation", "own", "below own", "only listed", "unknown",
        "unknown by an undocumented method", "below unknown", "known and not restored", "absent",
        "foreign", "no integer", "too small", "an undocumented path",
    ],
)  # fmt: skip
def test_a_change_goes_to_what_the_run_may_change(method: str, path: str, sent: bool) -> None:
    assert (_refusal(Request(method, path)) == "") is sent


@pytest.mark.parametrize(
    ("path", "methods", "sent"),
    [
        ("/messages", ("delete", "get"), False),
        ("/messages", ("delete", "post"), False),
        ("/shelves", ("delete",), False),
        ("/settings", ("put", "get"), False),
        ("/cache", ("delete",), True),
    ],
    ids=["shown", "created there", "items below", "a setting", "shown nowhere"],
)
def test_a_path_without_a_name_may_stand_for_all_there_is(
    path: str, methods: tuple[str, ...], sent: bool
) -> None:
    item = {method: {"responses": {"204": {"description": "done"}}} for method in methods}
    document = LIBRARY.edited({**LIBRARY.data, "paths": {**LIBRARY.data["paths"], path: item}})

    assert (_refusal(Request(methods[0].upper(), path), document) == "") is sent


def test_a_method_override_is_a_change() -> None:
    request = Request("GET", "/shelves/1", (("X-HTTP-Method-Override", "DELETE"),))

    assert _refusal(request)


def test_a_known_row_that_a_linked_write_restores_may_be_changed() -> None:
    facts = Facts(known=({"name": "ann"},))

    assert _refusal(Request("DELETE", "/notes/ann"), NOTES, facts) == ""
    assert _refusal(Request("DELETE", "/notes/bob"), NOTES, facts)


def test_what_is_not_sent_says_what_to_do() -> None:
    with closing(AsgiTransport(Library())) as inner:
        transport = HarmlessTransport(inner, LIBRARY, Facts(), MadeIds())

        with pytest.raises(NotSent, match=r"DELETE .* with shelfId '1' .* pass --disposable"):
            transport.send_all([Request("DELETE", "/shelves/1")])
