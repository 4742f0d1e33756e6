"""Facts beyond the document: absent and foreign things, and two spellings of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clausebook.config.facts import Absent, Facts, Foreign, Same
from clausebook.http.exchange import Request, Response
from fakes.notes_api import FACTS, NOTES, Spoiled, broken, checks

ABSENT = replace(FACTS, absent=(Absent("name", "nobody", 400),))
FOREIGN = replace(FACTS, foreign=(Foreign("name", "theirs", 401, {}),))
SAME = replace(FACTS, same=(Same("name", ("ann", "ANN")),))


def _one_spelling(*methods: str) -> Any:
    """A provider that knows both spellings, but in these methods the first alone."""

    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        if request.method not in methods:
            body = request.body.replace(b"ANN", b"ann")
            target = request.target.replace("ANN", "ann")
            request = replace(request, target=target, body=body)
        return right(request)  # type: ignore[no-any-return]

    return Spoiled(spoil)


def test_each_fact_is_checked_in_each_operation_that_names_it() -> None:
    names = [check.name for check in checks(ABSENT, "the absent name")]

    assert [name.partition(" response")[0] for name in names] == [
        o.label.replace("{name}", "{}") for o in NOTES.operations
    ]


def test_the_stated_status_is_demanded() -> None:
    """A made provider answers 400 to what it does not know; for a foreign thing that is wrong."""
    method = "DELETE /notes/{} response"

    assert broken(Spoiled(), ABSENT, having=f"{method} 400: the absent") == {}
    found = broken(Spoiled(), FOREIGN, having=f"{method} 401: the foreign")
    assert list(found.values()) == [
        "the foreign name 'theirs' gets another response than the facts state"
    ]


@pytest.mark.parametrize(
    ("methods", "messages"),
    [
        ((), []),
        (("GET",), ["two names of one resource get different responses"]),
        (("DELETE",), ["a resource created by one name cannot be deleted by another"]),
    ],
    ids=["both known", "not by reads", "not by deletions"],
)
def test_two_spellings_act_alike(methods: tuple[str, ...], messages: list[str]) -> None:
    found = broken(_one_spelling(*methods), SAME, having="operation: name 'ANN' is 'ann'")

    assert sorted(found.values()) == messages


def test_spellings_that_no_fact_joins_are_not_compared() -> None:
    assert [c.name for c in checks(Facts(known=FACTS.known)) if "'ANN'" in c.name] == []


def test_an_absent_thing_is_asked_for_with_nothing_optional_too() -> None:
    """What finds that nothing is there may be passed over where something is left out."""

    def careless(request: Request, right: Any, provider: Spoiled) -> Response:
        shown = Response(200, (("Content-Type", "application/json"),), b'{"text": "t"}')
        asked = request.method == "GET" and "/nobody" in request.target
        return shown if asked and "code=" not in request.target else right(request)

    name = "GET /notes/{} response 400: the absent name 'nobody' gets 400"

    assert broken(Spoiled(), ABSENT, having=name) == {}
    assert list(broken(Spoiled(careless), ABSENT, having=name)) == [name]


def test_a_write_may_make_what_is_absent_where_it_documents_no_such_refusal() -> None:
    gone = replace(FACTS, absent=(Absent("name", "nobody", 404),))
    names = [check.name for check in checks(gone, "the absent name")]

    assert [name.partition(" ")[0] for name in names] == ["GET", "DELETE"]


@pytest.mark.parametrize("lets_in", [False, True])
def test_an_escape_in_a_foreign_name_opens_nothing(lets_in: bool) -> None:
    """To percent-encode a letter changes no meaning; a comparison of plain texts misses that."""

    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        if "theirs" in request.target or ("%74heirs" in request.target and not lets_in):
            return Response(401, (("Content-Type", "application/json"),), b'{"message": "no"}')
        return Response(204) if "%74heirs" in request.target else right(request)

    found = broken(Spoiled(spoil), FOREIGN, having="DELETE /notes/{} response 401: the foreign")

    message = "the foreign name 'theirs' succeeds when percent-encoded"
    assert list(found.values()) == [message] * lets_in
