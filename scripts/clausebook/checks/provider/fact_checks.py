"""What facts state beyond the document: absent and foreign things, spellings of one thing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from clausebook.checks.provider.cross_tenant import cross_tenant_checks
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, make, outline, read, shows_alike
from clausebook.checks.provider.stateful_check import StatefulCheck, Steps
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey, parameter_place, response_place
from clausebook.config.facts import Absent, Foreign, Same
from clausebook.errors import NotJudged
from clausebook.http.parameter_writing import encoded
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft, valid_request
from clausebook.resources.draft import Slot, required_only
from clausebook.resources.equivalent_requests import is_signed


@check_family(
    stage=Kind.PROVIDER,
    id="facts/stated-responses",
    source="facts: `absent`, `foreign`, `same`; OWASP API1:2023",
    phase=Phase.FACTS,
)
def fact_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """Absent, foreign and differently spelled names are answered as facts say."""
    document, facts = planner.document, planner.facts
    good = valid_request(document, operation, facts)
    entries: tuple[Absent | Foreign, ...] = (*facts.absent, *facts.foreign)
    for entry in entries:
        if isinstance(entry, Absent) and _may_make(operation, entry):
            continue
        for named, slot in _named(operation, good, entry.parameter):
            yield _refused(operation, entry, named, slot)
            if isinstance(entry, Foreign) and not isinstance(slot, str):
                yield from cross_tenant_checks(document, entry, named, slot)
    for same in facts.same:
        for _, slot in _named(operation, good, same.parameter):
            yield from _alike(operation, good, same, slot)


def _may_make(operation: Operation, entry: Absent) -> bool:
    """Whether a write may rightly make what is absent: it documents no such refusal."""
    keys = (str(entry.status), f"{entry.status // 100}XX", "default")
    return operation.effect is Effect.CREATE and not any(key in operation.responses for key in keys)


def _named(operation: Operation, good: Draft, name: str) -> Iterator[tuple[Draft, Slot | str]]:
    """Where an operation says what a fact calls `name`: a parameter, or a member of the body."""
    for parameter in operation.parameters:
        key = str(ClauseKey.of(operation, parameter_place(operation, parameter)))
        if name in (parameter.name, key):
            yield good, (parameter.place, parameter.name)
    if isinstance(good.body, dict) and name in good.body:
        yield good, name


def _with(draft: Draft, slot: Slot | str, value: str) -> Draft:
    if isinstance(slot, str):
        return draft.with_body({**draft.body, slot: value})
    return draft.with_value(slot, value)


def _refused(
    operation: Operation, entry: Absent | Foreign, good: Draft, slot: Slot | str
) -> StatefulCheck:
    kind = "absent" if isinstance(entry, Absent) else "foreign"
    key = str(ClauseKey.of(operation, response_place(str(entry.status))))

    def story(session: ProviderSession) -> list[Finding]:
        named = _with(good, slot, entry.value)
        less = _with(required_only(named), slot, entry.value)
        found = []
        for exchange in session.send_drafts([named] if less == named else [named, less]):
            found += session.judge_answer(exchange)
            if exchange.response.status != entry.status:
                told = f"the {kind} {entry.parameter} {entry.value!r}"
                message = f"{told} gets another answer than stated"
                expected, actual = str(entry.status), outline(exchange)
                found.append(session.finding(key, exchange.request, message, expected, actual))
        if isinstance(entry, Foreign) and not isinstance(slot, str) and not found:
            found += _let_in_escaped(session, key, named, entry)
        return found

    words = f"the {kind} {entry.parameter} {entry.value!r} is answered with {entry.status}"
    return StatefulCheck(f"{key}: {words}", (key,), operation, story)


def _let_in_escaped(
    session: ProviderSession, key: str, draft: Draft, entry: Foreign
) -> list[Finding]:
    """A character of the foreign name percent-encoded changes no meaning (RFC 3986, 2.3)."""
    plain = session.request(draft) or draft.request({})
    name = encoded(entry.value)
    escaped = f"%{ord(name[0]):02X}{name[1:]}" if name[:1].isalnum() else name
    other = replace(plain, target=plain.target.replace(name, escaped))
    if is_signed(plain) or other == plain or not session.connection.may_send(other):
        return []
    exchange = session.send(other)
    if not is_success(exchange):
        return []
    message = f"the foreign {entry.parameter} {entry.value!r} is let in when percent-encoded"
    expected, actual = str(entry.status), outline(exchange)
    return [session.finding(key, exchange.request, message, expected, actual)]


def _alike(
    operation: Operation, good: Draft, same: Same, slot: Slot | str
) -> Iterator[StatefulCheck]:
    """Under every spelling a read shows the same, and a deletion deletes what another has made."""
    key = str(ClauseKey.of(operation, "operation"))
    for one, other in itertools.permutations(same.values, 2):
        name = f"{key}: {same.parameter} {other!r} is {one!r}"
        if operation.effect is Effect.READ and one == same.values[0]:
            yield StatefulCheck(name, (key,), operation, _shows_alike(key, good, slot, one, other))
        elif operation.effect is Effect.DELETE and same.values[0] in (one, other):
            yield StatefulCheck(
                name, (key,), operation, _deletes_alike(key, good, slot, one, other)
            )


def _shows_alike(key: str, good: Draft, slot: Slot | str, first: str, other: str) -> Steps:
    def story(session: ProviderSession) -> list[Finding]:
        if make(session, _with(good, slot, first)) is False:
            raise NotJudged("what is spelled in two ways could not be made")
        one = session.send_draft(_with(good, slot, first))
        two = session.send_draft(_with(good, slot, other))
        if shows_alike(one, two, lambda: session.send_draft(_with(good, slot, other))):
            return []
        message = "two spellings of one thing are answered differently"
        return [session.finding(key, two.request, message, outline(one), outline(two))]

    return story


def _deletes_alike(key: str, good: Draft, slot: Slot | str, first: str, other: str) -> Steps:
    def story(session: ProviderSession) -> list[Finding]:
        session.resources.forget()
        if not make(session, _with(good, slot, first)):
            raise NotJudged("what is spelled in two ways could not be made")
        before = read(session, _with(good, slot, first))
        deleted = session.send_draft(_with(good, slot, other))
        session.resources.forget()
        after = read(session, _with(good, slot, first))
        if not is_success(deleted):
            message = "what was made under one spelling is not found under another"
            return [session.finding(key, deleted.request, message, "a success", outline(deleted))]
        if before is None or after is None or not (is_success(before) and before.response.body):
            return []
        if before.response.body != after.response.body:
            return []
        message = "what was deleted under one spelling is still shown under another"
        return [session.finding(key, deleted.request, message, "that it is gone", outline(after))]

    return story
