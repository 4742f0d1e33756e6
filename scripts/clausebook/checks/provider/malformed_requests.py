"""Sends malformed requests, which must not cause a server error, whatever the document says.

A provider may accept or reject them. It must not return a 5xx, a stack trace or a credential, nor
change anything if it rejects the request, nor another resource than the request names.
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
from clausebook.checks.provider.resource_state import (
    ensure_created,
    ensure_deleted,
    is_success,
    side_effect_findings,
    summarize,
)
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
    valid = planner.valid_request(operation)
    key = str(ClauseKey.of(operation, "operation"))
    for description, malformations in malformed_requests_of(
        planner, operation, planner.facts, valid
    ):
        if malformations:
            steps = _MalformedRequestSteps(key, valid, malformations)
            yield StatefulCheck(
                f"{key}: {description} causes no server error", (key,), operation, steps
            )


@dataclass(frozen=True)
class _MalformedRequestSteps:
    """Sends the malformed requests of one kind, then looks for side effects of rejected ones."""

    clause: str
    valid: Draft
    malformations: Malformations

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """The findings about the responses and about side effects."""
        findings: list[Finding] = []
        last: Exchange | None = None
        self._prepare(session)
        for description, malformation, exchange in self._send(session):
            findings += self._judge(session, description, malformation, exchange)
            if not is_success(exchange) or self.valid.operation.effect is Effect.READ:
                last = exchange
            elif malformation.other_resource:
                findings += side_effect_findings(session, self.valid, self.clause, exchange)
                last = None
            else:
                session.resources.forget()
                last = None
        if findings or last is None:
            return findings
        side_effects = side_effect_findings(session, self.valid, self.clause, last)
        return (self._findings_by_itself(session) or side_effects) if side_effects else []

    def _findings_by_itself(self, session: ProviderSession) -> list[Finding]:
        """The findings of each of several malformations, sent by itself."""
        findings: list[Finding] = []
        for description, malformation in (
            self.malformations.items() if len(self.malformations) > 1 else ()
        ):
            with contextlib.suppress(NotJudged):
                findings += replace(self, malformations={description: malformation})(session)
        return findings

    def _send(self, session: ProviderSession) -> Iterator[tuple[str, Malformation, Exchange]]:
        """Sends what should change nothing concurrently, then the others, each from a fresh state.

        Writes go concurrently too, since they may find the resource or not.
        """
        effect = self.valid.operation.effect
        requests = [(item, self._request(session, item[1])) for item in self.malformations.items()]
        permitted = [item for item, request in requests if session.connection.may_send(request)]
        if not permitted:
            raise NotSent("each of them names a resource that must not be written to")
        concurrent = [item for item in permitted if item[1].other_resource or effect == "read"]
        rest = [item for item in permitted if item not in concurrent]
        yield from self._send_concurrently(session, concurrent)
        if effect == "create":
            repeatable = [item for item in rest if not item[1].may_delete]
            yield from self._send_concurrently(session, repeatable)
            rest = [item for item in rest if item not in repeatable]
        for description, malformation in rest:
            ensure_created(session, self.valid)
            yield description, malformation, session.send(self._request(session, malformation))

    def _send_concurrently(
        self, session: ProviderSession, malformations: Sequence[tuple[str, Malformation]]
    ) -> Iterator[tuple[str, Malformation, Exchange]]:
        requests = [self._request(session, malformation) for _, malformation in malformations]
        try:
            exchanges = session.send_all(requests)
        except NoResponse as error:
            if not _is_closed(error) or not all(
                malformation.undocumented_path for _, malformation in malformations
            ):
                raise
            yield from _send_tolerating_close(session, malformations, requests)
            return
        for (description, malformation), exchange in zip(malformations, exchanges, strict=True):
            yield description, malformation, exchange

    def _request(self, session: ProviderSession, malformation: Malformation) -> Request:
        return malformation(session.request(malformation.draft) or malformation.draft.request({}))

    def _prepare(self, session: ProviderSession) -> None:
        if self.valid.operation.effect is Effect.CREATE:
            ensure_deleted(session, self.valid)
        else:
            ensure_created(session, self.valid)

    def _is_documented(self, session: ProviderSession, exchange: Exchange) -> bool:
        status = exchange.response.status
        return session.judge.documented_status(self.valid.operation, status) is not None

    def _judge(
        self,
        session: ProviderSession,
        description: str,
        malformation: Malformation,
        exchange: Exchange,
    ) -> list[Finding]:
        documented = self._is_documented(session, exchange)
        if malformation.echoed and documented:
            findings = session.judge_response(exchange)
        else:
            findings = session.conformance_findings(exchange)
        expected = kind = ""
        if exchange.response.status >= 500:
            message, expected = f"{description} causes a server error", "no 5xx"
            kind = "a malformed request gets 5xx"
        elif malformation.undocumented_path and is_success(exchange):
            message, expected = (
                f"a request with {description} succeeds on an undocumented path",
                "no success",
            )
        elif is_success(exchange) and not documented:
            message = f"{description} gets an undocumented success"
            expected = ", ".join(self.valid.operation.responses)
        if expected:
            actual, request = summarize(exchange), exchange.request
            findings.append(session.finding(self.clause, request, message, expected, actual, kind))
        return findings


def _send_tolerating_close(
    session: ProviderSession,
    malformations: Sequence[tuple[str, Malformation]],
    requests: Sequence[Request],
) -> Iterator[tuple[str, Malformation, Exchange]]:
    """Sends requests to undocumented paths, for which a provider may close the connection."""
    for (description, malformation), request in zip(malformations, requests, strict=True):
        try:
            yield description, malformation, session.send(request)
        except NoResponse as error:
            if not _is_closed(error):
                raise


def _is_closed(error: NoResponse) -> bool:
    """Whether the provider only closed the connection: at once, and it still runs."""
    return not (error.seconds or error.begins_as_http or isinstance(error, ServerGone))
