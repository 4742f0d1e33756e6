"""Carries out one probe against a deployment and says what is wrong with what came of it."""

from __future__ import annotations

from clausebook.checks.deployment import Deployment
from clausebook.checks.state import disturbed, is_success, make, outline, unmake
from clausebook.clauses import operation_key
from clausebook.document import Operation
from clausebook.exchange import Exchange
from clausebook.finding import Finding, NotJudged
from clausebook.probes import Draft, Probe, known_good
from clausebook.probes.linked import is_known

_STRANGERS = (401, 403)
_NO_EFFECT_ONLY = ("HEAD", "OPTIONS")


def findings_of(deployment: Deployment, probe: Probe) -> list[Finding]:
    """What is wrong with the answer to the probe, and with its effect.

    What the operation works on is made anew first, where a linked write can do that: a request for
    something absent may be refused for the wrong reason. Raises NotJudged, Unreachable, NoAnswer.
    """
    right = deployment.request(probe.draft, probe.alternative)
    request = probe.tamper(right) if right is not None else None
    if request is None:
        raise NotJudged("no such credential was given; pass it with --header or --header-env")
    if probe.expects == "accepted":
        made = make(deployment, probe.draft) if probe.draft.operation.effect != "create" else None
        exchange = deployment.send(request, alone=probe.alone)
        if probe.draft.operation.effect != "read":
            deployment.things.forget()
        settled = made or (made is None and is_known(deployment.facts, probe.draft))
        found = deployment.judge_answer(exchange)
        return found + _acceptance(deployment, probe, exchange, settled)
    good = known_good(deployment.document, probe.draft.operation, deployment.facts)
    _prepare(deployment, good)
    exchange = deployment.send(request, alone=probe.alone)
    if probe.expects == "no success":
        found = deployment.judge_manners(exchange)
    else:
        found = deployment.judge_answer(exchange)
    found += _refusal(deployment, probe, exchange)
    if found:
        deployment.things.forget()
        return found
    return disturbed(deployment, good, probe.clause, exchange)


def _prepare(deployment: Deployment, good: Draft) -> None:
    """What a refused request might do must be visible: what it makes is absent, the rest there."""
    if good.operation.effect == "create":
        unmake(deployment, good)
    else:
        make(deployment, good)


def successes(operation: Operation) -> list[str]:
    """The documented successes of an operation."""
    return [status for status in operation.responses if status.startswith("2")]


def _acceptance(
    deployment: Deployment, probe: Probe, exchange: Exchange, settled: bool
) -> list[Finding]:
    """What should be accepted: the documented success, if it is settled that the thing exists."""
    operation, status = probe.draft.operation, exchange.response.status
    documented = deployment.judge.documented_status(operation, status)
    if documented in successes(operation):
        return []
    expected, clause = " or ".join(successes(operation)), probe.clause
    if 200 <= status < 400:
        clause = f"{operation_key(operation)} response {next(iter(successes(operation)), status)}"
        message = f"{probe.what} must be answered with {expected}"
    elif status >= 500:
        message = f"{probe.what} makes the provider fail"
    elif settled:
        message = f"{probe.what} must be accepted"
    else:
        return []
    return [deployment.finding(clause, exchange.request, message, expected, outline(exchange))]


def _refusal(deployment: Deployment, probe: Probe, exchange: Exchange) -> list[Finding]:
    status = exchange.response.status
    if probe.expects == "no success":
        if exchange.request.method in _NO_EFFECT_ONLY or not is_success(exchange):
            return _failure(deployment, probe, exchange)
        message, expected = f"the method {probe.what} is not documented", "no success"
    elif probe.expects == "refused as a stranger":
        allowed = deployment.facts.credentials or _STRANGERS
        if status in allowed:
            return []
        message, expected = f"{probe.what} must be refused", " or ".join(map(str, allowed))
    else:
        if 400 <= status < 500:
            return []
        message, expected = f"{probe.what} must be refused", "a documented 4xx"
    return [
        deployment.finding(probe.clause, exchange.request, message, expected, outline(exchange))
    ]


def _failure(deployment: Deployment, probe: Probe, exchange: Exchange) -> list[Finding]:
    # 501 is what a server says that knows no such method at all (RFC 9110, 9.1).
    if exchange.response.status < 500 or exchange.response.status == 501:
        return []
    message = f"{probe.what} makes the provider fail"
    return [
        deployment.finding(probe.clause, exchange.request, message, "no 5xx", outline(exchange))
    ]
