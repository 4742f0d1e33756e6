"""Checks that a deleted resource stays deleted: a cache or a replica may bring it back.

The waiting time is that of the checks run in between: one check deletes a known resource that the
others do not use, and one reads it after them. Only if it exists again, a check deletes it once
more and waits.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from dataclasses import dataclass

from clausebook.checks.provider.lifecycle.delete import (
    delete_all,
    deletion_findings,
    read_all,
    require_created,
)
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, same_content, summarize
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

_SHORT_WAIT = 0.3  # seconds, if no other check ran in between
_EXTRA_SECONDS = 0.2  # added to the seconds after which it reappeared
_LONGEST_WAIT = 2.0


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/delete-known-row",
    source="facts: `known`; `x-effect` and `links` of the document",
    phase=Phase.DELETION,
)
def deletion_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A known row that no other check uses can be deleted."""
    persistence = _persistence_of(planner, operation)
    if persistence is not None and persistence.draft != planner.valid_request(operation):
        name = f"{persistence.clause}: deletes a known resource for a later read"
        yield StatefulCheck(name, (persistence.clause,), operation, persistence.delete)


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/delete-persistence",
    source="`x-effect` and `links` of the document",
    phase=Phase.PERSISTENCE,
)
def delete_persistence_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A deleted resource does not reappear, as from a cache or a replica."""
    persistence = _persistence_of(planner, operation)
    if persistence is not None:
        name = f"{persistence.clause}: a deleted resource does not reappear"
        yield StatefulCheck(name, (persistence.clause,), operation, persistence.read_later)


def _persistence_of(planner: Planner, operation: Operation) -> _Persistence | None:
    """The steps for an operation; None if it is no deletion, or no write or read is linked."""
    document = planner.document
    creator = creator_of(document, operation) if operation.effect is Effect.DELETE else None
    if creator is None or linked_to(document, creator[0], Effect.READ) is None:
        return None
    draft = _least_used(planner, operation, planner.facts)
    if planner.broken_clauses(draft):
        return None
    return _Persistence(draft, str(ClauseKey.of(operation, "effect")))


def _least_used(planner: Planner, operation: Operation, facts: Facts) -> Draft:
    """The deletion of the last known row that is another resource than the first, else of that."""
    valid = planner.valid_request(operation)
    same = [set(fact.values) for fact in facts.same]
    for row in reversed(range(len(facts.known))):
        draft = valid_request(planner.document, operation, facts, row)
        pairs = [{value, valid.values.get(slot, value)} for slot, value in draft.values.items()]
        if any(len(pair) > 1 and not any(pair <= values for values in same) for pair in pairs):
            return draft
    return valid


@dataclass(frozen=True)
class _Persistence:
    """Deletes a resource and reads it later. `clause` is the key of the deletion's effect."""

    draft: Draft
    clause: str

    def delete(self, session: ProviderSession) -> list[Finding]:
        """The findings about the deletion. The session remembers the read after it."""
        require_created(session, self.draft)
        (before,) = read_all(session, [self.draft])
        (deletion,) = delete_all(session, [self.draft])
        session.resources.deleted[self.clause] = DeletedResource(deletion.read, time.monotonic())
        return deletion_findings(session, before, deletion, self.clause)

    def read_later(self, session: ProviderSession) -> list[Finding]:
        """The finding that the resource exists again."""
        resources = session.resources
        if self.clause not in resources.deleted:
            if findings := self.delete(session):
                return findings
            time.sleep(resources.reappearance_seconds or _SHORT_WAIT)
        deleted = resources.deleted.pop(self.clause)
        read = self._read(session)
        read_again = functools.partial(self._read, session)
        if not is_success(read) or same_content(deleted.read, read, read_again):
            return []
        seconds = time.monotonic() - deleted.deleted_at
        resources.reappearance_seconds = min(seconds + _EXTRA_SECONDS, _LONGEST_WAIT)
        message = "the deleted resource exists again, and no request created it"
        expected, actual = summarize(deleted.read), f"within {seconds:.1f} s, {summarize(read)}"
        return [session.finding(self.clause, read.request, message, expected, actual)]

    def _read(self, session: ProviderSession) -> Exchange:
        (read,) = read_all(session, [self.draft])
        return read
