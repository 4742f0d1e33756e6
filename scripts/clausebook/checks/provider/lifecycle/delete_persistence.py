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
from clausebook.checks.session.deployment import Deployment
from clausebook.checks.session.state import DeletedResource
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


def deletion_checks(planner: Planner, facts: Facts) -> Iterator[StatefulCheck]:
    """The scenario of each deletion with a linked write and read that deletes and leaves a thing.

    It goes before the checks that leave the thing alone: those that keep to the first known row.
    """
    for story in _stories(planner, facts):
        if story.draft != planner.good(story.draft.operation):
            name = f"{story.clause}: a known thing is deleted and left alone"
            yield StatefulCheck(name, (story.clause,), story.draft.operation, story.leave)


def delete_persistence_checks(planner: Planner, facts: Facts) -> Iterator[StatefulCheck]:
    """The scenario that looks at what `deletion_checks` left, or leaves it for a moment itself."""
    for story in _stories(planner, facts):
        name = f"{story.clause}: what was deleted does not come back"
        yield StatefulCheck(name, (story.clause,), story.draft.operation, story.look)


def _stories(planner: Planner, facts: Facts) -> Iterator[_Story]:
    for operation in planner.document.operations:
        found = (
            creator_of(planner.document, operation) if operation.effect is Effect.DELETE else None
        )
        if found is None or linked_to(planner.document, found[0], Effect.READ) is None:
            continue
        draft = _least_used(planner, operation, facts)
        if not planner.faults(draft):
            yield _Story(draft, str(ClauseKey.of(operation, "effect")))


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

    def leave(self, deployment: Deployment) -> list[Finding]:
        """What is wrong with its deletion."""
        must_make(deployment, self.draft)
        (before,) = read_all(deployment, [self.draft])
        (deletion,) = delete_all(deployment, [self.draft])
        left = DeletedResource(deletion.after, time.monotonic())
        deployment.state.left[self.clause] = left
        return wrong_with(deployment, before, deletion, self.clause)

    def look(self, deployment: Deployment) -> list[Finding]:
        """The finding that it is there again."""
        things = deployment.state
        if self.clause not in things.left:
            if found := self.leave(deployment):
                return found
            time.sleep(things.pause or _BRIEF)
        left = things.left.pop(self.clause)
        now = self._read(deployment)
        once_more = functools.partial(self._read, deployment)
        if not is_success(now) or shows_alike(left.shown, now, once_more):
            return []
        seconds = time.monotonic() - left.since
        things.pause = min(seconds + _MORE, _LONGEST)
        message = "what was deleted is shown again, and nothing made it"
        expected, actual = outline(left.shown), f"within {seconds:.1f} s, {outline(now)}"
        return [deployment.finding(self.clause, now.request, message, expected, actual)]

    def _read(self, deployment: Deployment) -> Exchange:
        (shown,) = read_all(deployment, [self.draft])
        return shown
