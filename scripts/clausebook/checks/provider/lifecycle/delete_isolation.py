"""Checks that creating and deleting one resource leaves similar resources unchanged.

A sibling differs from the resource in one name. Sibling names that the API rejects are skipped; the
facts cannot list all valid names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clausebook.checks.provider.lifecycle.delete import create_all, read_all, require_created
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.snapshots import (
    Snapshot,
    changed_snapshots,
    creation_without_member,
)
from clausebook.checks.provider.probes import LONGEST, Planner
from clausebook.checks.provider.resource_state import creation_of, is_success, summarize
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

_ROWS = 5  # how many known rows to delete beside their siblings


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
        yield from _checks_of(
            planner, operation, planner.facts, deletion.clause, deletion.write_clause
        )


def _checks_of(
    planner: Planner, operation: Operation, facts: Facts, clause: str, write_clause: str
) -> Iterator[StatefulCheck]:
    """One check for each of the first known rows that has siblings, possible patterns first.

    `clause` and `write_clause` are the keys of the effects of the deletion and of its linked write.
    """
    rows = sorted(range(len(facts.known)), key=lambda row: (row > 0, not _is_pattern(facts, row)))
    for row in rows[:_ROWS]:
        valid = valid_request(planner.document, operation, facts, row)
        siblings = tuple(sibling_resources(planner, facts, valid, similar=row == 0))
        if not siblings or planner.broken_clauses(valid):
            continue
        isolation = _Isolation(valid, siblings, clause, write_clause, thorough=row == 0)
        suffix = "" if row == 0 else f" of the known row {row + 1}"
        name = f"{clause}: the sibling resources{suffix} are unchanged"
        yield StatefulCheck(name, (clause, write_clause), operation, isolation.run)


def _is_pattern(facts: Facts, row: int) -> bool:
    """Whether a name that differs from the first row's may be a pattern, as `a_b` is in SQL."""
    names = facts.known[row].items() - facts.known[0].items()
    return any(set(value) & set("_%*?.") for _, value in names)


def sibling_resources(
    planner: Planner, facts: Facts, valid: Draft, *, similar: bool = True
) -> Iterator[Draft]:
    """The draft of a deletion with one name changed: to another known name, or a `similar` one.

    Similar names add a character at the end or the start, change the last one, or repeat the name
    up to its maximal length. The document must allow them, and no fact may mention them.
    """
    yielded = [_requests(planner, facts, valid)]
    values = [*_known(planner, facts, valid), *(_similar(planner, facts, valid) if similar else ())]
    for slot, value in values:
        draft = valid.with_value(slot, value)
        requests = _requests(planner, facts, draft)
        # A name that the write and the read do not contain identifies no other resource.
        is_other = requests and all(
            other is not None and other.request({}) != own.request({})
            for other, own in zip(requests, yielded[0], strict=True)
            if own is not None
        )
        if (
            is_other
            and requests not in yielded
            and not any(map(planner.broken_clauses, filter(None, requests)))
        ):
            yielded.append(requests)
            yield draft


def _requests(planner: Planner, facts: Facts, draft: Draft) -> list[Draft | None]:
    """The deletion of a resource, and its linked write and read."""
    write = creating_draft(planner.document, facts, draft)
    return [draft, write, sibling_draft(planner.document, facts, draft, Effect.READ)]


def _known(planner: Planner, facts: Facts, valid: Draft) -> Iterator[tuple[Slot, str]]:
    for row in range(len(facts.known)):
        other = valid_request(planner.document, valid.operation, facts, row)
        for slot, value in other.values.items():
            own = valid.values.get(slot, value)
            is_same = any(
                {own, value} <= set(s.values) for s in facts.same if _is(s.parameter, slot)
            )
            if value != own and not is_same:
                yield slot, value


