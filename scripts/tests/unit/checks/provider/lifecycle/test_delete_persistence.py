"""What was deleted comes back after a while, in a provider whose clock only the tests move."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from clausebook.checks.provider.listing import ProviderCheck, provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts, Same
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.report.finding import ContractBroken
from fakes.notes_api import FACTS, JUDGE, KEY, NOTES, Spoiled

LEAVES = "deletes a known resource for a later read"
LOOKS = "a deleted resource does not reappear"
JSON = ("Content-Type", "application/json")
AGAIN = "the deleted resource exists again, and no request created it"
ONE = Facts(known=FACTS.known[:1])


class Clock:
    """Seconds that pass by sleeping, and with each request."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Lets them pass."""
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(time, "sleep", found.sleep)
    monkeypatch.setattr(time, "monotonic", lambda: found.now)
    return found


class Replica(Spoiled):
    """Brings a note back some seconds after it was deleted."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__(self._answer)
        self._clock, self._seconds = clock, seconds
        self._written: dict[str, Request] = {}
        self._due: dict[str, float] = {}

    def _answer(self, request: Request, right: Callable[[Request], Response], _: Any) -> Response:
        self._clock.now += 0.01
        for name in [name for name, due in self._due.items() if due <= self._clock.now]:
            del self._due[name]
            right(self._written[name])
        answer = right(request)
        name = request.path.rpartition("/")[2]
        if request.method == "POST" and answer.status == 201:
            name = str(json.loads(request.body)["name"])
            self._written[name] = request
            self._due.pop(name, None)
        elif request.method == "DELETE" and answer.status == 204 and name in self._written:
            self._due[name] = self._clock.now + self._seconds
        return answer


def told(
    app: Spoiled, facts: Facts = FACTS, wanted: Callable[[ProviderCheck], bool] = lambda c: True
) -> list[str]:
    """What the wanted checks find, and whether they could not judge what comes back."""
    found = []
    with closing(AsgiTransport(app)) as transport:
        session = ProviderSession.over(NOTES, JUDGE, facts, transport, {"X-Token": KEY})
        for check in filter(wanted, provider_checks(NOTES, facts)):
            try:
                check.run(session)
            except ContractBroken as error:
                found += [finding.message for finding in error.findings]
            except NotJudged:
                found += ["not judged"] if LOOKS in check.name else []
    return found


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(0.3, [AGAIN]), (60.0, [])],
    ids=["soon", "in a minute"],
)
def test_what_comes_back_while_other_checks_are_carried_out_is_found(
    seconds: float, found: list[str], clock: Clock
) -> None:
    names = [check.name for check in provider_checks(NOTES, FACTS)]
    first = next(i for i, name in enumerate(names) if name.endswith(LEAVES))
    meant = names[first:]

    assert told(Replica(clock, seconds), wanted=lambda c: c.name in meant) == found


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(0.2, [AGAIN]), (5.0, [])],
    ids=["soon", "later"],
)
def test_where_no_other_check_is_carried_out_a_moment_is_waited(
    seconds: float, found: list[str], clock: Clock
) -> None:
    assert told(Replica(clock, seconds), wanted=lambda c: c.name.endswith(LOOKS)) == found


@pytest.mark.parametrize("facts", [FACTS, ONE], ids=["several known", "one known"])
def test_what_stays_deleted_is_no_finding(facts: Facts, clock: Clock) -> None:
    assert told(Spoiled(), facts) == []


def test_a_thing_that_other_checks_need_is_not_left_deleted() -> None:
    assert not any(check.name.endswith(LEAVES) for check in provider_checks(NOTES, ONE))
    assert any(check.name.endswith(LOOKS) for check in provider_checks(NOTES, ONE))


def test_the_last_known_thing_that_is_another_than_the_first_is_left_alone() -> None:
    facts = Facts(
        known=({"name": "ann"}, {"name": "bob"}, {"name": "Ann"}),
        same=(Same("name", ("ann", "Ann")),),
    )
    (check,) = (check for check in provider_checks(NOTES, facts) if check.name.endswith(LEAVES))
    with closing(AsgiTransport(app := Spoiled())) as transport:
        check.run(ProviderSession.over(NOTES, JUDGE, facts, transport, {"X-Token": KEY}))

    deleted = {request.path for request in app.asked if request.method == "DELETE"}
    assert deleted - {"/notes/ann"} == {"/notes/bob"}


def test_what_is_still_shown_while_it_is_deleted_has_not_come_back(clock: Clock) -> None:
    """A read tells of the deletion at first, and that nothing is there after a while."""
    due = [0.0]

    def slowly(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        if request.method == "DELETE" and answer.status == 204:
            due[0] = clock.now + 0.2
        if request.method == "GET" and answer.status == 400 and clock.now < due[0]:
            going = b'{"text": "being deleted"}'
            return Response(200, (("Content-Type", "application/json"),), going)
        return answer

    looks = told(Spoiled(slowly), wanted=lambda c: c.name.endswith(LOOKS))
    assert looks == []


def test_what_others_made_meanwhile_is_looked_for_once_more(clock: Clock) -> None:
    """The thing that was left is made by somebody else, and stays deleted the second time."""
    made: list[Request] = []

    def made_once(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        name = request.path.rpartition("/")[2]
        if request.method == "GET" and answer.status == 400 and name == "longname" and not made:
            body = b'{"name": "longname", "text": "hello"}'
            made.append(Request("POST", "/notes", (*request.headers, JSON), body))
            right(made[0])
        return answer

    only = told(Spoiled(made_once), wanted=lambda c: c.name.endswith((LEAVES, LOOKS)))
    assert only == ["not judged"]


def test_a_refused_write_is_not_blamed_for_what_comes_back_by_itself(clock: Clock) -> None:
    refusals = told(Replica(clock, 0.05), wanted=lambda c: c.name.startswith("POST"))

    assert "the deleted resource reappears" in refusals
    assert not [message for message in refusals if "created a resource" in message]
