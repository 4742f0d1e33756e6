"""Carries out one probe against a deployment and says what is wrong with what came of it."""

from __future__ import annotations

from clausebook.checks.deployment import Deployment, creating_draft, is_known, reading_draft
from clausebook.clauses import operation_key
from clausebook.document import Operation
from clausebook.exchange import Exchange
from clausebook.finding import Finding, NotJudged
from clausebook.probes import Draft, Probe, known_good

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
    operation = probe.draft.operation
    good = known_good(deployment.document, operation, deployment.facts)
    subject = probe.draft if probe.expects == "accepted" else good
    made = make(deployment, subject)
    exchange = deployment.send(request, alone=probe.alone)
    findings = [] if probe.expects == "no success" else deployment.judge_answer(exchange)
    if probe.expects == "accepted":
        settled = made or (made is None and is_known(deployment.facts, probe.draft))
        return findings + _acceptance(deployment, probe, exchange, settled)
    findings += _refusal(deployment, probe, exchange)
    if made and not findings and operation.effect == "delete":
        findings += _still_there(deployment, probe, good, exchange)
    return findings


def make(deployment: Deployment, subject: Draft) -> bool | None:
    """Makes what `subject` names by the linked write: whether that worked, None without a write."""
    draft = creating_draft(deployment.document, deployment.facts, subject)
    if draft is None:
        return None
    status = deployment.send_draft(draft).response.status
    return 200 <= status < 300


def successes(operation: Operation) -> list[str]:
    """The documented successes of an operation."""
    return [status for status in operation.responses if status.startswith("2")]


def _acceptance(
    deployment: Deployment, probe: Probe, exchange: Exchange, settled: bool
) -> list[Finding]:
    """What should be accepted: the documented success, if it is settled that the thing exists."""
    operation, status = probe.draft.operation, exchange.response.status
    documented = deployment.judge.documented_status(operation, status)
    expected = " or ".join(successes(operation))
    if documented in successes(operation):
        return []
    actual = _shown(exchange)
    if 200 <= status < 400:
        key = f"{operation_key(operation)} response {next(iter(successes(operation)), status)}"
        message = f"{probe.what} must be answered with {expected}"
        return [deployment.finding(key, exchange.request, message, expected, actual)]
    if status >= 500:
        message = f"{probe.what} makes the provider fail"
        return [deployment.finding(probe.clause, exchange.request, message, expected, actual)]
    if settled:
        message = f"{probe.what} must be accepted"
        return [deployment.finding(probe.clause, exchange.request, message, expected, actual)]
    return []


def _refusal(deployment: Deployment, probe: Probe, exchange: Exchange) -> list[Finding]:
    status = exchange.response.status
    if probe.expects == "no success":
        if exchange.request.method in _NO_EFFECT_ONLY or not 200 <= status < 300:
            return []
        message, expected = f"the method {probe.what} is not documented", "no success"
    elif probe.expects == "refused as a stranger":
        allowed = deployment.facts.credentials or _STRANGERS
        if status in allowed:
            return []
        message = f"{probe.what} must be refused"
        expected = " or ".join(str(code) for code in allowed)
    else:
        if 400 <= status < 500:
            return []
        message, expected = f"{probe.what} must be refused", "a documented 4xx"
    return [deployment.finding(probe.clause, exchange.request, message, expected, _shown(exchange))]


def _still_there(
    deployment: Deployment, probe: Probe, good: Draft, refused: Exchange
) -> list[Finding]:
    """After a refused deletion the documented read must still find the thing."""
    draft = reading_draft(deployment.document, deployment.facts, good)
    if draft is None:
        return []
    exchange = deployment.send_draft(draft)
    if 200 <= exchange.response.status < 300:
        return []
    message = f"{probe.what} was refused with {refused.response.status}, and deleted all the same"
    actual = f"a read afterwards answers {_shown(exchange)}"
    return [deployment.finding(probe.clause, refused.request, message, "no effect", actual)]


def _shown(exchange: Exchange) -> str:
    body = exchange.response.body[:200].decode("utf-8", "replace").strip()
    return f"{exchange.response.status} {body}".strip()
