"""The effects that `x-effect` promises: the made is shown, the deleted is not, neighbours stay."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.checks.provider.lifecycle.delete import delete_all, must_make, read_all, wrong_with
from clausebook.checks.provider.lifecycle.delete_isolation import delete_isolation_checks
from clausebook.checks.provider.lifecycle.no_data_resurrection import no_data_resurrection_checks
from clausebook.checks.provider.lifecycle.repeatability import repeatability_steps
from clausebook.checks.provider.lifecycle.replace import replace_checks
from clausebook.checks.provider.lifecycle.unicode_roundtrip import unicode_roundtrip_checks
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, outline
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.session.deployment import Deployment
from clausebook.clauses import ClauseKey, request_bodies_of
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.openapi import Document, Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft, valid_request
from clausebook.resources.draft import required_alone
from clausebook.resources.links import creating_draft, creator_of, linked_to
from clausebook.resources.members import without_optional
from clausebook.resources.valid_requests import named_examples


def lifecycle_checks(planner: Planner, facts: Facts) -> Iterator[StatefulCheck]:
    """The scenarios of each deletion that has a linked write and a linked read."""
    document, written = planner.document, set[str]()
    for operation in document.operations:
        found = creator_of(document, operation) if operation.effect is Effect.DELETE else None
        reader = linked_to(document, found[0], Effect.READ) if found else None
        if found is None or reader is None:
            continue
        good = valid_request(document, operation, facts)
        others = list(others_of(document, operation, facts, good))
        clause = str(ClauseKey.of(operation, "effect"))
        made = str(ClauseKey.of(found[0], "effect"))
        told = _Told(good, clause, made)
        rounds = repeatability_steps(good, [draft for draft, _ in others], clause)
        stories = {
            "what was made is shown": (made, told.is_shown),
            "what was deleted is no longer shown": (clause, told.is_gone),
            "deleting again is no failure": (clause, told.twice),
            "what was deleted can be made again": (made, told.anew),
            "fifty rounds end as the first": (clause, rounds),
        }
        shown = str(ClauseKey.of(reader, "effect"))
        for words, (key, story) in stories.items():
            keys = (key, shown) if key == made else (key,)
            yield StatefulCheck(f"{key}: {words}", keys, operation, story)
        for words, write in lesser_writes(planner, facts, good):
            story = _Told(good, clause, made, write).is_gone
            name = f"{clause}: what was made with {words} is gone when deleted"
            yield StatefulCheck(name, (clause,), operation, story)
        yield from no_data_resurrection_checks(planner, facts, good, clause, made)
        if made not in written:
            yield from replace_checks(planner, facts, good, made)
            yield from unicode_roundtrip_checks(planner, facts, good, made)
            written.add(made)
        for thing, words in others:
            story = _Told(thing, clause, made).is_gone
            name = f"{clause}: {words} is no longer shown when deleted"
            yield StatefulCheck(name, (clause,), operation, story)
        yield from delete_isolation_checks(planner, operation, facts, clause, made)


def others_of(
    document: Document, operation: Operation, facts: Facts, good: Draft
) -> Iterator[tuple[Draft, str]]:
    """Other things to delete: each other known row, each other example of an optional parameter."""
    seen = [good]
    drafts = [
        (valid_request(document, operation, facts, row), f"the known row {row + 1}")
        for row in range(1, len(facts.known))
    ]
    for parameter in operation.parameters:
        slot = (parameter.place, parameter.name)
        if slot in good.values and not parameter.required:
            for value in named_examples(document, parameter.raw):
                drafts.append((good.with_value(slot, value), f"{slot[1]} {value!r}"))
    for draft, words in drafts:
        if draft not in seen:
            seen.append(draft)
            yield draft, words


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

    def is_shown(self, deployment: Deployment) -> list[Finding]:
        must_make(deployment, self._good)
        for message in ("what the write has just made is not shown", "a read took what it showed"):
            (shown,) = read_all(deployment, [self._good])
            if not is_success(shown):
                actual = outline(shown)
                return [deployment.finding(self._made, shown.request, message, "a success", actual)]
        return []

    def is_gone(self, deployment: Deployment) -> list[Finding]:
        must_make(deployment, self._write or self._good)
        (before,) = read_all(deployment, [self._good])
        (deletion,) = delete_all(deployment, [self._good])
        return wrong_with(deployment, before, deletion, self._clause)

    def twice(self, deployment: Deployment) -> list[Finding]:
        must_make(deployment, self._good)
        self._delete(deployment)
        again = deployment.send_draft(self._good)
        found = deployment.judge_answer(again)
        less = required_alone(self._good)
        if less != self._good and deployment.may_send(less.request({})):
            for answer in (deployment.send_draft(less), deployment.send_draft(less)):
                found += deployment.judge_answer(answer)
        if again.response.status >= 500:
            message, actual = "deleting again fails", outline(again)
            found.append(deployment.finding(self._clause, again.request, message, "no 5xx", actual))
        return found

    def anew(self, deployment: Deployment) -> list[Finding]:
        must_make(deployment, self._good)
        (before,) = read_all(deployment, [self._good])
        self._delete(deployment)
        must_make(deployment, self._good)
        (after,) = read_all(deployment, [self._good])
        if not is_success(before) or is_success(after):
            return []
        message = "what was deleted and made again is not shown"
        return [deployment.finding(self._made, after.request, message, "a success", outline(after))]

    def _delete(self, deployment: Deployment) -> Exchange:
        deleted = deployment.send_draft(self._good)
        if not is_success(deleted):
            raise NotJudged(f"the known-good deletion answers {outline(deleted)}")
        return deleted
