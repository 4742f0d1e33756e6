"""Checks that another tenant's resource stays unchanged, whatever requests we send (BOLA).

The owner's credential, which the facts name by `header_env`, creates the resource if it is missing,
and reads it. No other request carries that credential, and no output contains it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from clausebook.auth import schemes_of
from clausebook.checks.provider.lifecycle.delete import read_all, require_created
from clausebook.checks.provider.lifecycle.snapshots import (
    Snapshot,
    changed_snapshots,
    creation_without_member,
)
from clausebook.checks.provider.resource_state import creation_of, is_success
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey, named_in_facts, response_place
from clausebook.config.facts import Foreign
from clausebook.errors import NotJudged
from clausebook.http.transport import NoResponse
from clausebook.openapi import Document, Effect
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.draft import Slot
from clausebook.resources.links import creator_of, linked_to


class _Attempt(NamedTuple):
    """A request that must not change the foreign resource, and the clause that it tests.

    It creates the resource of `draft` if it `is_write`, else it deletes it. `header` names it too.
    """

    clause: str
    draft: Draft
    is_write: bool
    header: str = ""


def cross_tenant_checks(
    document: Document, entry: Foreign, valid: Draft, slot: Slot
) -> Iterator[StatefulCheck]:
    """The check of a deletion that has a linked write and a linked read.

    `valid` is its valid draft, and `slot` the place of the foreign value in it.
    """
    operation = valid.operation
    creator = creator_of(document, operation) if operation.effect is Effect.DELETE else None
    if (
        creator is None
        or linked_to(document, creator[0], Effect.READ) is None
        or not entry.header_env
    ):
        return
    deletion, write = ClauseKey.of(operation), ClauseKey.of(creator[0])
    rejection = response_place(str(entry.status))
    foreign = valid.with_value(slot, entry.value)
    # The most likely culprits first; another check judges the responses.
    attempts = (
        _Attempt(str(deletion.at(rejection)), foreign, is_write=False),
        _Attempt(str(write.at(rejection)), foreign, is_write=True),
        _Attempt(str(write.at("effect")), valid, is_write=True),
        _Attempt(str(deletion.at("effect")), valid, is_write=False),
        # Gateways use such a header to tell their services which tenant sends a request.
        _Attempt(
            *(str(deletion.at("effect")), valid),
            is_write=False,
            header=_tenant_header(entry.parameter),
        ),
    )

    def steps(session: ProviderSession) -> list[Finding]:
        owner = _owner_session(session, entry)
        require_created(session, valid)  # so that the write below changes something
        before = _owner_snapshot(owner, foreign)
        for attempt in attempts:
            draft = attempt.draft
            if attempt.is_write:
                draft = creation_without_member(session, draft)
            if not session.connection.may_send(draft.request({})):
                continue
            session.resources.forget()
            request = session.connection.request(draft) or draft.request({})
            if attempt.header:
                request = request.with_header(attempt.header, entry.value)
            cause = session.send(request)
            for after in _changed_reads(owner, before):
                message = f"the request changed the foreign {entry.parameter} {entry.value!r}"
                expected, actual = "an unchanged resource", f"its owner then reads {after}"
                clause = attempt.clause
                # Each of the two sessions redacts its own credential.
                redacted = owner.finding(clause, cause.request, message, expected, actual).actual
                return [session.finding(clause, cause.request, message, expected, redacted)]
        return []

    name = f"{deletion.at('effect')}: the foreign {entry.parameter} {entry.value!r} is unchanged"
    clauses = tuple(dict.fromkeys(attempt.clause for attempt in reversed(attempts)))
    yield StatefulCheck(name, clauses, operation, steps)


def _tenant_header(parameter: str) -> str:
    """`X-Project-Id` for `project_id`, as gateways and clients write it."""
    words = named_in_facts(parameter).replace("_", "-").split("-")
    return "-".join(["X", *(word.capitalize() for word in words)])


def _owner_session(session: ProviderSession, entry: Foreign) -> ProviderSession:
    """A session with the owner's credential. Raises CannotRun if a variable is not set."""
    credential_headers = {s.parameter.lower() for s in schemes_of(session.document).values()}
    credentials = entry.owner()
    credential_headers |= {name.lower() for name in credentials}
    other_headers = {
        name: value
        for name, value in session.connection.credentials.items()
        if name.lower() not in credential_headers
    }
    connection = replace(session.connection, credentials={**other_headers, **credentials}, keys={})
    return replace(session, connection=connection)


def _owner_snapshot(owner: ProviderSession, foreign: Draft) -> Snapshot:
    """The foreign resource as its owner reads it; the owner creates it first if it is missing."""
    try:
        (read,) = read_all(owner, [foreign])
        write = creation_of(owner, foreign)
        if not is_success(read) and write and owner.connection.may_send(write.request({})):
            owner.send_draft(write)
            (read,) = read_all(owner, [foreign])
    except NoResponse as error:
        raise NotJudged(f"the foreign owner gets no response: {error.reason}") from None
    if not is_success(read):
        raise NotJudged(f"the owner cannot read the foreign resource: {read.response.status}")
    return Snapshot(foreign, read)


def _changed_reads(owner: ProviderSession, before: Snapshot) -> list[str]:
    """The owner's read in one line, if it differs from the one before."""
    try:
        return [changed.after for changed in changed_snapshots(owner, [before])]
    except NoResponse as error:
        raise NotJudged(f"the foreign owner gets no response: {error.reason}") from None