def _similar(planner: Planner, facts: Facts, valid: Draft) -> Iterator[tuple[Slot, str]]:
    for place in parameters_of(planner.document, valid.operation):
        parameter, schema = place.parameter, place.schema.value
        assert parameter is not None
        slot = (parameter.place, parameter.name)
        key = str(ClauseKey.of(valid.operation, parameter_place(valid.operation, parameter)))
        is_known = any(known_value(row, parameter.name, key) is not None for row in facts.known)
        value = valid.values.get(slot)
        is_free = (
            schema.get("type") == "string" and not {"enum", "const", "pattern"} & schema.keys()
        )
        if is_known and is_free and isinstance(value, str) and value:
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
class _Isolation:
    """Creates and deletes one resource and compares its siblings before and after.

    A `thorough` check also compares them after the creation and after wider deletions.
    """

    valid: Draft
    siblings: tuple[Draft, ...]
    clause: str
    write_clause: str
    thorough: bool

    def run(self, session: ProviderSession) -> list[Finding]:
        """The steps of the check."""
        if not self.thorough:
            require_created(session, self.valid)
        snapshots, findings = self._create_siblings(session)
        if self.thorough and not findings:
            write = session.send_draft(creation_without_member(session, self.valid))
            findings = _change_findings(session, self.write_clause, write, snapshots)
        if findings:
            return findings
        deletion = session.send_draft(self.valid)
        if not is_success(deletion):
            raise NotJudged(f"the deletion returns {summarize(deletion)}")
        findings = _change_findings(session, self.clause, deletion, snapshots)
        if self.thorough and not findings:
            second = session.send_draft(self.valid)
            findings = _change_findings(session, self.clause, second, snapshots)
        findings = findings or self._send_invalid_deletions(session, snapshots)
        return findings or self._delete_without_optional_names(session, snapshots)

    def _send_invalid_deletions(
        self, session: ProviderSession, snapshots: Sequence[Snapshot]
    ) -> list[Finding]:
        """A rejected deletion, with a name missing or too long, must delete nothing at all."""
        if not self.thorough:
            return []
        incomplete = [
            self.valid.with_value((parameter.place, parameter.name), NOTHING)
            for parameter in self.valid.operation.parameters
            if parameter.required and parameter.place != "path"
        ]
        longer = [
            snapshot.draft.with_value(slot, f"{value}x")
            for snapshot in snapshots
            for slot, value in snapshot.draft.values.items()
            if isinstance(value, str) and value != self.valid.values.get(slot)
        ]
        for drafts in (incomplete, [draft for draft in longer if _is_invalid(session, draft)]):
            sent = [draft for draft in drafts if session.connection.may_send(draft.request({}))]
            exchanges = session.send_drafts(sent)
            findings = [f for exchange in exchanges for f in _accepted_findings(session, exchange)]
            for last in exchanges[-1:] if not findings else ():
                findings = _change_findings(session, self.clause, last, snapshots)
            if findings:
                return findings
        return []

    def _delete_without_optional_names(
        self, session: ProviderSession, snapshots: Sequence[Snapshot]
    ) -> list[Finding]:
        """A deletion without an optional name must still respect all the other names."""
        for parameter in self.valid.operation.parameters if self.thorough else ():
            slot = (parameter.place, parameter.name)
            wider = self.valid.with_value(slot, NOTHING)
            protected = [
                snapshot
                for snapshot in snapshots
                if snapshot.draft.values.get(slot) == self.valid.values.get(slot)
            ]
            is_optional = slot in self.valid.values and not parameter.required
            if is_optional and protected and session.connection.may_send(wider.request({})):
                require_created(session, self.valid)
                deletion = session.send_draft(wider)
                if findings := _change_findings(session, self.clause, deletion, protected):
                    return findings
        return []

    def _create_siblings(self, session: ProviderSession) -> tuple[list[Snapshot], list[Finding]]:
        """Creates the siblings: a read of each, and the finding that a creation deletes another."""
        writes = [(draft, creation_of(session, draft)) for draft in self.siblings]
        sent = [
            draft
            for draft, write in writes
            if write and session.connection.may_send(write.request({}))
        ]
        responses = zip(sent, create_all(session, sent), strict=True)
        created = [(draft, write) for draft, write in responses if is_success(write)]
        reads = read_all(session, [draft for draft, _ in created])
        results = list(zip(created, reads, strict=True))
        snapshots = [Snapshot(draft, read) for (draft, _), read in results if is_success(read)]
        for (draft, write), read in results:
            if not is_success(read):
                require_created(session, draft)
                (by_itself,) = read_all(session, [draft])
                if is_success(by_itself):
                    message = "the created resource is gone after the creation of others"
                    expected, actual = summarize(by_itself), summarize(read)
                    return snapshots, [
                        session.finding(self.write_clause, write.request, message, expected, actual)
                    ]
        if not snapshots:
            raise NotJudged("no sibling resource could be created and read")
        return snapshots, []


def _accepted_findings(session: ProviderSession, exchange: Exchange) -> Iterator[Finding]:
    """The findings that an invalid deletion succeeded."""
    for violation in session.judge.request(exchange.request) if is_success(exchange) else ():
        message = f"{violation.message}, and must be rejected"
        expected, actual = "a documented 4xx", summarize(exchange)
        yield session.finding(violation.clause, exchange.request, message, expected, actual)


def _is_invalid(session: ProviderSession, draft: Draft) -> bool:
    """Whether a draft breaks a clause that is not about credentials."""
    return any(not v.key_parts.is_security for v in session.judge.request(draft.request({})))


def _change_findings(
    session: ProviderSession, clause: str, cause: Exchange, snapshots: Sequence[Snapshot]
) -> list[Finding]:
    """The finding that `cause` changed a sibling resource."""
    for changed in changed_snapshots(session, snapshots):
        target = changed.before.draft.request({}).target
        message = f"the request changed a sibling resource, {target}"
        expected, actual = summarize(changed.before.read), f"a read then returns {changed.after}"
        return [session.finding(clause, cause.request, message, expected, actual)]
    return []
