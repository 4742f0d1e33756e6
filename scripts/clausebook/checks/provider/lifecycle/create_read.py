"""Checks that a created resource can be read, and a deleted one cannot; by `x-effect` and links."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.checks.provider.lifecycle.delete import (
    delete_all,
    deletion_findings,
    read_all,
    require_created,
)
from clausebook.checks.provider.lifecycle.deletion import deletion_of, other_deletions
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, summarize
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import request_bodies_of
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.openapi import Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.draft import required_only
from clausebook.resources.links import creating_draft
from clausebook.resources.members import without_optional


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/create-read-delete",
    source="RFC 9110, 9.2.2, 9.3.5; `x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=10,
)
def create_read_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A created resource can be read, a deleted one cannot, and it can be created again."""
    deletion = deletion_of(planner, operation)
    if deletion is None:
        return
    steps = _LifecycleSteps(deletion.valid, deletion.clause, deletion.write_clause)
    created, deleted = (deletion.write_clause, deletion.read_clause), (deletion.clause,)
    checks = {
        "a created resource can be read": (created, steps.create_and_read),
        "a deleted resource cannot be read": (deleted, steps.delete_and_read),
        "a second deletion causes no server error": (deleted, steps.delete_twice),
        "a deleted resource can be created again": (created, steps.create_again),
    }
    for description, (clauses, run) in checks.items():
        yield StatefulCheck(f"{clauses[0]}: {description}", clauses, operation, run)


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/optional-members",
    source="`x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=30,
)
def optional_member_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A resource created without an optional member is gone after its deletion."""
    deletion = deletion_of(planner, operation)
    if deletion is None:
        return
    for description, write in shorter_writes(planner, planner.facts, deletion.valid):
        steps = _LifecycleSteps(deletion.valid, deletion.clause, deletion.write_clause, write)
        name = f"{deletion.clause}: a resource created with {description} can be deleted"
        yield StatefulCheck(name, (deletion.clause,), operation, steps.delete_and_read)


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/delete-each",
    source="facts: `known`; `x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=70,
)
def delete_each_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """Each other known row, and each other example of a parameter, is gone after its deletion."""
    deletion = deletion_of(planner, operation)
    if deletion is None:
        return
    for other in other_deletions(planner, deletion):
        steps = _LifecycleSteps(other.draft, deletion.clause, deletion.write_clause)
        name = f"{deletion.clause}: {other.description} cannot be read after its deletion"
        yield StatefulCheck(name, (deletion.clause,), operation, steps.delete_and_read)


def shorter_writes(planner: Planner, facts: Facts, valid: Draft) -> Iterator[tuple[str, Draft]]:
    """The writes of the resource that `valid` deletes without each optional member, described."""
    write = creating_draft(planner.document, facts, valid)
    for place in request_bodies_of(planner.document, write.operation) if write else ():
        if write and place.media_type == write.media_type:
            for description, body in without_optional(place.schema.value, write.body):
                shorter = write.with_body(body)
                if not planner.broken_clauses(shorter):
                    yield description, shorter


class _LifecycleSteps:
    """Creates, reads and deletes one resource; `write` creates it if it is not the linked write."""

    def __init__(
        self, valid: Draft, clause: str, write_clause: str, write: Draft | None = None
    ) -> None:
        self._valid = valid
        self._clause = clause
        self._write_clause = write_clause
        self._write = write

    def create_and_read(self, session: ProviderSession) -> list[Finding]:
        require_created(session, self._valid)
        for message in ("a created resource cannot be read", "a second read fails"):
            (read,) = read_all(session, [self._valid])
            if not is_success(read):
                return [self._unreadable(session, read, message)]
        return []

    def delete_and_read(self, session: ProviderSession) -> list[Finding]:
        require_created(session, self._write or self._valid)
        (before,) = read_all(session, [self._valid])
        (deletion,) = delete_all(session, [self._valid])
        return deletion_findings(session, before, deletion, self._clause)

    def delete_twice(self, session: ProviderSession) -> list[Finding]:
        require_created(session, self._valid)
        self._delete(session)
        second = session.send_draft(self._valid)
        findings = session.judge_response(second)
        shortest = required_only(self._valid)
        if shortest != self._valid and session.connection.may_send(shortest.request({})):
            for exchange in (session.send_draft(shortest), session.send_draft(shortest)):
                findings += session.judge_response(exchange)
        if second.response.status >= 500:
            message, actual = "a second deletion causes a server error", summarize(second)
            findings.append(
                session.finding(self._clause, second.request, message, "no 5xx", actual)
            )
        return findings

    def create_again(self, session: ProviderSession) -> list[Finding]:
        require_created(session, self._valid)
        (before,) = read_all(session, [self._valid])
        self._delete(session)
        require_created(session, self._valid)
        (after,) = read_all(session, [self._valid])
        if not is_success(before) or is_success(after):
            return []
        return [self._unreadable(session, after, "a resource created again cannot be read")]

    def _unreadable(self, session: ProviderSession, read: Exchange, message: str) -> Finding:
        actual = summarize(read)
        return session.finding(self._write_clause, read.request, message, "a success", actual)

    def _delete(self, session: ProviderSession) -> Exchange:
        deletion = session.send_draft(self._valid)
        if not is_success(deletion):
            raise NotJudged(f"the valid deletion returns {summarize(deletion)}")
        return deletion
