"""A check of several steps whose outcome the document decides; it confirms each failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from clausebook.checks.provider.precondition import check_precondition
from clausebook.checks.provider.single_use import reproduced_elsewhere
from clausebook.checks.session import FindingKey, ProviderSession
from clausebook.clauses import is_key_of
from clausebook.errors import NotJudged
from clausebook.http.transport import NoResponse, ServerGone
from clausebook.openapi import Operation
from clausebook.report.finding import ContractBroken, Finding, has_own_rule

Steps = Callable[[ProviderSession], list[Finding]]


@dataclass(frozen=True)
class StatefulCheck:
    """A check of one operation in several steps. `clauses` are the keys that it guards."""

    name: str
    clauses: tuple[str, ...]
    operation: Operation = field(repr=False)
    steps: Steps = field(repr=False)

    def run(self, session: ProviderSession) -> None:
        """Runs the steps against the provider.

        Raises:
            ContractBroken: a failure reproduces.
            NotJudged: the check cannot judge this provider, and why.
            Unreachable: nothing listens at the address.
        """
        check_precondition(session, self.operation)
        confirm(session, self.clauses[0], self.operation, self.steps)


def confirm(
    session: ProviderSession, clause: str, operation: Operation | None, steps: Steps
) -> None:
    """Runs the steps; on a failure runs them again sequentially and reports what reproduces.

    A failure that does not reproduce is not judged (flaky), with two exceptions: one that a
    single-use resource showed before, and one that reproduces with concurrent requests only, which
    the finding then says. Steps without a failure report what earlier throttled responses broke.

    The run skips an operation from then on if it twice did not respond in time or redirects its
    valid request, and every operation once the provider accepts no more connections.

    Raises:
        ContractBroken: with each finding that reproduces.
        NotJudged: a failure did not reproduce.
    """
    run, resources = session.run, session.resources
    used_before = len(resources.used_names)
    first = _run_once(session, clause, steps)
    if not first.findings:
        if operation is not None:
            _report_deferred(session, operation)
        return
    has_used_resource = len(resources.used_names) > used_before
    resources.forget()
    run.slow_operations.clear()
    second = _run_once(replace(session, sequential=True), clause, steps)
    resources.forget()
    confirmed = second.findings or _concurrent_findings(session, clause, steps)
    if operation is not None and not confirmed and has_used_resource:
        confirmed = reproduced_elsewhere(session, operation, first.findings)
    if not confirmed:
        raise NotJudged("flaky: a failure did not reproduce in a second run")
    run.skipped_operations.update(run.slow_operations)
    _skip_unresponsive(session, operation, second.error)
    findings = {FindingKey.of(finding): finding for finding in reversed(confirmed)}
    # What has a rule of its own is one fact, whichever check comes upon it.
    known = {key for key in run.reported if key in findings and has_own_rule(findings[key])}
    run.reported.update(findings)
    new = [finding for key, finding in findings.items() if key not in known]
    if new:
        raise ContractBroken(new[::-1])


class _RunResult(NamedTuple):
    """The findings of one run of the steps, and the error that ended it."""

    findings: list[Finding]
    error: NoResponse | None


def _run_once(session: ProviderSession, clause: str, steps: Steps) -> _RunResult:
    try:
        return _RunResult(steps(session), None)
    except NoResponse as error:
        return _RunResult([session.no_response_finding(clause, error)], error)


def _concurrent_findings(session: ProviderSession, clause: str, steps: Steps) -> list[Finding]:
    """The findings that two more runs with concurrent requests both show."""
    findings: list[Finding] = []
    for _ in range(2 if session.sends_concurrently else 0):
        findings = _run_once(session, clause, steps).findings
        session.resources.forget()
        if not findings:
            break
    prefix = "with concurrent requests: "
    return [replace(finding, message=prefix + finding.message) for finding in findings]


def _skip_unresponsive(
    session: ProviderSession, operation: Operation | None, error: NoResponse | None
) -> None:
    """Notes in the run what it must send no more requests to, after `error` was confirmed."""
    run = session.run
    if isinstance(error, ServerGone):
        run.unreachable_reason = error.reason
    elif error is not None and error.seconds > 0:
        requested = session.judge.operation(error.request) or operation
        if requested is not None:
            run.skipped_operations[requested.label] = error.reason
    elif operation is not None and operation.label in run.redirected:
        run.skipped_operations[operation.label] = run.redirected[operation.label]


def _report_deferred(session: ProviderSession, operation: Operation) -> None:
    """Raises ContractBroken for what throttled responses of this operation broke twice."""
    run = session.run
    due = {
        key: finding for key, finding in run.unreported.items() if is_key_of(key.clause, operation)
    }
    if due:
        run.reported.update(due)
        run.unreported = {key: it for key, it in run.unreported.items() if key not in due}
        raise ContractBroken(list(due.values()))
