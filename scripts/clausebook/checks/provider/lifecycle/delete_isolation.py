"""What stays as it is while one thing is made and deleted: its neighbours, several at a time.

A neighbour differs from the thing in one name. Which names a deployment takes is not known beyond
the facts, so a neighbour that the linked write refuses is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausebook.checks.provider.lifecycle.delete import make_anew, must_make, read_all
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.snapshots import Seen, altered, write_otherwise
from clausebook.checks.provider.probes import LONGEST, Planner
from clausebook.checks.provider.resource_state import is_success, outline, write_of
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import (
    ClauseKey,
    named_in_facts,
    parameter_place,
    parameters_of,
)
from clausebook.config.facts import Facts, known_value
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.draft import Slot
from clausebook.resources.links import creating_draft, sibling_draft
from clausebook.resources.valid_requests import valid_request
from clausebook.values.nothing import NOTHING

_ROWS = 5  # the known rows that are deleted beside their neighbours


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/delete-isolation",
    source="`x-effect` and `links` of the document; facts: `known`",
    phase=Phase.LIFECYCLE,
    order=80,
)
def delete_isolation_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A deletion touches no resource with a similar name."""
    deletion = deletion_of(planner, operation)
    if deletion is not None:
        yield from _checks_of(planner, operation, planner.facts, deletion.clause, deletion.made)


def _checks_of(
    planner: Planner, operation: Operation, facts: Facts, clause: str, made: str
) -> Iterator[StatefulCheck]:
    """One scenario for each of the first known rows that has neighbours, patterns before others.

    `clause` and `made` are the keys of the effects of the deletion and of its linked write.
    """
    rows = sorted(range(len(facts.known)), key=lambda row: (row > 0, not _is_pattern(facts, row)))
    for row in rows[:_ROWS]:
        good = valid_request(planner.document, operation, facts, row)
        neighbours = tuple(sibling_resources(planner, facts, good, similar=row == 0))
        if not neighbours or planner.faults(good):
            continue
        thing = _Thing(good, neighbours, clause, made, thorough=row == 0)
        whose = "" if row == 0 else f" of the known row {row + 1}"
        name = f"{clause}: the neighbours{whose} stay"
        yield StatefulCheck(name, (clause, made), operation, thing.alone)


def _is_pattern(facts: Facts, row: int) -> bool:
    """Whether a name of a row that is not the first one's may be a pattern, as `a_b` is in SQL."""
    names = facts.known[row].items() - facts.known[0].items()
    return any(set(value) & set("_%*?.") for _, value in names)


def sibling_resources(
    planner: Planner, facts: Facts, good: Draft, *, similar: bool = True
) -> Iterator[Draft]:
    """The draft of a deletion with one name changed: to another that facts know, or a similar one.

    Similar are, where allowed and no fact's, the name with a character more at its end or beginning
    or another at its end, and the name repeated until no more is allowed.
    """
    seen = [_requests(planner, facts, good)]
    values = [*_known(planner, facts, good), *(_similar(planner, facts, good) if similar else ())]
    for slot, value in values:
        draft = good.with_value(slot, value)
        requests = _requests(planner, facts, draft)
        # A name that the write or the read does not carry makes no other thing.
        another = requests and all(
            one is not None and one.request({}) != own.request({})
            for one, own in zip(requests, seen[0], strict=True)
            if own is not None
        )
        if (
            another
            and requests not in seen
            and not any(map(planner.faults, filter(None, requests)))
        ):
            seen.append(requests)
            yield draft


def _requests(planner: Planner, facts: Facts, draft: Draft) -> list[Draft | None]:
    """The deletion of a thing, and the write and the read that are linked to it."""
    write = creating_draft(planner.document, facts, draft)
    return [draft, write, sibling_draft(planner.document, facts, draft, Effect.READ)]


def _known(planner: Planner, facts: Facts, good: Draft) -> Iterator[tuple[Slot, str]]:
    for row in range(len(facts.known)):
        other = valid_request(planner.document, good.operation, facts, row)
        for slot, value in other.values.items():
            own = good.values.get(slot, value)
            alike = any({own, value} <= set(s.values) for s in facts.same if _is(s.parameter, slot))
            if value != own and not alike:
                yield slot, value


def _similar(planner: Planner, facts: Facts, good: Draft) -> Iterator[tuple[Slot, str]]:
    for place in parameters_of(planner.document, good.operation):
        parameter, schema = place.parameter, place.schema.value
        assert parameter is not None
        slot = (parameter.place, parameter.name)
        key = str(ClauseKey.of(good.operation, parameter_place(good.operation, parameter)))
        named = any(known_value(row, parameter.name, key) is not None for row in facts.known)
        value = good.values.get(slot)
        free = schema.get("type") == "string" and not {"enum", "const", "pattern"} & schema.keys()
        if named and free and isinstance(value, str) and value:
            stated = [e.value for e in facts.absent if _is(e.parameter, slot)]
            stated += [e.value for e in facts.foreign if _is(e.parameter, slot)]
            stated += [v for s in facts.same if _is(s.parameter, slot) for v in s.values]
            last = "0" if value[-1] != "0" else "1"
            most = min(schema.get("maxLength", len(value)), LONGEST)
            longest = (value * most)[:most]
            for other in (value + value[-1], value[0] + value, value[:-1] + last, longest):
                if other not in stated:
                    yield slot, other


