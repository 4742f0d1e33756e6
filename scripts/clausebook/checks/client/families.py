"""The families of client checks, each of which turns cases of one operation into checks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from clausebook.checks.client.client_check import ClientCase, ClientPlan
from clausebook.checks.client.credentials import (
    is_secured,
    requires_credential,
    security_clauses,
    sends_credential,
)
from clausebook.checks.client.rejections import allowed_calls, forbidden_calls, rejects_call
from clausebook.checks.client.requests import sends_request
from clausebook.checks.client.responses import guarded_by_response, parses_response, response_cases
from clausebook.checks.client.undocumented_responses import (
    rejects_undocumented_response,
    right_answers,
    undocumented_response_cases,
)
from clausebook.checks.client.values import guarded, request_cases
from clausebook.checks.registry import Kind, check_family
from clausebook.openapi import Operation


@check_family(
    stage=Kind.CLIENT, id="client/sends-requests", source="OpenAPI 3.1, 4.8.12, 4.8.13", order=10
)
def sent_requests(plan: ClientPlan, operation: Operation) -> Iterator[ClientCase]:
    """A call that the document allows arrives as it was made."""
    document = plan.document
    for call in (*request_cases(document, operation), *allowed_calls(document, operation)):
        keys = guarded(document, operation, call)
        run = partial(sends_request, plan.judge, operation=operation, given=call)
        yield ClientCase("sends", call.name, keys, run)


@check_family(
    stage=Kind.CLIENT, id="client/rejects-calls", source="JSON Schema 2020-12, Validation", order=20
)
def rejected_calls(plan: ClientPlan, operation: Operation) -> Iterator[ClientCase]:
    """A call that the document forbids is rejected before anything is sent."""
    for call in forbidden_calls(plan.document, operation):
        run = partial(rejects_call, operation=operation, given=call)
        yield ClientCase("refuses", call.name, (call.clause,), run, in_both_styles=True)


@check_family(
    stage=Kind.CLIENT, id="client/parses-responses", source="OpenAPI 3.1, 4.8.16, 4.8.17", order=30
)
def parsed_responses(plan: ClientPlan, operation: Operation) -> Iterator[ClientCase]:
    """A documented response is parsed, and its values are those that were sent."""
    document = plan.document
    for answer in (*response_cases(document, operation), *right_answers(document, operation)):
        keys = guarded_by_response(document, operation, answer)
        run = partial(parses_response, operation=operation, answer=answer)
        yield ClientCase("understands", answer.name, keys, run)


@check_family(
    stage=Kind.CLIENT, id="client/rejects-responses", source="OpenAPI 3.1, 4.8.16", order=40
)
def rejected_responses(plan: ClientPlan, operation: Operation) -> Iterator[ClientCase]:
    """A response that the document does not promise raises an error."""
    for wrong in undocumented_response_cases(plan.document, operation):
        run = partial(rejects_undocumented_response, operation=operation, wrong=wrong)
        clauses = (wrong.clause,)
        yield ClientCase("refuses to swallow", wrong.name, clauses, run, in_both_styles=True)


@check_family(
    stage=Kind.CLIENT, id="client/sends-credentials", source="OpenAPI 3.1, 4.8.27, 4.8.30", order=50
)
def sent_credentials(plan: ClientPlan, operation: Operation) -> Iterator[ClientCase]:
    """Each alternative of security puts its credentials where it says, and nowhere else."""
    for clause in security_clauses(plan.document, operation):
        run = partial(sends_credential, clause=clause)
        yield ClientCase("carries", clause.place, (clause.key,), run)


@check_family(
    stage=Kind.CLIENT, id="client/requires-credentials", source="OpenAPI 3.1, 4.8.30", order=60
)
def required_credentials(plan: ClientPlan, operation: Operation) -> Iterator[ClientCase]:
    """A secured operation is not called without a credential."""
    if is_secured(plan.document, operation):
        keys = tuple(clause.key for clause in security_clauses(plan.document, operation))
        run = partial(requires_credential, operation=operation)
        yield ClientCase("demands", "a credential", keys, run)
