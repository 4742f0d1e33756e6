"""What was deleted stays so, though a while passes: a replica or a cache may bring it back.

The while is what other checks take: a known thing that they leave alone is deleted before them and
looked at behind them. Only where something is there again is it deleted and waited for on purpose.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from dataclasses import dataclass

from clausebook.checks.provider.lifecycle.delete import delete_all, must_make, read_all, wrong_with
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, outline, shows_alike
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import DeletedResource, ProviderSession
from clausebook.clauses import ClauseKey
from clausebook.config.facts import Facts
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft, valid_request
from clausebook.resources.links import creator_of, linked_to

_BRIEF = 0.3  # seconds, where no other check was carried out meanwhile
_MORE = 0.2  # seconds beyond those after which it was there again
_LONGEST = 2.0


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/delete-known-row",
    source="facts: `known`; `x-effect` and `links` of the document",
    phase=Phase.DELETION,
)
def deletion_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A known row that no other check uses can be deleted."""
    story = _story(planner, operation)
    if story is not None and story.draft != planner.good(operation):
        name = f"{story.clause}: a known thing is deleted and left alone"
        yield StatefulCheck(name, (story.clause,), operation, story.leave)


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/delete-persistence",
    source="`x-effect` and `links` of the document",
    phase=Phase.PERSISTENCE,
)
def delete_persistence_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A deleted resource does not reappear, as from a cache or a replica."""
    story = _story(planner, operation)
    if story is not None:
        name = f"{story.clause}: what was deleted does not come back"
        yield StatefulCheck(name, (story.clause,), operation, story.look)


def _story(planner: Planner, operation: Operation) -> _Story | None:
    found = creator_of(planner.document, operation) if operation.effect is Effect.DELETE else None
    if found is None or linked_to(planner.document, found[0], Effect.READ) is None:
        return None
    draft = _least_used(planner, operation, planner.facts)
    return None if planner.faults(draft) else _Story(draft, str(ClauseKey.of(operation, "effect")))


def _least_used(planner: Planner, operation: Operation, facts: Facts) -> Draft:
    """The deletion of the last known thing that is another than the first, else of the first."""
    good = planner.good(operation)
    same = [set(fact.values) for fact in facts.same]
    for row in reversed(range(len(facts.known))):
        draft = valid_request(planner.document, operation, facts, row)
        pairs = [{value, good.values.get(slot, value)} for slot, value in draft.values.items()]
        if any(len(pair) > 1 and not any(pair <= values for values in same) for pair in pairs):
            return draft
    return good


@dataclass(frozen=True)
class _Story:
    """The story of the last of the known things. `clause` is the key of its deletion's effect."""

    draft: Draft
    clause: str

    def leave(self, session: ProviderSession) -> list[Finding]:
        """What is wrong with its deletion."""
        must_make(session, self.draft)
        (before,) = read_all(session, [self.draft])
        (deletion,) = delete_all(session, [self.draft])
        left = DeletedResource(deletion.after, time.monotonic())
        session.resources.deleted[self.clause] = left
        return wrong_with(session, before, deletion, self.clause)

    def look(self, session: ProviderSession) -> list[Finding]:
        """The finding that it is there again."""
        resources = session.resources
        if self.clause not in resources.deleted:
            if found := self.leave(session):
                return found
            time.sleep(resources.reappearance_seconds or _BRIEF)
        left = resources.deleted.pop(self.clause)
        now = self._read(session)
        once_more = functools.partial(self._read, session)
        if not is_success(now) or shows_alike(left.shown, now, once_more):
            return []
        seconds = time.monotonic() - left.since
        resources.reappearance_seconds = min(seconds + _MORE, _LONGEST)
        message = "what was deleted is shown again, and nothing made it"
        expected, actual = outline(left.shown), f"within {seconds:.1f} s, {outline(now)}"
        return [session.finding(self.clause, now.request, message, expected, actual)]

    def _read(self, session: ProviderSession) -> Exchange:
        (shown,) = read_all(session, [self.draft])
        return shown
