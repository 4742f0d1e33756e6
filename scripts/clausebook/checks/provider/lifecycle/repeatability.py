"""Makes and deletes the same things fifty times: the last round must end as the first did.

Finds what wears out, or comes late. Several known things take part at a time, so that a provider
has more to mix up and the rounds are over sooner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausebook.checks.provider.lifecycle.delete import (
    Deletion,
    delete_all,
    make_anew,
    must_make,
    read_all,
    wrong_with,
)
from clausebook.checks.provider.lifecycle.deletion import deletion_of, other_deletions
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, outline
from clausebook.checks.provider.stateful_check import StatefulCheck, Steps
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.http.exchange import Exchange
from clausebook.openapi import Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft

DELETIONS = 50
_TOGETHER = 8
_First = tuple[Exchange, Deletion]


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
        steps = repeatability_steps(deletion.good, others, deletion.clause)
        name = f"{deletion.clause}: fifty rounds end as the first"
        yield StatefulCheck(name, (deletion.clause,), operation, steps)


def repeatability_steps(good: Draft, others: Sequence[Draft], clause: str) -> Steps:
    """The story of at least fifty deletions; `clause` is the key of the deletion's effect."""

    def story(session: ProviderSession) -> list[Finding]:
        firsts, found = _first_round(session, good, others[: _TOGETHER - 1], clause)
        drafts = [deletion.draft for _, deletion in firsts]
        for _ in range(0 if found else -(-DELETIONS // len(firsts)) - 1):
            make_anew(session, drafts)
            for first, deletion in zip(firsts, delete_all(session, drafts), strict=True):
                found += wrong_with(session, first[0], deletion, clause)
                found += [] if found else _otherwise(session, first[1], deletion, clause)
            if found:
                break
        return found

    return story


def _first_round(
    session: ProviderSession, good: Draft, others: Sequence[Draft], clause: str
) -> tuple[list[_First], list[Finding]]:
    """The first deletion of each thing, one by one: what goes with another takes no part."""
    must_make(session, good)
    drafts = [good]
    for draft in others:
        if all(is_success(answer) for answer in make_anew(session, [draft])):
            drafts.append(draft)
    firsts: list[_First] = []
    for draft, before in zip(drafts, read_all(session, drafts), strict=True):
        (deletion,) = delete_all(session, [draft])
        found = wrong_with(session, before, deletion, clause)
        if not found:
            firsts.append((before, deletion))
        elif draft is good:
            return [(before, deletion)], found
    return firsts, []


def _otherwise(
    session: ProviderSession, first: Deletion, now: Deletion, clause: str
) -> list[Finding]:
    pairs = {
        "the same deletion": (first.deleted, now.deleted),
        "the read after it": (first.after, now.after),
    }
    for what, (one, other) in pairs.items():
        if one.response.status != other.response.status:
            message = f"{what} is answered otherwise after some rounds"
            return [session.finding(clause, other.request, message, outline(one), outline(other))]
    return []
