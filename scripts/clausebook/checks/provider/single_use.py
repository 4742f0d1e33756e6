"""What a request uses up: a deletion without a linked write finds a thing only once.

Whether an operation takes the same request again is seen from the provider, and nothing is demanded
of the later ones where it does not.
"""

from __future__ import annotations

from clausebook.checks.provider.resource_state import is_success, make, unmake
from clausebook.checks.session.deployment import Deployment
from clausebook.clauses import named_in_facts
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import creator_of, is_known, linked_to

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110, 9.2.1


def uses_up(deployment: Deployment, operation: Operation) -> bool:
    """Whether a request may leave nothing for the next one that says the same."""
    if operation.effect is Effect.READ or operation.method in _SAFE:
        return False
    if operation.effect is Effect.CREATE:
        return linked_to(deployment.document, operation, Effect.DELETE) is None
    return creator_of(deployment.document, operation) is None


def prepared(deployment: Deployment, draft: Draft) -> bool | None:
    """Brings about what a request needs: whether that worked, None where nothing does it.

    A write that is refused the second time needs that what it makes is not there.
    """
    if draft.operation.effect is not Effect.CREATE:
        return make(deployment, draft)
    if deployment.state.repeats.get(draft.operation.label) is False:
        unmake(deployment, draft)
    return None


def is_settled(deployment: Deployment, draft: Draft, made: bool | None) -> bool:
    """Whether the deployment is known to hold what is named, `made` for the request or not."""
    if made is not None:
        return made
    if not is_known(deployment.facts, draft):
        return False
    return not is_used_up(deployment, draft)


def is_used_up(deployment: Deployment, draft: Draft) -> bool:
    """Whether an earlier request left nothing of what this one names."""
    operation, things = draft.operation, deployment.state
    if not uses_up(deployment, operation) or things.repeats.get(operation.label, True):
        return False
    named = _named(deployment, draft)
    return any(named <= used or used <= named for used in things.used)


def note_used(deployment: Deployment, draft: Draft, exchange: Exchange) -> list[Finding]:
    """Remembers a request that was taken, and sees once whether its repetition is taken as well.

    The findings are those about the repetition's answer.
    """
    things, operation = deployment.state, draft.operation
    if (
        not is_success(exchange)
        or operation.method in _SAFE
        or creator_of(deployment.document, operation)
    ):
        return []
    things.used.append(_named(deployment, draft))
    if operation.label in things.repeats:
        return []
    again = deployment.send_draft(draft)
    things.repeats[operation.label] = is_success(again)
    return deployment.judge_answer(again)


def seen_before(
    deployment: Deployment, operation: Operation, found: list[Finding], taken: bool
) -> list[Finding]:
    """What was found in the same way about another thing, where one thing shows it only once.

    Where nothing was `taken`, the thing is there as before: that it is answered otherwise the next
    time is a mood.
    """
    if not taken or not uses_up(deployment, operation):
        return []
    once = deployment.state.once
    repeated = [finding for finding in found if (finding.clause, finding.actual) in once]
    once.update((finding.clause, finding.actual) for finding in found)
    return repeated


def _named(deployment: Deployment, draft: Draft) -> frozenset[tuple[str, str]]:
    """The operation, and what a request says of the names that facts know."""
    names = {named_in_facts(key) for row in deployment.facts.known for key in row}
    members = draft.body.items() if isinstance(draft.body, dict) else ()
    said = [*((name, value) for (_, name), value in draft.values.items()), *members]
    told = {(name, str(value)) for name, value in said if name in names}
    return frozenset({("", draft.operation.label), *told})
