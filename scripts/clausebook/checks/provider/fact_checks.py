"""Checks of the facts: absent and foreign resources, and several names of one resource."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from clausebook.checks.provider.cross_tenant import cross_tenant_checks
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import (
    ensure_created,
    is_success,
    read_resource,
    same_content,
    summarize,
)
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
    """The responses for absent, foreign and equivalent names are those that the facts state."""
    document, facts = planner.document, planner.facts
    valid = valid_request(document, operation, facts)
    entries: tuple[Absent | Foreign, ...] = (*facts.absent, *facts.foreign)
    for entry in entries:
        if isinstance(entry, Absent) and _may_create(operation, entry):
            continue
        for slot in _slots_of(operation, valid, entry.parameter):
            yield _rejection_check(operation, entry, valid, slot)
            if isinstance(entry, Foreign) and not isinstance(slot, str):
                yield from cross_tenant_checks(document, entry, valid, slot)
    for same in facts.same:
        for slot in _slots_of(operation, valid, same.parameter):
            yield from _equivalence_checks(operation, valid, same, slot)


def _may_create(operation: Operation, entry: Absent) -> bool:
    """Whether a write may create the absent resource: it does not document the rejection."""
    keys = (str(entry.status), f"{entry.status // 100}XX", "default")
    return operation.effect is Effect.CREATE and not any(key in operation.responses for key in keys)


def _slots_of(operation: Operation, valid: Draft, name: str) -> Iterator[Slot | str]:
    """The places of a fact's parameter in the request: parameters, or a member of the body."""
    for parameter in operation.parameters:
        key = str(ClauseKey.of(operation, parameter_place(operation, parameter)))
        if name in (parameter.name, key):
            yield parameter.place, parameter.name
    if isinstance(valid.body, dict) and name in valid.body:
        yield name


def _with(draft: Draft, slot: Slot | str, value: str) -> Draft:
    if isinstance(slot, str):
        return draft.with_body({**draft.body, slot: value})
    return draft.with_value(slot, value)


def _rejection_check(
    operation: Operation, entry: Absent | Foreign, valid: Draft, slot: Slot | str
) -> StatefulCheck:
    kind = "absent" if isinstance(entry, Absent) else "foreign"
    key = str(ClauseKey.of(operation, response_place(str(entry.status))))

    def steps(session: ProviderSession) -> list[Finding]:
        draft = _with(valid, slot, entry.value)
        shortest = _with(required_only(draft), slot, entry.value)
        findings: list[Finding] = []
        for exchange in session.send_drafts([draft] if shortest == draft else [draft, shortest]):
            findings += session.judge_response(exchange)
            if exchange.response.status != entry.status:
                name = f"the {kind} {entry.parameter} {entry.value!r}"
                message = f"{name} gets another response than the facts state"
                expected, actual = str(entry.status), summarize(exchange)
                findings.append(session.finding(key, exchange.request, message, expected, actual))
        if isinstance(entry, Foreign) and not isinstance(slot, str) and not findings:
            findings += _accepted_when_encoded(session, key, draft, entry)
        return findings

    name = f"the {kind} {entry.parameter} {entry.value!r} gets {entry.status}"
    return StatefulCheck(f"{key}: {name}", (key,), operation, steps)


def _accepted_when_encoded(
    session: ProviderSession, key: str, draft: Draft, entry: Foreign
) -> list[Finding]:
    """Percent-encoding a character of the foreign name changes no meaning (RFC 3986, 2.3)."""
    plain = session.connection.request(draft) or draft.request({})
    name = encoded(entry.value)
    escaped = f"%{ord(name[0]):02X}{name[1:]}" if name[:1].isalnum() else name
    other = replace(plain, target=plain.target.replace(name, escaped))
    if is_signed(plain) or other == plain or not session.connection.may_send(other):
        return []
    exchange = session.send(other)
    if not is_success(exchange):
        return []
    message = f"the foreign {entry.parameter} {entry.value!r} succeeds when percent-encoded"
    expected, actual = str(entry.status), summarize(exchange)
    return [session.finding(key, exchange.request, message, expected, actual)]


def _equivalence_checks(
    operation: Operation, valid: Draft, same: Same, slot: Slot | str
) -> Iterator[StatefulCheck]:
    """Every equivalent name must read the same resource, and delete it."""
    key = str(ClauseKey.of(operation, "operation"))
    for first, second in itertools.permutations(same.values, 2):
        name = f"{key}: {same.parameter} {second!r} is {first!r}"
        drafts = _with(valid, slot, first), _with(valid, slot, second)
        if operation.effect is Effect.READ and first == same.values[0]:
            yield StatefulCheck(name, (key,), operation, _same_read(key, *drafts))
        elif operation.effect is Effect.DELETE and same.values[0] in (first, second):
            yield StatefulCheck(name, (key,), operation, _same_deletion(key, *drafts))


def _same_read(key: str, first: Draft, second: Draft) -> Steps:
    """Reads by the first name what the second one must show too."""

    def steps(session: ProviderSession) -> list[Finding]:
        if ensure_created(session, first) is False:
            raise NotJudged("the resource with two names could not be created")
        before, after = session.send_draft(first), session.send_draft(second)
        if same_content(before, after, lambda: session.send_draft(second)):
            return []
        message = "two names of one resource get different responses"
        expected, actual = summarize(before), summarize(after)
        return [session.finding(key, after.request, message, expected, actual)]

    return steps


def _same_deletion(key: str, first: Draft, second: Draft) -> Steps:
    """Deletes by the second name what was created by the first one."""

    def steps(session: ProviderSession) -> list[Finding]:
        session.resources.forget()
        if not ensure_created(session, first):
            raise NotJudged("the resource with two names could not be created")
        before = read_resource(session, first)
        deletion = session.send_draft(second)
        session.resources.forget()
        after = read_resource(session, first)
        if not is_success(deletion):
            message = "a resource created by one name cannot be deleted by another"
            actual = summarize(deletion)
            return [session.finding(key, deletion.request, message, "a success", actual)]
        if before is None or after is None or not (is_success(before) and before.response.body):
            return []
        if before.response.body != after.response.body:
            return []
        message = "a resource deleted by one name can still be read by another"
        return [
            session.finding(key, deletion.request, message, "a deleted resource", summarize(after))
        ]

    return steps