def _is(parameter: str, slot: Slot) -> bool:
    """Whether a fact's parameter, a plain name or a clause key, is the one in this slot."""
    return named_in_facts(parameter) == slot[1]


@dataclass(frozen=True)
class _Thing:
    """A thing to delete, and its neighbours.

    `thorough` says to look at them after it is made, and after wider deletions, too.
    """

    good: Draft
    neighbours: tuple[Draft, ...]
    clause: str
    made: str
    thorough: bool

    def alone(self, session: ProviderSession) -> list[Finding]:
        """The story: of all that is there, only the thing itself is made and deleted."""
        if not self.thorough:
            must_make(session, self.good)
        others, found = self._others(session)
        if self.thorough and not found:
            written = session.send_draft(write_otherwise(session, self.good))
            found = _touched(session, self.made, written, others)
        if found:
            return found
        deleted = session.send_draft(self.good)
        if not is_success(deleted):
            raise NotJudged(f"the deletion answers {outline(deleted)}")
        found = _touched(session, self.clause, deleted, others)
        if self.thorough and not found:
            again = session.send_draft(self.good)
            found = _touched(session, self.clause, again, others)
        found = found or self._refused(session, others)
        return found or self._without_optional_names(session, others)

    def _refused(self, session: ProviderSession, others: Sequence[Seen]) -> list[Finding]:
        """A deletion that is refused for what it lacks or has too much deletes nothing at all."""
        if not self.thorough:
            return []
        lacking = [
            self.good.with_value((parameter.place, parameter.name), NOTHING)
            for parameter in self.good.operation.parameters
            if parameter.required and parameter.place != "path"
        ]
        longer = [
            draft.with_value(slot, f"{value}x")
            for draft, _ in others
            for slot, value in draft.values.items()
            if isinstance(value, str) and value != self.good.values.get(slot)
        ]
        for drafts in (lacking, [draft for draft in longer if _is_wrong(session, draft)]):
            may = [draft for draft in drafts if session.connection.may_send(draft.request({}))]
            answers = session.send_drafts(may)
            found = [finding for answer in answers for finding in _taken(session, answer)]
            for refused in answers[-1:] if not found else ():
                found = _touched(session, self.clause, refused, others)
            if found:
                return found
        return []

    def _without_optional_names(
        self, session: ProviderSession, others: Sequence[Seen]
    ) -> list[Finding]:
        """Whatever a deletion means that leaves out one name, all the others bound it."""
        for parameter in self.good.operation.parameters if self.thorough else ():
            slot = (parameter.place, parameter.name)
            wider = self.good.with_value(slot, NOTHING)
            bound = [
                seen for seen in others if seen[0].values.get(slot) == self.good.values.get(slot)
            ]
            optional = slot in self.good.values and not parameter.required
            if optional and bound and session.connection.may_send(wider.request({})):
                must_make(session, self.good)
                deleted = session.send_draft(wider)
                if found := _touched(session, self.clause, deleted, bound):
                    return found
        return []

    def _others(self, session: ProviderSession) -> tuple[list[Seen], list[Finding]]:
        """The neighbours that could be made, each with what is shown of it beside all others."""
        writes = [(draft, write_of(session, draft)) for draft in self.neighbours]
        sent = [
            draft
            for draft, write in writes
            if write and session.connection.may_send(write.request({}))
        ]
        answers = zip(sent, make_anew(session, sent), strict=True)
        made = [(draft, answer) for draft, answer in answers if is_success(answer)]
        shown = list(zip(made, read_all(session, [draft for draft, _ in made]), strict=True))
        others = [(draft, seen) for (draft, _), seen in shown if is_success(seen)]
        for (draft, answer), seen in shown:
            if not is_success(seen):
                must_make(session, draft)
                (alone,) = read_all(session, [draft])
                if is_success(alone):
                    message = "what it made is gone when others are made"
                    expected, actual = outline(alone), outline(seen)
                    return others, [
                        session.finding(self.made, answer.request, message, expected, actual)
                    ]
        if not others:
            raise NotJudged("no neighbour of it could be made and shown")
        return others, []


def _taken(session: ProviderSession, answer: Exchange) -> Iterator[Finding]:
    """The finding that a wrong deletion was carried out."""
    for violation in session.judge.request(answer.request) if is_success(answer) else ():
        message = f"{violation.message}, and must be refused"
        expected, actual = "a documented 4xx", outline(answer)
        yield session.finding(violation.clause, answer.request, message, expected, actual)


def _is_wrong(session: ProviderSession, draft: Draft) -> bool:
    """Whether a draft breaks the document, whoever sends it."""
    return any(not v.key_parts.is_security for v in session.judge.request(draft.request({})))


def _touched(
    session: ProviderSession, clause: str, cause: Exchange, others: Sequence[Seen]
) -> list[Finding]:
    """The finding that `cause` changed another thing than the one it names."""
    for draft, now in altered(session, others):
        before = next(outline(seen) for other, seen in others if other is draft)
        message = f"it touched a neighbour, {draft.request({}).target}"
        actual = f"the neighbour is then answered with {now}"
        return [session.finding(clause, cause.request, message, before, actual)]
    return []
