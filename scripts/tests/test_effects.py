"""Effects: what was made is shown, what was deleted is not, and neighbours stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clausebook.exchange import Request, Response
from clausebook.facts import Facts
from noted import Spoiled, broken, checks

DELETE = "DELETE /notes/{} effect: "
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
        (_no_effect, "what was deleted is no longer shown", "is shown as before"),
        (_shown_again, "what was deleted is no longer shown", "the text of what it names"),
        (_second_fails, "deleting again is no failure", "the status 500 is not documented"),
        (_only_once, "fifty rounds end as the first", "is shown as before"),
        (_gone_too("anna"), "the neighbour with name 'anna' stays", "touched a neighbour"),
    ],
)  # fmt: skip
def test_a_wrong_effect_is_found_by_its_scenario(spoil: Any, name: str, message: str) -> None:
    assert message in broken(Spoiled(spoil), having=f"{DELETE}{name}")[f"{DELETE}{name}"]


def test_the_right_effects_are_not_found_wrong() -> None:
    assert broken(Spoiled(), having=" effect: ") == {}


def test_an_empty_success_after_a_deletion_is_left_open() -> None:
    assert broken(Spoiled(_empty_afterwards), having=" effect: ") == {}


def test_neighbours_are_those_that_facts_know() -> None:
    names = [check.name for check in checks(Facts(known=({"name": "ann"},)), " stays")]

    assert names == []
    assert [c.name for c in checks(having=" stays")] == [
        f"{DELETE}the neighbour with name 'anna' stays",
        f"{DELETE}the neighbour with name 'longname' stays",
    ]
