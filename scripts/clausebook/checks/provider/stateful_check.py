"""A check of more than one exchange: a short story with an ending that the document settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from clausebook.checks.provider.precondition import check_precondition
from clausebook.checks.provider.single_use import seen_before
from clausebook.checks.session.deployment import Deployment
from clausebook.clauses import is_key_of
from clausebook.errors import NotJudged
from clausebook.http.transport import Gone, NoAnswer
from clausebook.openapi import Operation
from clausebook.report.finding import ContractBroken, Finding

Steps = Callable[[Deployment], list[Finding]]


@dataclass(frozen=True)
class StatefulCheck:
    """A story told to a provider about one of its operations. `clauses` are the keys it guards."""

    name: str
    clauses: tuple[str, ...]
    operation: Operation = field(repr=False)
    story: Steps = field(repr=False)

    def run(self, deployment: Deployment) -> None:
        """Tells the story to the deployment.

        Raises:
            ContractBroken: it ends wrongly, twice.
            NotJudged: this deployment gives no occasion to judge, and why.
            Unreachable: nothing listens there.
        """
        check_precondition(deployment, self.operation)
        confirm(deployment, self.clauses[0], self.operation, self.story)


def confirm(deployment: Deployment, clause: str, operation: Operation, story: Steps) -> None:
    """Raises ContractBroken for what a story finds, if it finds it again when told anew.

    Else for what was found twice on the way there and in the stories before. A finding that does
    not repeat is not judged: a network has its moods. One that repeats only where several requests
    are under way says so. An operation that was waited for in vain or too long twice, or that
    redirects what it should accept, is not asked again, nor is anything where nobody is there any
    more.
    """
    things = deployment.state
    used = len(things.used)
    first, _ = _told(deployment, clause, story)
    if not first:
        _tell_owed(deployment, operation)
        return
    taken = len(things.used) > used
    things.forget()
    things.late.clear()
    again, silent = _told(replace(deployment, one_by_one=True), clause, story)
    things.forget()
    again = again or _in_haste(deployment, clause, story)
    again = again or seen_before(deployment, operation, first, taken)
    if not again:
        raise NotJudged("something was wrong once, and not again when tried anew")
    things.silent.update(things.late)
    if isinstance(silent, Gone):
        things.gone = silent.reason
    elif silent is not None and silent.seconds > 0:
        asked = deployment.judge.operation(silent.request) or operation
        things.silent[asked.label] = silent.reason
    elif operation.label in things.redirected:
        things.silent[operation.label] = things.redirected[operation.label]
    once = {(finding.clause, finding.message): finding for finding in reversed(again)}
    things.told.update(once)
    raise ContractBroken([*once.values()][::-1])


def _tell_owed(deployment: Deployment, operation: Operation) -> None:
    things = deployment.state
    owed = {told: found for told, found in things.owed.items() if is_key_of(told[0], operation)}
    if owed:
        things.told.update(owed)
        things.owed = {told: f for told, f in things.owed.items() if told not in owed}
        raise ContractBroken(list(owed.values()))


def _in_haste(deployment: Deployment, clause: str, story: Steps) -> list[Finding]:
    """What is found twice more with several requests under way, and was not one by one."""
    found: list[Finding] = []
    for _ in range(2 if deployment.sends_together else 0):
        found, _silent = _told(deployment, clause, story)
        deployment.state.forget()
        if not found:
            break
    words = "with several requests under way at a time: "
    return [replace(finding, message=words + finding.message) for finding in found]


def _told(
    deployment: Deployment, clause: str, story: Steps
) -> tuple[list[Finding], NoAnswer | None]:
    try:
        return story(deployment), None
    except NoAnswer as error:
        return [deployment.unanswered(clause, error)], error
