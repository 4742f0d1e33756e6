"""Sends the valid request of an operation: unless it succeeds, no rejection proves anything.

If the provider rejects or redirects it or does not respond, that is one finding, and the other
checks of the operation are not judged.
"""

from __future__ import annotations

from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.checks.provider.resource_state import is_success, summarize
from clausebook.checks.provider.single_use import ensure_precondition, record_use
from clausebook.checks.session import ProviderSession
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.http.transport import NoResponse
from clausebook.openapi import Effect, Operation
from clausebook.resources import valid_request

NO_EVIDENCE = frozenset({401, 402, 403, 407, 409, 412, 413, 423, 424, 425, 426, 428, 429, 431, 451})
"""Status codes by which a right provider rejects a valid request: for its state, its limits, or
who asks, of which the document says nothing (RFC 9110, 15.5; RFC 6585)."""


def check_precondition(session: ProviderSession, operation: Operation) -> None:
    """Sends the operation's valid request once in a run, and remembers the outcome.

    Raises:
        NotJudged: it fails, so no other check of the operation can be judged.
        Unreachable: nothing listens at the address.
    """
    failures = session.run.precondition_failures
    if operation.label not in failures:
        failures[operation.label] = _send_valid_request(session, operation)
    if failures[operation.label]:
        raise NotJudged(failures[operation.label])


def _send_valid_request(session: ProviderSession, operation: Operation) -> str:
    """Why the operation's valid request fails; empty if it does not."""
    valid = valid_request(session.document, operation, session.facts)
    try:
        ensure_precondition(session, valid)
        exchange = session.send_draft(valid)
        if 400 <= exchange.response.status < 500 and session.made.renew(valid):
            exchange = session.send_draft(valid)
        if operation.effect is not Effect.READ:
            session.resources.forget()
        if is_success(exchange):
            session.run.accepted.add(operation.label)
        record_use(session, valid, exchange)
        return precondition_failure(session, operation, exchange)
    except NoResponse as error:
        session.run.skipped_operations[operation.label] = error.reason
        return f"the valid request gets no response: {error.reason}"


def precondition_failure(session: ProviderSession, operation: Operation, exchange: Exchange) -> str:
    """Why this response to a valid request prevents other checks; empty if it does not."""
    status = exchange.response.status
    if status in CREDENTIAL_REFUSALS and (lacking := session.connection.known.lacking(operation)):
        session.run.lacking_credentials[lacking] = None
        return lacking
    if status >= 400:
        return f"the valid request is rejected: {summarize(exchange)}"
    is_redirect = status >= 300 and exchange.response.header("location") is not None
    if is_redirect and session.judge.documented_status(operation, status) is None:
        reason = f"the valid request is redirected: {summarize(exchange)}"
        session.run.redirected[operation.label] = reason
        return reason
    return ""
