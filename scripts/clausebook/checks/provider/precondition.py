"""The known-good request of an operation, sent: without it no refusal of another proves anything.

Where it is refused itself, is redirected or gets no answer, that is one finding, and the rest of
the operation is not judged.
"""

from __future__ import annotations

from clausebook.checks.provider.resource_state import outline
from clausebook.checks.provider.single_use import note_used, prepared
from clausebook.checks.session import ProviderSession
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.http.transport import NoResponse
from clausebook.openapi import Effect, Operation
from clausebook.resources import valid_request


def check_precondition(session: ProviderSession, operation: Operation) -> None:
    """Sends the operation's known-good request once in a run, and remembers what came of it.

    Raises:
        NotJudged: it is refused or unanswered, so nothing else of the operation can be judged.
        Unreachable: nothing listens there.
    """
    precondition_failures = session.run.precondition_failures
    if operation.label not in precondition_failures:
        precondition_failures[operation.label] = _hindrance(session, operation)
    if precondition_failures[operation.label]:
        raise NotJudged(precondition_failures[operation.label])


def _hindrance(session: ProviderSession, operation: Operation) -> str:
    good = valid_request(session.document, operation, session.facts)
    try:
        prepared(session, good)
        exchange = session.send_draft(good)
        if operation.effect is not Effect.READ:
            session.resources.forget()
        note_used(session, good, exchange)
        return precondition_failure(session, operation, exchange)
    except NoResponse as error:
        session.run.silent[operation.label] = error.reason
        return f"the known-good request gets no answer: {error.reason}"


def precondition_failure(session: ProviderSession, operation: Operation, exchange: Exchange) -> str:
    """Why this answer to a known-good request keeps others from being judged; empty if not."""
    status = exchange.response.status
    if status >= 400:
        return f"the known-good request is refused: {outline(exchange)}"
    moved = status >= 300 and exchange.response.header("location") is not None
    if moved and session.judge.documented_status(operation, status) is None:
        reason = f"the known-good request is redirected: {outline(exchange)}"
        session.run.redirected[operation.label] = reason
        return reason
    return ""
