"""The effects that `x-effect` promises: the made is shown, the deleted is not, neighbours stay."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.checks.provider.lifecycle.delete import delete_all, must_make, read_all, wrong_with
from clausebook.checks.provider.lifecycle.deletion import deletion_of, other_deletions
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, outline
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
    """What was created is shown, what was deleted is not, and it can be created again."""
    deletion = deletion_of(planner, operation)
    if deletion is None:
        return
    clause, made, shown = deletion.clause, deletion.made, deletion.shown
    told = _Told(deletion.good, clause, made)
    stories = {
        "what was made is shown": (made, told.is_shown),
        "what was deleted is no longer shown": (clause, told.is_gone),
        "deleting again is no failure": (clause, told.twice),
        "what was deleted can be made again": (made, told.anew),
    }
    for words, (key, story) in stories.items():
        keys = (key, shown) if key == made else (key,)
        yield StatefulCheck(f"{key}: {words}", keys, operation, story)


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/optional-members",
    source="`x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=30,
)
def optional_member_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """What was created without an optional member is gone when it was deleted."""
    deletion = deletion_of(planner, operation)
    if deletion is None:
        return
    for words, write in lesser_writes(planner, planner.facts, deletion.good):
        story = _Told(deletion.good, deletion.clause, deletion.made, write).is_gone
        name = f"{deletion.clause}: what was made with {words} is gone when deleted"
        yield StatefulCheck(name, (deletion.clause,), operation, story)


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/delete-each",
    source="facts: `known`; `x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=70,
)
def delete_each_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """Each other known row, and each other example of a parameter, is gone when it was deleted."""
    deletion = deletion_of(planner, operation)
    if deletion is None:
        return
    for other in other_deletions(planner, deletion):
        story = _Told(other.draft, deletion.clause, deletion.made).is_gone
        name = f"{deletion.clause}: {other.words} is no longer shown when deleted"
        yield StatefulCheck(name, (deletion.clause,), operation, story)


def lesser_writes(planner: Planner, facts: Facts, good: Draft) -> Iterator[tuple[str, Draft]]:
    """The writes that make what a deletion names and leave out what they need not say."""
    write = creating_draft(planner.document, facts, good)
    for place in request_bodies_of(planner.document, write.operation) if write else ():
        if write and place.media_type == write.media_type:
            for words, body in without_optional(place.schema.value, write.body):
                less = write.with_body(body)
                if not planner.faults(less):
                    yield words, less


class _Told:
    """The stories about one thing, which `write` makes where it is not the linked write itself."""

    def __init__(self, good: Draft, clause: str, made: str, write: Draft | None = None) -> None:
        self._good = good
        self._clause = clause
        self._made = made
        self._write = write

    def is_shown(self, session: ProviderSession) -> list[Finding]:
        must_make(session, self._good)
        for message in ("what the write has just made is not shown", "a read took what it showed"):
            (shown,) = read_all(session, [self._good])
            if not is_success(shown):
                actual = outline(shown)
                return [session.finding(self._made, shown.request, message, "a success", actual)]
        return []

    def is_gone(self, session: ProviderSession) -> list[Finding]:
        must_make(session, self._write or self._good)
        (before,) = read_all(session, [self._good])
        (deletion,) = delete_all(session, [self._good])
        return wrong_with(session, before, deletion, self._clause)

    def twice(self, session: ProviderSession) -> list[Finding]:
        must_make(session, self._good)
        self._delete(session)
        again = session.send_draft(self._good)
        found = session.judge_answer(again)
        less = required_only(self._good)
        if less != self._good and session.connection.may_send(less.request({})):
            for answer in (session.send_draft(less), session.send_draft(less)):
                found += session.judge_answer(answer)
        if again.response.status >= 500:
            message, actual = "deleting again fails", outline(again)
            found.append(session.finding(self._clause, again.request, message, "no 5xx", actual))
        return found

    def anew(self, session: ProviderSession) -> list[Finding]:
        must_make(session, self._good)
        (before,) = read_all(session, [self._good])
        self._delete(session)
        must_make(session, self._good)
        (after,) = read_all(session, [self._good])
        if not is_success(before) or is_success(after):
            return []
        message = "what was deleted and made again is not shown"
        return [session.finding(self._made, after.request, message, "a success", outline(after))]

    def _delete(self, session: ProviderSession) -> Exchange:
        deleted = session.send_draft(self._good)
        if not is_success(deleted):
            raise NotJudged(f"the known-good deletion answers {outline(deleted)}")
        return deleted
