"""The effects that `x-effect` promises: the made is shown, the deleted is not, neighbours stay.

What a read answers about something deleted is not documented in general, so it is only compared
with what was shown before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote

from clausebook.checks.deployment import Deployment
from clausebook.checks.scenario import Scenario
from clausebook.checks.state import is_success, outline, read, write_of
from clausebook.clauses import operation_key
from clausebook.document import Document, Operation
from clausebook.exchange import Exchange
from clausebook.facts import Facts
from clausebook.finding import Finding, NotJudged
from clausebook.probes import Draft, known_good
from clausebook.probes.linked import creator_of, linked_to
from clausebook.probes.samples import named_examples

ROUNDS = 50
_ENDINGS = ("the same deletion", "the read after it")


def effects_of(document: Document, facts: Facts) -> Iterator[Scenario]:
    """The scenarios of each deletion that has a linked write and a linked read."""
    for operation in document.operations:
        found = creator_of(document, operation) if operation.effect == "delete" else None
        reader = linked_to(document, found[0], "read") if found else None
        if found is None or reader is None:
            continue
        good = known_good(document, operation, facts)
        clause = f"{operation_key(operation)} effect"
        made = f"{operation_key(found[0])} effect"
        stories = {
            "what was made is shown": (made, _Told(good, clause, made).is_shown),
            "what was deleted is no longer shown": (clause, _Told(good, clause, made).is_gone),
            "deleting again is no failure": (clause, _Told(good, clause, made).twice),
            "what was deleted can be made again": (made, _Told(good, clause, made).anew),
            "fifty rounds end as the first": (clause, _Told(good, clause, made).rounds),
        }
        shown = f"{operation_key(reader)} effect"
        for words, (key, story) in stories.items():
            keys = (key, shown) if key == made else (key,)
            yield Scenario(f"{key}: {words}", keys, operation, story)
        for thing, words in others_of(document, operation, facts, good):
            story = _Told(thing, clause, made).is_gone
            name = f"{clause}: {words} is no longer shown when deleted"
            yield Scenario(name, (clause,), operation, story)
        for neighbour, words in neighbours_of(document, operation, facts, good):
            story = _Told(good, clause, made, neighbour).neighbour_stays
            yield Scenario(f"{clause}: {words} stays", (clause,), operation, story)


def neighbours_of(
    document: Document, operation: Operation, facts: Facts, good: Draft
) -> Iterator[tuple[Draft, str]]:
    """The known-good draft with one name changed to another that is known."""
    seen = [good]
    for row in range(len(facts.known)):
        other = known_good(document, operation, facts, row)
        for slot, value in other.values.items():
            draft = good.with_value(slot, value)
            if slot in good.values and value != good.values[slot] and draft not in seen:
                seen.append(draft)
                yield draft, f"the neighbour with {slot[1]} {value!r}"


def others_of(
    document: Document, operation: Operation, facts: Facts, good: Draft
) -> Iterator[tuple[Draft, str]]:
    """Other things to delete: each other known row, each other example of an optional parameter."""
    seen = [good]
    drafts = [
        (known_good(document, operation, facts, row), f"the known row {row + 1}")
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


class _Told:
    """The stories about one thing, and one neighbour of it."""

    def __init__(self, good: Draft, clause: str, made: str, neighbour: Draft | None = None) -> None:
        self._good = good
        self._clause = clause
        self._made = made
        self._neighbour = neighbour or good

    def is_shown(self, deployment: Deployment) -> list[Finding]:
        self._make(deployment, self._good)
        shown = self._read(deployment, self._good)
        if is_success(shown):
            return []
        message = "what the write has just made is not shown"
        return [self._finding(deployment, shown, message, "a success", self._made)]

    def is_gone(self, deployment: Deployment) -> list[Finding]:
        self._make(deployment, self._good)
        before = self._read(deployment, self._good)
        return self._deleted(deployment, before)[2]

    def twice(self, deployment: Deployment) -> list[Finding]:
        self._make(deployment, self._good)
        self._delete(deployment)
        again = deployment.send_draft(self._good)
        found = deployment.judge_answer(again)
        if again.response.status >= 500:
            found.append(self._finding(deployment, again, "deleting again fails", "no 5xx"))
        return found

    def anew(self, deployment: Deployment) -> list[Finding]:
        self._make(deployment, self._good)
        before = self._read(deployment, self._good)
        self._delete(deployment)
        self._make(deployment, self._good)
        after = self._read(deployment, self._good)
        if not is_success(before) or is_success(after):
            return []
        message = "what was deleted and made again is not shown"
        return [self._finding(deployment, after, message, "a success", self._made)]

    def rounds(self, deployment: Deployment) -> list[Finding]:
        self._make(deployment, self._good)
        before = self._read(deployment, self._good)
        first, first_after, found = self._deleted(deployment, before)
        for _ in range(ROUNDS - 1):
            if found:
                break
            self._make(deployment, self._good)
            deleted, after, found = self._deleted(deployment, before)
            pairs = zip((first, first_after), (deleted, after), _ENDINGS, strict=True)
            for one, now, what in pairs:
                if one.response.status != now.response.status and not found:
                    message = f"{what} is answered otherwise after some rounds"
                    found = [self._finding(deployment, now, message, outline(one))]
        return found

    def neighbour_stays(self, deployment: Deployment) -> list[Finding]:
        self._make(deployment, self._neighbour)
        self._make(deployment, self._good)
        before = self._read(deployment, self._neighbour)
        if not is_success(before):
            raise NotJudged(f"the neighbour is not shown: {outline(before)}")
        deleted = self._delete(deployment)
        after = self._read(deployment, self._neighbour)
        if (after.response.status, after.response.body) == (
            before.response.status,
            before.response.body,
        ):
            return []
        message = "the deletion touched a neighbour"
        actual = f"the neighbour is then answered with {outline(after)}"
        return [deployment.finding(self._clause, deleted.request, message, outline(before), actual)]

    def _deleted(
        self, deployment: Deployment, before: Exchange
    ) -> tuple[Exchange, Exchange, list[Finding]]:
        """Deletes and reads again what a read showed: both answers, and what is wrong with them."""
        deleted = deployment.send_draft(self._good)
        after = self._read(deployment, self._good)
        if not is_success(deleted):
            message = "what the write has just made is refused"
            key = f"{operation_key(self._good.operation)} operation"
            refused = self._finding(deployment, deleted, message, "a success", key)
            return deleted, after, [refused]
        shown = what_is_shown(before, after)
        found = deployment.judge_answer(deleted)
        if shown:
            message = f"answered with {deleted.response.status}, and {shown} shown as before"
            found.append(self._finding(deployment, deleted, message, "that it is gone"))
        return deleted, after, found

    def _make(self, deployment: Deployment, draft: Draft) -> None:
        write = write_of(deployment, draft)
        assert write is not None
        deployment.things.forget()
        answer = deployment.send_draft(write)
        if not is_success(answer):
            raise NotJudged(f"the linked write answers {outline(answer)}")

    def _delete(self, deployment: Deployment) -> Exchange:
        deleted = deployment.send_draft(self._good)
        if not is_success(deleted):
            raise NotJudged(f"the known-good deletion answers {outline(deleted)}")
        return deleted

    def _read(self, deployment: Deployment, draft: Draft) -> Exchange:
        shown = read(deployment, draft)
        assert shown is not None
        return shown

    def _finding(
        self,
        deployment: Deployment,
        exchange: Exchange,
        message: str,
        expected: str,
        clause: str | None = None,
    ) -> Finding:
        key = clause or self._clause
        return deployment.finding(key, exchange.request, message, expected, outline(exchange))


def what_is_shown(before: Exchange, after: Exchange) -> str:
    """What of the first read the second still shows; nothing where that says nothing."""
    if not is_success(before) or not is_success(after) or not before.response.body:
        return ""
    if after.response.body == before.response.body:
        return "what it names is"
    kept = kept_members(before, after)
    return f"the {' and the '.join(kept)} of what it names" if kept else ""


def kept_members(before: Exchange, after: Exchange) -> list[str]:
    """The members that a read still shows, those aside that the request named itself."""
    shown, still = (_members(exchange) for exchange in (before, after))
    segments = (unquote(segment) for segment in before.request.path.split("/"))
    asked = {*segments, *(value for _, value in parse_qsl(before.request.query))}
    return [
        name
        for name, value in shown.items()
        if value not in ("", None) and still.get(name) == value and str(value) not in asked
    ]


def _members(exchange: Exchange) -> dict[str, Any]:
    try:
        value = json.loads(exchange.response.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
