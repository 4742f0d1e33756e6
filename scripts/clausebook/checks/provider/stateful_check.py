"""A check of more than one exchange: a short story with an ending that the document settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from clausebook.checks.provider.precondition import check_precondition
from clausebook.checks.provider.single_use import seen_before
from clausebook.checks.session import FindingKey, ProviderSession
from clausebook.clauses import is_key_of
from clausebook.errors import NotJudged
from clausebook.http.transport import NoResponse, ServerGone
from clausebook.openapi import Operation
from clausebook.report.finding import ContractBroken, Finding

Steps = Callable[[ProviderSession], list[Finding]]


@dataclass(frozen=True)
class StatefulCheck:
    """A story told to a provider about one of its operations. `clauses` are the keys it guards."""

    name: str
    clauses: tuple[str, ...]
    operation: Operation = field(repr=False)
    story: Steps = field(repr=False)

    def run(self, session: ProviderSession) -> None:
        """Tells the story to the deployment.

        Raises:
            ContractBroken: it ends wrongly, twice.
            NotJudged: this deployment gives no occasion to judge, and why.
            Unreachable: nothing listens there.
        """
        check_precondition(session, self.operation)
        confirm(session, self.clauses[0], self.operation, self.story)


def confirm(
    session: ProviderSession, clause: str, operation: Operation | None, story: Steps
) -> None:
    """Runs the steps; on a failure runs them again one by one and reports what reproduces.

    A failure that does not reproduce is not judged (flaky), except what a single-use resource
    showed before too, and what reproduces only while several requests are under way, which the
    finding then says. Steps that find nothing report what earlier throttled responses broke.

    An operation that twice did not answer in time, or that redirects its valid request, is sent
    nothing more; neither is any operation once nothing listens there.

    Raises:
        ContractBroken: with each finding that reproduces.
        NotJudged: a failure did not reproduce.
    """
    run, resources = session.run, session.resources
    used = len(resources.used)
    first, _ = _told(session, clause, story)
    if not first:
        if operation is not None:
            _report_deferred(session, operation)
        return
    taken = len(resources.used) > used
    resources.forget()
    run.late.clear()
    again, silent = _told(replace(session, one_by_one=True), clause, story)
    resources.forget()
    again = again or _in_haste(session, clause, story)
    if operation is not None:
        again = again or seen_before(session, operation, first, taken)
    if not again:
        raise NotJudged("something was wrong once, and not again when tried anew")
    run.silent.update(run.late)
    if isinstance(silent, ServerGone):
        run.gone = silent.reason
    elif silent is not None and silent.seconds > 0:
        asked = session.judge.operation(silent.request) or operation
        if asked is not None:
            run.silent[asked.label] = silent.reason
    elif operation is not None and operation.label in run.redirected:
        run.silent[operation.label] = run.redirected[operation.label]
    findings = {FindingKey.of(finding): finding for finding in reversed(again)}
    run.reported.update(findings)
    raise ContractBroken([*findings.values()][::-1])


def _report_deferred(session: ProviderSession, operation: Operation) -> None:
    """Raises ContractBroken for what throttled responses of this operation broke twice."""
    run = session.run
    due = {key: it for key, it in run.unreported.items() if is_key_of(key.clause, operation)}
    if due:
        run.reported.update(due)
        run.unreported = {key: it for key, it in run.unreported.items() if key not in due}
        raise ContractBroken(list(due.values()))


def _in_haste(session: ProviderSession, clause: str, story: Steps) -> list[Finding]:
    """What is found twice more with several requests under way, and was not one by one."""
    found: list[Finding] = []
    for _ in range(2 if session.sends_together else 0):
        found, _silent = _told(session, clause, story)
        session.resources.forget()
        if not found:
            break
    words = "with several requests under way at a time: "
    return [replace(finding, message=words + finding.message) for finding in found]


def _told(
    session: ProviderSession, clause: str, story: Steps
) -> tuple[list[Finding], NoResponse | None]:
    try:
        return story(session), None
    except NoResponse as error:
        return [session.unanswered(clause, error)], error
