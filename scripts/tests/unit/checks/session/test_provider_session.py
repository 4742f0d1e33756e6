"""What is under test: who asks is proven, throttling is waited for, nothing secret is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.throttling import ThrottlingRules
from clausebook.http.transport import NoResponse, SequentialTransport
from clausebook.http.transport.base import MAX_BYTES
from clausebook.report.finding import ContractBroken, Finding
from clausebook.resources import valid_request
from fakes.notes_api import FACTS, JUDGE, KEY, NOTES, Spoiled, broken, checks, deployed

GET = Request("GET", "/notes/ann?form=full", (("X-Token", KEY),))
JSON = (("Content-Type", "application/json"),)
SHOWN = Response(200, JSON, b'{"text": "hello"}')
BUSY = Response(429, (("Retry-After", "3"),))
CODE = Response(400, JSON, b'{"code": "BUSY", "message": "slow down"}')
LIMITED = Facts(throttled=ThrottlingRules((429,), ("BUSY",), ()))


class Scripted(SequentialTransport):
    """A transport that gives the answers of a list, the last one again and again."""

    base_url = "http://notes.test"

    def __init__(self, *answers: Response, seconds: float = 0.0) -> None:
        self.sent: list[Request] = []
        self._answers: Sequence[Response] = answers
        self._seconds = seconds

    def send(self, request: Request) -> Exchange:
        """The next answer."""
        answer = self._answers[min(len(self.sent), len(self._answers) - 1)]
        self.sent.append(request)
        return Exchange(request, answer, self._seconds)


def over(transport: Any, facts: Facts = LIMITED, **more: Any) -> ProviderSession:
    """A deployment behind a transport."""
    return ProviderSession.over(
        NOTES, JUDGE, facts, transport, {"X-Token": KEY}, {"x-token": "T"}, **more
    )


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were to be slept, none of which are."""
    found: list[float] = []
    monkeypatch.setattr("clausebook.checks.session.provider_session.time.sleep", found.append)
    return found


@pytest.mark.parametrize(
    ("answers", "expected"),
    [((BUSY, SHOWN), [3.0]), ((CODE, SHOWN), [1.0]), ((CODE, CODE, SHOWN), [1.0, 2.0])],
    ids=["Retry-After", "by its code", "twice"],
)
def test_a_throttled_request_waits_and_is_sent_again(
    answers: tuple[Response, ...], expected: list[float], waits: list[float]
) -> None:
    assert over(Scripted(*answers)).send(GET).response == SHOWN
    assert waits == expected


def test_what_is_throttled_three_times_is_not_judged(waits: list[float]) -> None:
    transport = Scripted(BUSY)

    with pytest.raises(NotJudged, match="throttled: 429 to GET three times"):
        over(transport).send(GET)
    assert len(transport.sent) == 3


TOO_MANY = Response(429, JSON, b'{"message": "no"}')


def test_a_429_that_no_fact_explains_is_asked_again_once(waits: list[float]) -> None:
    assert over(Scripted(TOO_MANY, SHOWN), Facts()).send(GET).response == SHOWN
    assert over(Scripted(TOO_MANY), Facts()).send(GET).response == TOO_MANY
    assert waits == [0.2, 0.2]


def test_a_provider_that_always_answers_429_is_not_waited_for_forever(waits: list[float]) -> None:
    session = over(Scripted(TOO_MANY), Facts())
    for _ in range(100):
        session.send(GET)

    assert len(waits) == 20


def test_nobody_waits_longer_than_is_reasonable(waits: list[float]) -> None:
    over(Scripted(Response(429, (("Retry-After", "9999"),)), SHOWN)).send(GET)

    assert waits == [5.0]


@pytest.mark.parametrize(
    "shown", [KEY, KEY[:-1], KEY[1:], KEY.swapcase(), KEY[::-1], KEY[:12], KEY[-12:], KEY[4:16]]
)
def test_no_credential_is_shown_whatever_was_made_of_it(shown: str) -> None:
    request = Request("GET", f"/notes/{shown}", (("X-Token", shown), ("Cookie", f"k={shown}")))
    told = f"<{shown}>"
    finding = over(Scripted(SHOWN)).finding("c", request, told, told, told)

    assert (finding.message, finding.expected, finding.actual) == ("<***>", "<***>", "<***>")
    assert shown not in str(finding)


