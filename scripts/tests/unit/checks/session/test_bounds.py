"""A provider that dies or dawdles is a finding, and the run ends in reach all the same."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun, NotJudged
from clausebook.guard.reachability import check_reachable
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.transport import AsgiTransport, SequentialTransport, Unreachable
from clausebook.http.transport.route import Route
from clausebook.openapi import load
from clausebook.report.finding import ContractBroken, Finding
from fakes.notes_api import FACTS, JUDGE, KEY, NOTES, Spoiled, broken, checks
from fakes.sockets import listening


class Mortal(SequentialTransport):
    """A transport to a provider whose process ends at a request that has this in it."""

    base_url = "http://notes.test"

    def __init__(self, deadly: str, seconds: float = 0.0) -> None:
        self._inner = AsgiTransport(Spoiled())
        self._deadly = deadly
        self._seconds = seconds
        self.sent = 0
        self.refused = 0

    def send(self, request: Request) -> Exchange:
        """The exchange, as long as anybody is there."""
        if self.refused or self._deadly in request.target:
            self.refused += 1
            raise Unreachable(self.base_url, "Connection refused")
        self.sent += 1
        return replace(self._inner.send(request), seconds=self._seconds)

    def close(self) -> None:
        """Ends what sends in this process."""
        self._inner.close()


def _findings(transport: Mortal, **more: Any) -> list[Finding]:
    session = ProviderSession.over(NOTES, JUDGE, FACTS, transport, {"X-Token": KEY}, **more)
    found: list[Finding] = []
    with closing(transport):
        for check in checks():
            with suppress(NotJudged):
                try:
                    check.run(session)
                except ContractBroken as error:
                    found += error.findings
    return found


def test_a_provider_that_a_request_brings_down_is_one_finding_and_asked_no_further() -> None:
    transport = Mortal("%00")

    (found,) = _findings(transport)

    assert found.message == "no response came"
    assert "no longer accepts connections" in found.actual
    assert transport.refused == 2  # the request, and what was to try it again


def test_a_provider_that_never_answered_cannot_be_judged() -> None:
    with pytest.raises(Unreachable):
        _findings(Mortal("/"))


def test_answers_that_come_late_are_a_finding_each_operation_and_waited_for_no_more() -> None:
    transport = Mortal("nothing", seconds=2.0)

    found = _findings(transport, max_seconds=1.0)

    late = [finding for finding in found if finding.message == "the response is too slow"]
    assert {finding.clause.split()[0] for finding in late} >= {"POST", "DELETE"}
    assert transport.sent < 60


def test_a_late_answer_now_and_then_ends_nothing() -> None:
    assert broken(Spoiled(), max_seconds=9.0) == {}


def _limited(request: Request, right: Any, provider: Spoiled) -> Response:
    """Every seventh request is told to come again at once."""
    if len(provider.asked) % 7 == 0:
        return Response(429, (("Retry-After", "0"),))
    answer: Response = right(request)
    return answer


def test_a_limit_that_says_when_to_come_again_needs_no_fact() -> None:
    assert broken(Spoiled(_limited), Facts(known=FACTS.known)) == {}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 404 N\r\nContent-Length: 9\r\n\r\nshort", id="cut short"),
        pytest.param(b"HTTP/1.1 404 N\r\nTransfer-Encoding: chunked\r\n\r\nzz", id="bad chunks"),
        pytest.param(b"HTTP/1.1 404 N\r\nX-Thing : 1\r\n\r\n", id="a blank before a colon"),
        pytest.param(
            b"HTTP/1.1 404 N\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhi", id="two lengths"
        ),
        pytest.param(b"HTTP/1.1 four\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 404 N\r\nContent-Le", id="closed within the head"),
    ],
)
def test_an_answer_that_is_only_badly_framed_is_for_the_checks_to_judge(answer: bytes) -> None:
    with listening(answer) as server:
        check_reachable(server.url, Route(), NOTES)


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/2.0 four\r\n\r\n", b"HTTP/1"])
def test_what_begins_as_no_answer_speaks_no_http(answer: bytes) -> None:
    with listening(answer) as server, pytest.raises(CannotRun, match="speaks no HTTP"):
        check_reachable(server.url, Route(), NOTES)


def test_who_closes_on_what_is_not_documented_is_asked_for_what_is() -> None:
    """The first answer is none; the second is one."""
    with listening(b"") as server, pytest.raises(CannotRun, match="speaks no HTTP"):
        check_reachable(server.url, Route(), NOTES)

    assert [message.split()[1] for message in server.received] == [b"/", b"/notes"]


def test_a_document_without_operations_is_asked_for_nothing_more(tmp_path: Any) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths: {}\n")
    with listening(b"") as server, pytest.raises(CannotRun, match="speaks no HTTP"):
        check_reachable(server.url, Route(), load(path))
