"""Sends the probes of one clause to a provider and judges the responses and their effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.checks.provider.precondition import (
    NO_EVIDENCE,
    check_precondition,
    precondition_failure,
)
from clausebook.checks.provider.resource_state import (
    ensure_created,
    ensure_deleted,
    is_success,
    side_effect_findings,
    summarize,
)
from clausebook.checks.provider.single_use import (
    ensure_precondition,
    is_used_up,
    record_use,
    resource_exists,
)
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey, response_place
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request
from clausebook.http.methods import is_not_modified
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft, Expect, Probe, valid_request
from clausebook.resources.references import has_free_values

_METHODS_WITHOUT_EFFECT = ("HEAD", "OPTIONS")
_NO_CREDENTIAL = "no such credential was given; pass it with --credential or --header-env"


def acceptance_findings(session: ProviderSession, probe: Probe) -> list[Finding]:
    """The findings about a probe that the provider should accept.

    A linked write creates the resource first: the provider may reject a request about a missing
    resource for that reason alone. Raises NotJudged, Unreachable, NoResponse.
    """
    operation, is_valid_request = probe.draft.operation, _is_valid_request(session, probe)
    if not is_valid_request:
        check_precondition(session, operation)
    is_created = ensure_precondition(session, probe.draft)
    exists = resource_exists(session, probe.draft, is_created)
    used_up = is_used_up(session, probe.draft)
    sent = _send_acceptable(session, probe, exists=exists)
    exchange = sent.exchange
    if is_success(exchange):
        session.run.accepted.add(operation.label)
    exists = exists or _is_evidence(session, sent)
    if operation.effect is not Effect.READ:
        session.resources.forget()
    if is_valid_request:
        failure = precondition_failure(session, operation, exchange)
        session.run.precondition_failures[operation.label] = failure
    not_accepted = _not_accepted(session, probe, exchange, exists)
    if is_valid_request and operation.label in session.run.redirected:
        return not_accepted  # the undocumented status would be the same finding again
    findings = session.judge_response(exchange) + not_accepted
    findings += record_use(session, probe.draft, exchange)
    if not findings and used_up and not is_success(exchange):
        raise NotJudged("an earlier request used up this resource; add rows to [[known]]")
    return findings


@dataclass(frozen=True)
class _SentDraft:
    """A draft about resources of this run, as it was sent, and what came of it."""

    draft: Draft
    exchange: Exchange


def _is_evidence(session: ProviderSession, sent: _SentDraft) -> bool:
    """Whether a rejection says something about the provider, though no fact names the resource.

    Where an operation never accepted anything, a value that nobody gave may be what is wrong: it
    may have to name something, which no document says.
    """
    draft = sent.draft
    if sent.exchange.response.status in NO_EVIDENCE or not session.made.is_settled(draft):
        return False
    return draft.operation.label in session.run.accepted or not has_free_values(draft)


def _send_acceptable(session: ProviderSession, probe: Probe, *, exists: bool) -> _SentDraft:
    """Sends a probe; one that is rejected is confirmed on a fresh resource.

    What earlier requests of this run left, such as a name that is taken, is no fault.
    """
    for attempt in range(2):
        draft = session.bound(probe.draft)
        request = session.connection.request(draft, probe.alternative)
        request = None if request is None else probe.tamper(request)
        if request is None:
            raise NotJudged(_NO_CREDENTIAL)
        exchange = session.send(request, dedicated=probe.dedicated)
        if not 400 <= exchange.response.status < 500 or exists or attempt:
            break
        if not session.made.renew(probe.draft):
            break
    return _SentDraft(draft, exchange)


def rejection_findings(session: ProviderSession, probes: Sequence[Probe]) -> list[Finding]:
    """The findings about probes that the provider should reject, and about their side effects.

    It looks for side effects once, after the last probe; if there is one, it repeats each probe by
    itself. Raises NotJudged, Unreachable, NoResponse.
    """
    check_precondition(session, probes[0].draft.operation)
    valid = valid_request(session.document, probes[0].draft.operation, session.facts)
    requests = [(probe, _request(session, probe)) for probe in probes]
    possible = [(probe, request) for probe, request in requests if request is not None]
    findings: list[Finding] = []
    last: tuple[Probe, Exchange] | None = None
    for probe, exchange in _send_probes(session, valid, possible):
        last = probe, exchange
        new_findings = _judge(session, probe, exchange)
        if new_findings:
            session.resources.forget()
            findings += new_findings
    if last is None:
        raise NotJudged(_NO_CREDENTIAL)
    if findings:
        return findings
    side_effects = side_effect_findings(session, valid, last[0].clause, last[1])
    if not side_effects or len(probes) == 1:
        return side_effects
    by_probe = [finding for probe in probes for finding in _findings_by_itself(session, probe)]
    return by_probe or side_effects


def _send_probes(
    session: ProviderSession, valid: Draft, requests: Sequence[tuple[Probe, Request]]
) -> Iterator[tuple[Probe, Exchange]]:
    """Sends the requests concurrently if the session allows it, else each from a fresh state."""
    if not session.sequential and requests:
        _prepare(session, valid)
        concurrent = [(probe, request) for probe, request in requests if not probe.dedicated]
        exchanges = session.send_all([request for _, request in concurrent])
        yield from zip([probe for probe, _ in concurrent], exchanges, strict=True)
        requests = [(probe, request) for probe, request in requests if probe.dedicated]
    for probe, request in requests:
        _prepare(session, valid)
        yield probe, session.send(request, dedicated=probe.dedicated)


def _findings_by_itself(session: ProviderSession, probe: Probe) -> list[Finding]:
    try:
        return rejection_findings(session, [probe])
    except NotJudged:
        return []


def _request(session: ProviderSession, probe: Probe) -> Request | None:
    """The request of a probe; None if the session lacks a credential for it."""
    request = session.request(probe.draft, probe.alternative)
    return None if request is None else probe.tamper(request)


def _is_valid_request(session: ProviderSession, probe: Probe) -> bool:
    """Whether this is the unchanged valid request, whose success the other probes require."""
    valid = valid_request(session.document, probe.draft.operation, session.facts)
    unchanged = probe.alternative is None and not probe.dedicated and not probe.equivalent
    return unchanged and probe.key_parts.kind == "operation" and probe.draft == valid


def _prepare(session: ProviderSession, valid: Draft) -> None:
    """Makes a side effect of a rejected request visible: a create must find nothing to overwrite,
    any other operation a resource to change.
    """
    if valid.operation.effect is Effect.CREATE:
        ensure_deleted(session, valid)
    else:
        ensure_created(session, valid)


def _judge(session: ProviderSession, probe: Probe, exchange: Exchange) -> list[Finding]:
    if probe.expects is Expect.NO_SUCCESS:
        findings = session.conformance_findings(exchange)
    else:
        findings = session.judge_response(exchange)
    return findings + _not_rejected(session, probe, exchange)


def successes(operation: Operation) -> list[str]:
    """The documented successes of an operation: 2xx, else 3xx, else `default`."""
    statuses = list(operation.responses)
    groups = [[s for s in statuses if s.startswith(start)] for start in ("2", "3", "default")]
    return next((group for group in groups if group), [])


def _not_accepted(
    session: ProviderSession, probe: Probe, exchange: Exchange, exists: bool
) -> list[Finding]:
    """The finding that a probe gets no documented success, though its resource `exists`."""
    operation, status = probe.draft.operation, exchange.response.status
    documented = session.judge.documented_status(operation, status)
    expected = successes(operation)
    if documented in expected and (documented != "default" or status < 400):
        return []
    if is_not_modified(exchange.request, exchange.response) or (status < 500 and not expected):
        return []
    clause = probe.clause
    if 200 <= status < 400:
        success = response_place(expected[0])
        clause = str(ClauseKey.of(operation, success))
        message = f"{probe.description} must return {' or '.join(expected)}"
    elif status >= 500:
        message = f"{probe.description} causes a server error"
    elif exists:
        message = f"{probe.description} must be accepted"
    else:
        return []
    wanted, actual = " or ".join(expected) or "no 5xx", summarize(exchange)
    kind = f"a valid request gets {status // 100}xx"
    return [session.finding(clause, exchange.request, message, wanted, actual, kind)]


def _not_rejected(session: ProviderSession, probe: Probe, exchange: Exchange) -> list[Finding]:
    kind = f"an invalid request gets {exchange.response.status // 100}xx"
    if probe.expects is Expect.NO_SUCCESS:
        is_harmless = exchange.request.method in _METHODS_WITHOUT_EFFECT or _is_echo(exchange)
        if is_harmless or not is_success(exchange):
            return _server_error(session, probe, exchange)
        message, expected = f"{probe.description} succeeds and is not documented", "no success"
        kind = ""  # each of these requests is another fault
    elif probe.expects is Expect.UNAUTHENTICATED:
        allowed = session.facts.credentials or CREDENTIAL_REFUSALS
        if exchange.response.status in allowed:
            return []
        message, expected = f"{probe.description} must be rejected", " or ".join(map(str, allowed))
    else:
        if 400 <= exchange.response.status < 500:
            return []
        message, expected = f"{probe.description} must be rejected", "a documented 4xx"
    actual = summarize(exchange)
    return [session.finding(probe.clause, exchange.request, message, expected, actual, kind)]


def _is_echo(exchange: Exchange) -> bool:
    """Whether the web server echoes a TRACE, as some do for every path (RFC 9110, 9.3.8)."""
    media_type = exchange.response.header("content-type") or ""
    return exchange.request.method == "TRACE" and media_type.lower().startswith("message/http")


def _server_error(session: ProviderSession, probe: Probe, exchange: Exchange) -> list[Finding]:
    # A server returns 501 for a method that it does not know at all (RFC 9110, 9.1).
    if exchange.response.status < 500 or exchange.response.status == 501:
        return []
    message = f"{probe.description} causes a server error"
    return [session.finding(probe.clause, exchange.request, message, "no 5xx", summarize(exchange))]
