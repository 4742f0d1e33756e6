"""Resources that a request uses up: without a linked write, a deletion finds one only once.

Whether an operation accepts the same request again is observed from the provider; if it does not,
the checks expect nothing of the repetition.
"""

from __future__ import annotations

from clausebook.checks.provider.resource_state import ensure_created, ensure_deleted, is_success
from clausebook.checks.session import ProviderSession
from clausebook.checks.session.state import SingleUseFinding
from clausebook.clauses import named_in_facts
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import creator_of, is_known, linked_to

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110, 9.2.1


def is_single_use(session: ProviderSession, operation: Operation) -> bool:
    """Whether a request may use up its resource, so that the same request fails later."""
    if operation.effect is Effect.READ or operation.method in _SAFE:
        return False
    if operation.effect is Effect.CREATE:
        return linked_to(session.document, operation, Effect.DELETE) is None
    return creator_of(session.document, operation) is None


def ensure_precondition(session: ProviderSession, draft: Draft) -> bool | None:
    """Creates the resource that a request needs: whether it succeeded, None if nothing can.

    A write that the provider rejects the second time needs its resource deleted first.
    """
    if draft.operation.effect is not Effect.CREATE:
        return ensure_created(session, draft)
    if session.resources.repeatable.get(draft.operation.label) is False:
        ensure_deleted(session, draft)
    return None


def resource_exists(session: ProviderSession, draft: Draft, is_created: bool | None) -> bool:
    """Whether the request's resource is known to exist, created for the request or not."""
    if is_created is not None:
        return is_created
    if not is_known(session.facts, draft):
        return False
    return not is_used_up(session, draft)


def is_used_up(session: ProviderSession, draft: Draft) -> bool:
    """Whether an earlier request used up the resource of this one."""
    operation, resources = draft.operation, session.resources
    if not is_single_use(session, operation) or resources.repeatable.get(operation.label, True):
        return False
    names = _known_names(session, draft)
    return any(names <= used or used <= names for used in resources.used_names)


def record_use(session: ProviderSession, draft: Draft, exchange: Exchange) -> list[Finding]:
    """Records a successful request, and tries once per operation whether it succeeds again.

    The findings are those about the repetition's response.
    """
    resources, operation = session.resources, draft.operation
    if (
        not is_success(exchange)
        or operation.method in _SAFE
        or creator_of(session.document, operation)
    ):
        return []
    resources.used_names.append(_known_names(session, draft))
    if operation.label in resources.repeatable:
        return []
    repetition = session.send_draft(draft)
    resources.repeatable[operation.label] = is_success(repetition)
    return session.judge_response(repetition)


def reproduced_elsewhere(
    session: ProviderSession, operation: Operation, findings: list[Finding]
) -> list[Finding]:
    """The findings that another single-use resource of the operation showed before.

    A single-use resource shows a failure only once, so that it cannot reproduce on its own.
    """
    if not is_single_use(session, operation):
        return []
    earlier = session.resources.single_use_findings
    reproduced = [f for f in findings if SingleUseFinding(f.clause, f.actual) in earlier]
    earlier.update(SingleUseFinding(f.clause, f.actual) for f in findings)
    return reproduced


def _known_names(session: ProviderSession, draft: Draft) -> frozenset[tuple[str, str]]:
    """The operation, and the values in a request of names that the facts know."""
    known = {named_in_facts(key) for row in session.facts.known for key in row}
    members = draft.body.items() if isinstance(draft.body, dict) else ()
    values = [*((name, value) for (_, name), value in draft.values.items()), *members]
    names = {(name, str(value)) for name, value in values if name in known}
    return frozenset({("", draft.operation.label), *names})
