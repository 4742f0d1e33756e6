"""Effects: a created resource can be read, what was deleted is not, and neighbours stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clausebook.http.exchange import Request, Response
from clausebook.mock.memory import Memory
from fakes.notes_api import Spoiled, broken

DELETE = "DELETE /notes/{} effect: "
SIBLINGS = f"{DELETE}the sibling resources are unchanged"
Right = Any


def _name(request: Request) -> str:
    return request.path.rpartition("/")[2]


def _gone_too(other: str) -> Any:
    def spoil(request: Request, right: Right, provider: Spoiled) -> Response:
        answer: Response = right(request)
        if request.method == "DELETE" and answer.status == 204:
            right(replace(request, target=f"/notes/{other}"))
        return answer

    return spoil


def _no_effect(request: Request, right: Right, provider: Spoiled) -> Response:
    return Response(204) if request.method == "DELETE" else right(request)


def _shown_again(request: Request, right: Right, provider: Spoiled) -> Response:
    """A read that still shows the text, in an answer that says that the note is gone."""
    answer: Response = right(request)
    if request.method == "GET" and answer.status == 400:
        body = b'{"state": "gone", "text": "hello"}'
        return Response(200, (("Content-Type", "application/json"),), body)
    return answer


def _empty_afterwards(request: Request, right: Right, provider: Spoiled) -> Response:
    answer: Response = right(request)
    gone = request.method == "GET" and answer.status == 400 and "code=" in request.query
    empty = (("Content-Type", "application/json"),)
    return Response(200, empty, b'{"text": ""}') if gone else answer


def _read_fails(request: Request, right: Right, provider: Spoiled) -> Response:
    answer: Response = right(request)
    gone = request.method == "GET" and answer.status == 400
    return replace(answer, status=503) if gone else answer


def _second_fails(request: Request, right: Right, provider: Spoiled) -> Response:
    answer: Response = right(request)
    return (
        replace(answer, status=500)
        if request.method == "DELETE"
        and answer.status == 400
        and (provider.asked[-2].method == "DELETE")
        else answer
    )


def _only_once(request: Request, right: Right, provider: Spoiled) -> Response:
    """Nothing is deleted any more after twenty deletions."""
    late = sum(asked.method == "DELETE" for asked in provider.asked) > 20
    return Response(204) if request.method == "DELETE" and late else right(request)


@pytest.mark.parametrize(
    ("spoil", "name", "message"),
    [
        (_no_effect, "a deleted resource cannot be read", "still shows the resource"),
        (_shown_again, "a deleted resource cannot be read", "still shows its text"),
        (
            _second_fails,
            "a second deletion causes no server error",
            "the status 500 is not documented",
        ),
        (_only_once, "fifty creations and deletions end alike", "still shows the resource"),
        (_read_fails, "a deleted resource cannot be read", "a read of a deleted resource causes"),
        (_gone_too("anna"), "the sibling resources are unchanged", "changed a sibling resource"),
    ],
)
def test_a_wrong_effect_is_found_by_its_scenario(spoil: Any, name: str, message: str) -> None:
    assert message in broken(Spoiled(spoil), having=f"{DELETE}{name}")[f"{DELETE}{name}"]


def test_the_right_effects_are_not_found_wrong() -> None:
    assert broken(Spoiled(), having=" effect: ") == {}


def test_an_empty_success_after_a_deletion_is_left_open() -> None:
    assert broken(Spoiled(_empty_afterwards), having=" effect: ") == {}


def _gone_suffix(request: Request, right: Right, provider: Spoiled) -> Response:
    """A deletion takes what only ends in the name as well."""
    answer: Response = right(request)
    if request.method == "DELETE":
        right(replace(request, target=f"/notes/{_name(request)[0]}{_name(request)}"))
    return answer


def _gone_before(request: Request, right: Right, provider: Spoiled) -> Response:
    """The deletion of one known name takes another, and not the other way round."""
    answer: Response = right(request)
    if request.method == "DELETE" and _name(request) == "longname":
        right(replace(request, target="/notes/anna"))
    return answer


def _write_wipes(request: Request, right: Right, provider: Spoiled) -> Response:
    """A write leaves nothing but what it makes."""
    if request.method == "POST":
        provider.memory = Memory(provider.document)
    return right(request)  # type: ignore[no-any-return]


def _keeps_three(request: Request, right: Right, provider: Spoiled) -> Response:
    answer: Response = right(request)
    things = provider.memory._resources.get("POST /notes", [])
    del things[: len(things) - 3]
    return answer


def _ann_alone_wipes(request: Request, right: Right, provider: Spoiled) -> Response:
    """The write of one thing touches all others."""
    if request.method == "POST" and b'"ann"' in request.body:
        provider.memory = Memory(provider.document)
    return right(request)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("spoil", "key", "message"),
    [
        (_gone_too("annn"), SIBLINGS, "a sibling resource, /notes/annn"),
        (_gone_suffix, SIBLINGS, "a sibling resource, /notes/aann"),
        (
            _gone_before,
            f"{DELETE}the sibling resources of the known row 3 are unchanged",
            "changed a sibling resource",
        ),
        (_write_wipes, SIBLINGS, "gone after the creation of others"),
        (_keeps_three, SIBLINGS, "gone after the creation of others"),
        (_ann_alone_wipes, SIBLINGS, "changed a sibling resource"),
    ],
)
def test_whatever_is_done_to_one_thing_its_neighbours_stay(
    spoil: Any, key: str, message: str
) -> None:
    assert message in broken(Spoiled(spoil), having=key)[key]
