"""Carries out the probes of one clause against a deployment and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.checks.provider.precondition import check_precondition, precondition_failure
from clausebook.checks.provider.resource_state import disturbed, is_success, make, outline, unmake
from clausebook.checks.provider.single_use import is_settled, is_used_up, note_used, prepared
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey, response_place
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request
from clausebook.judge.gaps import credential_refusals_of, rejection_keys_of, successes_of
from clausebook.openapi import Effect
from clausebook.report.finding import Finding
from clausebook.resources import Draft, Expect, Probe, valid_request

_NO_EFFECT_ONLY = ("HEAD", "OPTIONS")
_NOTHING_TO_CHANGE = "the request has nothing that could be changed in this way"
_NO_CREDENTIAL = "no such credential was given; pass it with --header or --header-env"


def acceptance_of(session: ProviderSession, probe: Probe) -> list[Finding]:
    """What is wrong with the answer to a probe that should be accepted.

    What the operation works on is made anew first, where a linked write can do that: a request for
    something absent may be refused for the wrong reason. Raises NotJudged, Unreachable, NoResponse.
    """
    request = _request(session, probe)
    if request is None:
        given = session.connection.request(probe.draft, probe.alternative) is not None
        raise NotJudged(_NOTHING_TO_CHANGE if given else _NO_CREDENTIAL)
    operation, plain = probe.draft.operation, _is_known_good(session, probe)
    if not plain:
        check_precondition(session, operation)
    made = prepared(session, probe.draft)
    settled = is_settled(session, probe.draft, made)
    used_up = is_used_up(session, probe.draft)
    exchange = session.send(request, alone=probe.alone)
    if operation.effect is not Effect.READ:
        session.resources.forget()
    if plain:
        hindrance = precondition_failure(session, operation, exchange)
        session.run.precondition_failures[operation.label] = hindrance
    refused = _not_accepted(session, probe, exchange, settled)
    if plain and operation.label in session.run.redirected:
        return refused  # the status that is not documented would be the same finding again
    found = session.judge_answer(exchange) + refused
    found += note_used(session, probe.draft, exchange)
    gap = session.judge.gap(operation, exchange.response.status)
    if gap and not found:
        raise NotJudged(gap)
    if not found and used_up and not is_success(exchange):
        raise NotJudged("what it names was used up by a request before it; add rows to [[known]]")
    return found


def rejections_of(session: ProviderSession, probes: Sequence[Probe]) -> list[Finding]:
    """What is wrong with the answers to probes that should be refused, and with their effect.

    The effect is looked at after the last; where there is one, each is tried again alone. Raises
    NotJudged, Unreachable, NoResponse.
    """
    gap = _rejection_gap(session, probes[0])
    if gap:
        raise NotJudged(gap)
    check_precondition(session, probes[0].draft.operation)
    good = valid_request(session.document, probes[0].draft.operation, session.facts)
    made = [(probe, _request(session, probe)) for probe in probes]
    asked = [(probe, request) for probe, request in made if request is not None]
    found: list[Finding] = []
    last: tuple[Probe, Exchange] | None = None
    for probe, exchange in _sent(session, good, asked):
        last = probe, exchange
        wrong = _judged(session, probe, exchange)
        if wrong:
            session.resources.forget()
            found += wrong
    if last is None:
        raise NotJudged(_NO_CREDENTIAL)
    if found:
        return found
    moved = disturbed(session, good, last[0].clause, last[1])
    if not moved or len(probes) == 1:
        return moved
    alone = [finding for probe in probes for finding in _alone(session, probe)]
    return alone or moved


def _rejection_gap(session: ProviderSession, probe: Probe) -> str:
    """Why the document does not say how such a request is refused; empty where it does."""
    operation = probe.draft.operation
    if probe.expects is Expect.UNAUTHENTICATED and not session.facts.credentials:
        refusals = credential_refusals_of(operation)
        return "" if refusals else f"{operation.label} documents neither 401 nor 403"
    if probe.expects is Expect.REJECTED and not rejection_keys_of(operation):
        return f"{operation.label} documents no 4xx"
    return ""


def _sent(
    session: ProviderSession, good: Draft, asked: Sequence[tuple[Probe, Request]]
) -> Iterator[tuple[Probe, Exchange]]:
    """Sends the requests, together where that is allowed; else each from the state it needs."""
    if not session.one_by_one and asked:
        _prepare(session, good)
        together = [(probe, request) for probe, request in asked if not probe.alone]
        exchanges = session.send_all([request for _, request in together])
        yield from zip([probe for probe, _ in together], exchanges, strict=True)
        asked = [(probe, request) for probe, request in asked if probe.alone]
    for probe, request in asked:
        _prepare(session, good)
        yield probe, session.send(request, alone=probe.alone)


def _alone(session: ProviderSession, probe: Probe) -> list[Finding]:
    try:
        return rejections_of(session, [probe])
    except NotJudged:
        return []


def _request(session: ProviderSession, probe: Probe) -> Request | None:
    """The finished request; None where this deployment has no credential to make it with."""
    right = session.connection.request(probe.draft, probe.alternative)
    return None if right is None else probe.tamper(right)


def _is_known_good(session: ProviderSession, probe: Probe) -> bool:
    """Whether this is the one request that all others are measured by."""
    good = valid_request(session.document, probe.draft.operation, session.facts)
    plain = probe.alternative is None and not probe.alone and not probe.respelled
    return plain and probe.key_parts.kind == "operation" and probe.draft == good


def _prepare(session: ProviderSession, good: Draft) -> None:
    """What a refused request might do must be visible: what it makes is absent, the rest there."""
    if good.operation.effect is Effect.CREATE:
        unmake(session, good)
    else:
        make(session, good)


def _judged(session: ProviderSession, probe: Probe, exchange: Exchange) -> list[Finding]:
    if probe.expects is Expect.NO_SUCCESS:
        found = session.conformance_findings(exchange)
    else:
        found = session.judge_answer(exchange)
    return found + _not_refused(session, probe, exchange)


def _not_accepted(
    session: ProviderSession, probe: Probe, exchange: Exchange, settled: bool
) -> list[Finding]:
    """What should be accepted: the documented success, if it is settled that the thing exists."""
    operation, status = probe.draft.operation, exchange.response.status
    documented = session.judge.documented_status(operation, status)
    if status < 400 and (
        documented in successes_of(operation) or session.judge.gap(operation, status)
    ):
        return []
    expected, clause = " or ".join(successes_of(operation)), probe.clause
    if 200 <= status < 400:
        success = response_place(str(next(iter(successes_of(operation)), status)))
        clause = str(ClauseKey.of(operation, success))
        message = f"{probe.what} must be answered with {expected}"
    elif status >= 500:
        message = f"{probe.what} makes the provider fail"
    elif settled:
        message = f"{probe.what} must be accepted"
    else:
        return []
    return [session.finding(clause, exchange.request, message, expected, outline(exchange))]


def _not_refused(session: ProviderSession, probe: Probe, exchange: Exchange) -> list[Finding]:
    if probe.expects is Expect.NO_SUCCESS:
        harmless = exchange.request.method in _NO_EFFECT_ONLY or _is_echo(exchange)
        if harmless or not is_success(exchange):
            return _failure(session, probe, exchange)
        message, expected = f"{probe.what} is not documented", "no success"
    elif probe.expects is Expect.UNAUTHENTICATED:
        allowed = session.facts.credentials or CREDENTIAL_REFUSALS
        if exchange.response.status in allowed:
            return []
        message, expected = f"{probe.what} must be refused", " or ".join(map(str, allowed))
    else:
        if 400 <= exchange.response.status < 500:
            return []
        message, expected = f"{probe.what} must be refused", "a documented 4xx"
    return [session.finding(probe.clause, exchange.request, message, expected, outline(exchange))]


def _is_echo(exchange: Exchange) -> bool:
    """Whether a server itself answers TRACE, as some do for every path (RFC 9110, 9.3.8)."""
    media_type = exchange.response.header("content-type") or ""
    return exchange.request.method == "TRACE" and media_type.lower().startswith("message/http")


def _failure(session: ProviderSession, probe: Probe, exchange: Exchange) -> list[Finding]:
    # 501 is what a server says that knows no such method at all (RFC 9110, 9.1).
    if exchange.response.status < 500 or exchange.response.status == 501:
        return []
    message = f"{probe.what} makes the provider fail"
    return [session.finding(probe.clause, exchange.request, message, "no 5xx", outline(exchange))]
