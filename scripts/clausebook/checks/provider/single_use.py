"""What a request uses up: a deletion without a linked write finds a thing only once.

Whether an operation takes the same request again is seen from the provider, and nothing is demanded
of the later ones where it does not.
"""

from __future__ import annotations

from clausebook.checks.provider.resource_state import is_success, make, unmake
from clausebook.checks.session import ProviderSession
from clausebook.checks.session.state import SingleUseFinding
from clausebook.clauses import named_in_facts
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import creator_of, is_known, linked_to

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110, 9.2.1


def uses_up(session: ProviderSession, operation: Operation) -> bool:
    """Whether a request may leave nothing for the next one that says the same."""
    if operation.effect is Effect.READ or operation.method in _SAFE:
        return False
    if operation.effect is Effect.CREATE:
        return linked_to(session.document, operation, Effect.DELETE) is None
    return creator_of(session.document, operation) is None


def prepared(session: ProviderSession, draft: Draft) -> bool | None:
    """Brings about what a request needs: whether that worked, None where nothing does it.

    A write that is refused the second time needs that what it makes is not there.
    """
    if draft.operation.effect is not Effect.CREATE:
        return make(session, draft)
    if session.resources.repeatable.get(draft.operation.label) is False:
        unmake(session, draft)
    return None


def is_settled(session: ProviderSession, draft: Draft, made: bool | None) -> bool:
    """Whether the deployment is known to hold what is named, `made` for the request or not."""
    if made is not None:
        return made
    if not is_known(session.facts, draft):
        return False
    return not is_used_up(session, draft)


def is_used_up(session: ProviderSession, draft: Draft) -> bool:
    """Whether an earlier request left nothing of what this one names."""
    operation, resources = draft.operation, session.resources
    if not uses_up(session, operation) or resources.repeatable.get(operation.label, True):
        return False
    named = _named(session, draft)
    return any(named <= used or used <= named for used in resources.used)


def note_used(session: ProviderSession, draft: Draft, exchange: Exchange) -> list[Finding]:
    """Remembers a request that was taken, and sees once whether its repetition is taken as well.

    The findings are those about the repetition's answer.
    """
    resources, operation = session.resources, draft.operation
    if (
        not is_success(exchange)
        or operation.method in _SAFE
        or creator_of(session.document, operation)
    ):
        return []
    resources.used.append(_named(session, draft))
    if operation.label in resources.repeatable:
        return []
    again = session.send_draft(draft)
    resources.repeatable[operation.label] = is_success(again)
    return session.judge_answer(again)


def seen_before(
    session: ProviderSession, operation: Operation, found: list[Finding], taken: bool
) -> list[Finding]:
    """What was found in the same way about another thing, where one thing shows it only once.

    Where nothing was `taken`, the thing is there as before: that it is answered otherwise the next
    time is a mood.
    """
    if not taken or not uses_up(session, operation):
        return []
    found_once = session.resources.found_once
    repeated = [f for f in found if SingleUseFinding(f.clause, f.actual) in found_once]
    found_once.update(SingleUseFinding(f.clause, f.actual) for f in found)
    return repeated


def _named(session: ProviderSession, draft: Draft) -> frozenset[tuple[str, str]]:
    """The operation, and what a request says of the names that facts know."""
    names = {named_in_facts(key) for row in session.facts.known for key in row}
    members = draft.body.items() if isinstance(draft.body, dict) else ()
    said = [*((name, value) for (_, name), value in draft.values.items()), *members]
    told = {(name, str(value)) for name, value in said if name in names}
    return frozenset({("", draft.operation.label), *told})
