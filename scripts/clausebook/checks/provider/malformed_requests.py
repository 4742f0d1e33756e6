"""What no provider may do, whatever its document says: fail over a request that is only strange.

A strange request may be taken or refused. It must not end in a 5xx, show a stack trace, repeat a
credential, or have an effect that it was refused for or that it does not name.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clausebook.checks.provider.malformations import (
    Malformation,
    Malformations,
    malformed_requests_of,
)
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import disturbed, is_success, make, outline, unmake
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey
from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange, Request
from clausebook.http.transport import NoResponse, ServerGone
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft


@check_family(
    stage=Kind.PROVIDER,
    id="robustness/malformed-requests",
    source="RFC 9110, 15.6",
    phase=Phase.MALFORMED_REQUESTS,
)
def malformed_request_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A malformed request ends in no 5xx, shows no internals, and has no effect when rejected."""
    good = planner.good(operation)
    key = str(ClauseKey.of(operation, "operation"))
    for words, changes in malformed_requests_of(planner, operation, planner.facts, good):
        if changes:
            story = _Strange(key, good, changes)
            yield StatefulCheck(f"{key}: {words} is no failure", (key,), operation, story)


@dataclass(frozen=True)
class _Strange:
    """The story of strange requests of one kind; what refused ones did is looked at at the end."""

    clause: str
    good: Draft
    changes: Malformations

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """What is wrong with the answers and with their effects."""
        found: list[Finding] = []
        last: Exchange | None = None
        self._prepare(session)
        for words, change, exchange in self._sent(session):
            found += self._judged(session, words, change, exchange)
            if not is_success(exchange) or self.good.operation.effect is Effect.READ:
                last = exchange
            elif change.elsewhere:
                found += disturbed(session, self.good, self.clause, exchange)
                last = None
            else:
                session.resources.forget()
                last = None
        if found or last is None:
            return found
        moved = disturbed(session, self.good, self.clause, last)
        return (self._alone(session) or moved) if moved else []

    def _alone(self, session: ProviderSession) -> list[Finding]:
        """What each of several changes does where it is the only one."""
        found: list[Finding] = []
        for words, change in self.changes.items() if len(self.changes) > 1 else ():
            with contextlib.suppress(NotJudged):
                found += replace(self, changes={words: change})(session)
        return found

    def _sent(self, session: ProviderSession) -> Iterator[tuple[str, Malformation, Exchange]]:
        """Sends what should change nothing together, then the others, each from the right state.

        A write may find the thing there or not, so that writes can go together too.
        """
        effect = self.good.operation.effect
        made = [(item, self._request(session, item[1])) for item in self.changes.items()]
        may = [item for item, request in made if session.connection.may_send(request)]
        if not may:
            raise NotSent("none of these names a thing that may be written to there")
        together = [item for item in may if item[1].elsewhere or effect == "read"]
        rest = [item for item in may if item not in together]
        yield from self._side_by_side(session, together)
        if effect == "create":
            plain = [item for item in rest if not item[1].undoing]
            yield from self._side_by_side(session, plain)
            rest = [item for item in rest if item not in plain]
        for words, change in rest:
            make(session, self.good)
            yield words, change, session.send(self._request(session, change))

    def _side_by_side(
        self, session: ProviderSession, changes: Sequence[tuple[str, Malformation]]
    ) -> Iterator[tuple[str, Malformation, Exchange]]:
        requests = [self._request(session, change) for _, change in changes]
        try:
            exchanges = session.send_all(requests)
        except NoResponse as error:
            if not _is_closed(error) or not all(change.nowhere for _, change in changes):
                raise
            yield from _answered(session, changes, requests)
            return
        for (words, change), exchange in zip(changes, exchanges, strict=True):
            yield words, change, exchange

    def _request(self, session: ProviderSession, change: Malformation) -> Request:
        return change(session.connection.request(change.draft) or change.draft.request({}))

    def _prepare(self, session: ProviderSession) -> None:
        if self.good.operation.effect is Effect.CREATE:
            unmake(session, self.good)
        else:
            make(session, self.good)

    def _is_documented(self, session: ProviderSession, exchange: Exchange) -> bool:
        status = exchange.response.status
        return session.judge.documented_status(self.good.operation, status) is not None

    def _is_gap(self, session: ProviderSession, exchange: Exchange) -> bool:
        return bool(session.judge.gap(self.good.operation, exchange.response.status))

    def _judged(
        self, session: ProviderSession, words: str, change: Malformation, exchange: Exchange
    ) -> list[Finding]:
        documented = self._is_documented(session, exchange)
        if change.repeated and documented:
            found = session.judge_answer(exchange)
        else:
            found = session.conformance_findings(exchange)
        expected = ""
        if exchange.response.status >= 500:
            message, expected = f"{words} makes the provider fail", "no 5xx"
        elif change.nowhere and is_success(exchange):
            message, expected = f"{words} makes a path that is not documented", "no success"
        elif is_success(exchange) and not documented and not self._is_gap(session, exchange):
            message = f"{words} is answered with a success that is not documented"
            expected = ", ".join(self.good.operation.responses)
        if expected:
            actual, request = outline(exchange), exchange.request
            found.append(session.finding(self.clause, request, message, expected, actual))
        return found


def _answered(
    session: ProviderSession,
    changes: Sequence[tuple[str, Malformation]],
    requests: Sequence[Request],
) -> Iterator[tuple[str, Malformation, Exchange]]:
    """What is answered of requests that nobody need answer: those by an undocumented path."""
    for (words, change), request in zip(changes, requests, strict=True):
        try:
            yield words, change, session.send(request)
        except NoResponse as error:
            if not _is_closed(error):
                raise


def _is_closed(error: NoResponse) -> bool:
    """Whether the connection was only closed: nobody waited, and somebody is there still."""
    return not (error.seconds or error.begun or isinstance(error, ServerGone))