@pytest.mark.parametrize(
    ("sent", "word"),
    [(KEY, "'X-Token: '\"$T\""), ("made-up", "'X-Token: made-up'"), ("", "'X-Token;'")],
    ids=["the right one", "another", "none"],
)
def test_only_the_right_credential_is_shown_as_its_variable(sent: str, word: str) -> None:
    request = Request("GET", "/notes/ann", (("X-Token", sent),))

    assert f"-H {word} " in over(Scripted(SHOWN)).finding("c", request, "").reproduce


@pytest.mark.parametrize(("seconds", "late"), [(0.5, 0), (0.51, 1)])
def test_an_answer_beyond_the_longest_time_comes_late(seconds: float, late: int) -> None:
    transport = Scripted(SHOWN, seconds=seconds)
    session = over(transport, max_seconds=0.5)

    found = session.judge_response(session.send(GET))

    assert [finding.message for finding in found] == ["the response is too slow"] * late


def test_an_answer_without_end_is_no_answer() -> None:
    with pytest.raises(NoResponse, match="is longer than 5 MB"):
        over(Scripted(Response(200, (), b"a" * MAX_BYTES))).send(GET)


def test_keys_prove_who_asks_where_no_header_was_given() -> None:
    good = valid_request(NOTES, NOTES.operation("GET", "/notes/{name}"), FACTS)
    transport = Scripted(SHOWN)
    by_key = ProviderSession.over(NOTES, JUDGE, FACTS, transport, keys={"token": "another"})

    assert over(transport).connection.request(good, ("token",)).header("X-Token") == KEY  # type: ignore[union-attr]
    assert by_key.connection.request(good).header("X-Token") == "another"  # type: ignore[union-attr]
    assert (
        ProviderSession.over(NOTES, JUDGE, FACTS, transport).connection.request(good, ("token",))
        is None
    )


def test_a_provider_that_refuses_the_known_good_request_is_one_finding() -> None:
    """Were the rest judged, each wrong request would be refused for the wrong reason."""
    refused = Response(400, JSON, b'{"message": "no"}')
    app = Spoiled(lambda request, right, _: refused if request.method == "GET" else right(request))

    found = broken(app, having="GET /notes/{}")

    assert list(found) == ["GET /notes/{} operation: the valid request is accepted"]


def test_the_rest_of_that_operation_is_not_judged_and_says_why() -> None:
    refused = Response(400, JSON, b'{"message": "no"}')
    app = Spoiled(lambda request, right, _: refused if request.method == "GET" else right(request))
    (check,) = checks(having="GET /notes/{} query form /enum: rejects invalid values")

    match = r'^the valid request is rejected: 400 \{"message": "no"\}$'
    with deployed(app) as session, pytest.raises(NotJudged, match=match):
        check.run(session)


class Silent(Spoiled):
    """Never answers a deletion."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serves one ASGI connection, or waits for ever."""
        if scope["method"] == "DELETE":
            self.asked.append(Request("DELETE", scope["path"]))
            await asyncio.Event().wait()
        await super().__call__(scope, receive, send)


def test_a_provider_that_hangs_is_asked_a_few_times_and_the_next_operation_goes_on() -> None:
    app = Silent()
    found: list[Finding] = []
    kept = 0

    with deployed(app, timeout=0.05) as session:
        for check in checks():
            try:
                check.run(session)
                kept += check.name.startswith("GET ")
            except ContractBroken as error:
                found += error.findings
            except NotJudged:
                continue

    assert [f.message for f in found] == ["no response came"]
    assert found[0].clause == "DELETE /notes/{} operation"
    assert kept > 5
    assert sum(request.method == "DELETE" for request in app.asked) <= 4


def test_what_is_wrong_once_and_not_again_is_not_judged() -> None:
    moody = iter([Response(500, JSON, b'{"message": "no"}')])
    app = Spoiled(
        lambda request, right, _: (
            next(moody, None) or right(request)
            if "code=" in request.query and request.method == "GET"
            else right(request)
        )
    )
    (check,) = checks(having="GET /notes/{} operation: the valid request")

    with deployed(app) as session, pytest.raises(NotJudged, match="a failure did not reproduce"):
        check.run(session)


def test_a_finding_says_how_to_repeat_it() -> None:
    app = Spoiled(lambda request, right, _: replace_status(right(request)))
    (check,) = checks(having="GET /notes/{} operation: the valid request")

    with deployed(app) as session, pytest.raises(ContractBroken, match=r"repeat: +curl -i"):
        check.run(session)


def replace_status(response: Response) -> Response:
    """A success told by another status."""
    return Response(202 if response.status == 200 else response.status)
