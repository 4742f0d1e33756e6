"""Fifty deletions: what wears out, or goes wrong now and then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from clausebook.exchange import Request, Response
from clausebook.facts import Facts
from noted import Spoiled, broken, checks

ROUNDS = "DELETE /notes/{} effect: fifty rounds end as the first"
ONE = Facts(known=({"name": "ann"},))


def _deletions(provider: Spoiled) -> int:
    return sum(asked.method == "DELETE" for asked in provider.asked)


@pytest.mark.parametrize("facts", [ONE, None], ids=["one known thing", "three known things"])
@pytest.mark.parametrize("nth", [7, 23, 48])
def test_a_deletion_that_is_only_said_to_be_done_is_found(facts: Facts | None, nth: int) -> None:
    def lost(request: Request, right: Any, provider: Spoiled) -> Response:
        is_lost = request.method == "DELETE" and _deletions(provider) % nth == 0
        return Response(204) if is_lost else right(request)

    given = {} if facts is None else {"facts": facts}
    assert "is shown as before" in broken(Spoiled(lost), having=ROUNDS, **given)[ROUNDS]


def test_a_deletion_that_is_refused_after_some_rounds_is_found() -> None:
    def tired(request: Request, right: Any, provider: Spoiled) -> Response:
        refuses = request.method == "DELETE" and _deletions(provider) > 30
        return Response(409) if refuses else right(request)

    assert "is refused" in broken(Spoiled(tired), having=ROUNDS)[ROUNDS]


def test_a_read_that_is_answered_otherwise_now_and_then_is_found() -> None:
    def moody(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        other = request.method == "GET" and answer.status == 400 and _deletions(provider) % 10 == 0
        return replace(answer, status=401) if other else answer

    assert "is answered otherwise" in broken(Spoiled(moody), having=ROUNDS)[ROUNDS]


@pytest.mark.parametrize("known", [1, 2, 3])
def test_at_least_fifty_things_are_deleted_however_many_are_known(known: int) -> None:
    provider = Spoiled()
    facts = Facts(known=({"name": "ann"}, {"name": "anna"}, {"name": "longname"})[:known])
    broken(provider, facts, having=ROUNDS)

    assert _deletions(provider) >= 50


def test_things_that_go_together_are_no_reason_to_convict() -> None:
    """Of one thing in two spellings, the second is gone with the first."""

    def both(request: Request, right: Any, provider: Spoiled) -> Response:
        target, body = request.target.replace("anna", "ann"), request.body.replace(b"anna", b"ann")
        answer: Response = right(replace(request, target=target, body=body))
        return answer

    assert len(checks(having=ROUNDS)) == 1
    assert broken(Spoiled(both), having=ROUNDS) == {}
