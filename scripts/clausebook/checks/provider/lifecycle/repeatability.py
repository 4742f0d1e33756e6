"""Creates and deletes the same resources fifty times: the last round must end as the first did.

It finds leaks, exhaustion and race conditions. Several known resources take part concurrently,
which provokes more races and takes less time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clausebook.checks.provider.lifecycle.delete import (
    Deletion,
    create_all,
    delete_all,
    deletion_findings,
    read_all,
    require_created,
)
from clausebook.checks.provider.lifecycle.deletion import deletion_of, other_deletions
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, summarize
from clausebook.checks.provider.stateful_check import StatefulCheck, Steps
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.http.exchange import Exchange
from clausebook.openapi import Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft

DELETIONS = 50
_CONCURRENT = 8


class _FirstResult(NamedTuple):
    """The first deletion of a resource, and the read before it."""

    before: Exchange
    deletion: Deletion


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/repeatability",
    source="`x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=20,
)
def repeatability_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """The fiftieth creation and deletion of a resource ends as the first."""
    deletion = deletion_of(planner, operation)
    if deletion is not None:
        others = [other.draft for other in other_deletions(planner, deletion)]
        steps = repeatability_steps(deletion.valid, others, deletion.clause)
        name = f"{deletion.clause}: fifty creations and deletions end alike"
        yield StatefulCheck(name, (deletion.clause,), operation, steps)


def repeatability_steps(valid: Draft, others: Sequence[Draft], clause: str) -> Steps:
    """At least fifty deletions; `clause` is the key of the deletion's effect."""

    def steps(session: ProviderSession) -> list[Finding]:
        first_results, findings = _first_round(session, valid, others[: _CONCURRENT - 1], clause)
        drafts = [deletion.draft for _, deletion in first_results]
        for _ in range(0 if findings else -(-DELETIONS // len(first_results)) - 1):
            create_all(session, drafts)
            for first, deletion in zip(first_results, delete_all(session, drafts), strict=True):
                findings += deletion_findings(session, first.before, deletion, clause)
                findings += (
                    []
                    if findings
                    else _difference_findings(session, first.deletion, deletion, clause)
                )
            if findings:
                break
        return findings

    return steps


def _first_round(
    session: ProviderSession, valid: Draft, others: Sequence[Draft], clause: str
) -> tuple[list[_FirstResult], list[Finding]]:
    """Deletes each resource once, one by one, and leaves out those that this does not work for."""
    require_created(session, valid)
    drafts = [valid]
    for draft in others:
        if all(is_success(response) for response in create_all(session, [draft])):
            drafts.append(draft)
    first_results: list[_FirstResult] = []
    for draft, before in zip(drafts, read_all(session, drafts), strict=True):
        (deletion,) = delete_all(session, [draft])
        findings = deletion_findings(session, before, deletion, clause)
        if not findings:
            first_results.append(_FirstResult(before, deletion))
        elif draft is valid:
            return [_FirstResult(before, deletion)], findings
    return first_results, []


def _difference_findings(
    session: ProviderSession, first: Deletion, later: Deletion, clause: str
) -> list[Finding]:
    """The finding that a later deletion, or the read after it, gets another status code."""
    pairs = {
        "the same deletion": (first.exchange, later.exchange),
        "the read after it": (first.read, later.read),
    }
    for name, (before, after) in pairs.items():
        if before.response.status != after.response.status:
            message = f"{name} gets another response after some rounds"
            expected, actual = summarize(before), summarize(after)
            return [session.finding(clause, after.request, message, expected, actual)]
    return []
