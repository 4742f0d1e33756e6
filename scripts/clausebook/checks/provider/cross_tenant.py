"""Somebody else's thing stays as it was, whatever we are refused and whatever we do to our own.

Its owner's credential, which facts name by `header_env`, makes it where it is not there, and reads
it; nothing else is sent with that, and nothing that is shown repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clausebook.auth import schemes_of
from clausebook.checks.provider.lifecycle.delete import must_make, read_all
from clausebook.checks.provider.lifecycle.snapshots import Seen, altered, write_otherwise
from clausebook.checks.provider.resource_state import is_success, write_of
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


def cross_tenant_checks(
    document: Document, entry: Foreign, good: Draft, slot: Slot
) -> Iterator[StatefulCheck]:
    """The scenario of a deletion that has a linked write and a linked read.

    `good` is its known-good draft, and `slot` the place of the foreign value in it.
    """
    operation = good.operation
    found = creator_of(document, operation) if operation.effect is Effect.DELETE else None
    if found is None or linked_to(document, found[0], Effect.READ) is None or not entry.header_env:
        return
    deletion, write = ClauseKey.of(operation), ClauseKey.of(found[0])
    stated = response_place(str(entry.status))
    theirs = good.with_value(slot, entry.value)
    # Most telling first: what each of them is answered with is another scenario's affair.
    steps = (
        (str(deletion.at(stated)), theirs, False, ""),
        (str(write.at(stated)), theirs, True, ""),
        (str(write.at("effect")), good, True, ""),
        (str(deletion.at("effect")), good, False, ""),
        # A gateway tells its services by such a header whose request it is.
        (str(deletion.at("effect")), good, False, _header_named(entry.parameter)),
    )

    def story(session: ProviderSession) -> list[Finding]:
        owner = _as_owner(session, entry)
        must_make(session, good)  # so that the write below changes something, whenever told
        there = _there(owner, theirs)
        for clause, named, makes, header in steps:
            draft = write_otherwise(session, named) if makes else named
            if not session.connection.may_send(draft.request({})):
                continue
            session.resources.forget()
            request = session.request(draft) or draft.request({})
            told = request.with_header(header, entry.value) if header else request
            cause = session.send(told)
            for now in _changed(owner, there):
                message = f"it touched the foreign {entry.parameter} {entry.value!r}"
                expected, actual = "that it stays as it was", f"its owner's read answers {now}"
                # Each of the two hides its own credential.
                hidden = owner.finding(clause, cause.request, message, expected, actual).actual
                return [session.finding(clause, cause.request, message, expected, hidden)]
        return []

    name = f"{deletion.at('effect')}: the foreign {entry.parameter} {entry.value!r} stays"
    clauses = tuple(dict.fromkeys(clause for clause, *_ in reversed(steps)))
    yield StatefulCheck(name, clauses, operation, story)


def _header_named(parameter: str) -> str:
    """`X-Project-Id` for `project_id`, as gateways and clients write it."""
    words = named_in_facts(parameter).replace("_", "-").split("-")
    return "-".join(["X", *(word.capitalize() for word in words)])


def _as_owner(session: ProviderSession, entry: Foreign) -> ProviderSession:
    """The same deployment, asked by the owner. Raises CannotRun where a variable is not set."""
    proving = {scheme.parameter.lower() for scheme in schemes_of(session.document).values()}
    theirs = entry.owner()
    proving |= {name.lower() for name in theirs}
    other = {n: v for n, v in session.connection.credentials.items() if n.lower() not in proving}
    connection = replace(session.connection, credentials={**other, **theirs}, keys={})
    return replace(session, connection=connection)


def _there(owner: ProviderSession, theirs: Draft) -> Seen:
    """The foreign thing as its owner is shown it; made first where it is not there."""
    try:
        (shown,) = read_all(owner, [theirs])
        write = write_of(owner, theirs)
        if not is_success(shown) and write and owner.connection.may_send(write.request({})):
            owner.send_draft(write)
            (shown,) = read_all(owner, [theirs])
    except NoResponse as error:
        raise NotJudged(f"the owner of the foreign thing gets no answer: {error.reason}") from None
    if not is_success(shown):
        raise NotJudged(f"the owner of the foreign thing is not shown it: {shown.response.status}")
    return theirs, shown


def _changed(owner: ProviderSession, there: Seen) -> list[str]:
    """How the owner's read is answered now, where that is another answer than before."""
    try:
        return [now for _, now in altered(owner, [there])]
    except NoResponse as error:
        raise NotJudged(f"the owner of the foreign thing gets no answer: {error.reason}") from None
