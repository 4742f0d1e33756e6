"""Fifty deletions: what wears out, or goes wrong now and then."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks.provider.stateful_check import confirm
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport, HttpTransport
from clausebook.report.finding import ContractBroken, Finding
from fakes.notes_api import FACTS, JUDGE, KEY, NOTES, Spoiled, broken, checks
from fakes.serving import running

ROUNDS = "DELETE /notes/{} effect: fifty creations and deletions end alike"
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
    assert "still shows the resource" in broken(Spoiled(lost), having=ROUNDS, **given)[ROUNDS]


def test_a_deletion_that_is_refused_after_some_rounds_is_found() -> None:
    def tired(request: Request, right: Any, provider: Spoiled) -> Response:
        refuses = request.method == "DELETE" and _deletions(provider) > 30
        return Response(409) if refuses else right(request)

    assert "is rejected" in broken(Spoiled(tired), having=ROUNDS)[ROUNDS]


def test_a_read_that_is_answered_otherwise_now_and_then_is_found() -> None:
    def moody(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        other = request.method == "GET" and answer.status == 400 and _deletions(provider) % 10 == 0
        return replace(answer, status=401) if other else answer

    assert "gets another response" in broken(Spoiled(moody), having=ROUNDS)[ROUNDS]


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


class _Busy(Spoiled):
    """Two deletions at a time are too many for it, though each says that it is done."""

    def __init__(self) -> None:
        super().__init__()
        self.under_way = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers after all that came at the same time have been taken in."""
        deletes = scope["type"] == "http" and scope["method"] == "DELETE"
        self.under_way += deletes
        try:
            await asyncio.sleep(0.01)
            if deletes and self.under_way > 1:
                await send({"type": "http.response.start", "status": 204, "headers": []})
                await send({"type": "http.response.body"})
            else:
                await super().__call__(scope, receive, send)
        finally:
            self.under_way -= deletes


def test_haste_is_not_blamed_where_requests_go_one_by_one() -> None:
    """Wrong each time but the second: nothing was under way beside it, so it is only a mood."""
    told = iter([True, False, True, True, True])

    def story(_: ProviderSession) -> list[Finding]:
        return [Finding("a", "provider", "wrong")] if next(told) else []

    with closing(AsgiTransport(Spoiled())) as transport:
        session = ProviderSession.over(NOTES, JUDGE, FACTS, transport, {"X-Token": KEY})
        with pytest.raises(NotJudged, match="a failure did not reproduce"):
            confirm(session, "a", NOTES.operations[0], story)


def test_what_goes_wrong_only_with_several_requests_under_way_is_found_and_says_so() -> None:
    with running(_Busy()) as url, closing(HttpTransport(url, pool_size=4)) as transport:
        session = ProviderSession.over(NOTES, JUDGE, FACTS, transport, {"X-Token": KEY})
        (check,) = checks(having=ROUNDS)
        with pytest.raises(ContractBroken) as told:
            check.run(session)

    message = told.value.findings[0].message
    assert message.startswith("with concurrent requests: the deletion returns 204")
