"""Checks of a generated client: the requests that it sends, and what it rejects and parses."""

from clausebook.checks.client.client_check import ClientCheck
from clausebook.checks.client.credentials import (
    is_secured,
    requires_credential,
    security_clauses,
    sends_credential,
)
from clausebook.checks.client.listing import client_checks
from clausebook.checks.client.rejections import allowed_calls, forbidden_calls, rejects_call
from clausebook.checks.client.requests import sends_request
from clausebook.checks.client.responses import (
    ResponseCase,
    drawn_responses,
    guarded_by_response,
    parses_response,
    response_cases,
)
from clausebook.checks.client.undocumented_responses import (
    UndocumentedResponse,
    rejects_undocumented_response,
    right_answers,
    undocumented_response_cases,
)
from clausebook.checks.client.values import CallValues, drawn_requests, guarded, request_cases

__all__ = [
    "CallValues",
    "ClientCheck",
    "ResponseCase",
    "UndocumentedResponse",
    "allowed_calls",
    "client_checks",
    "drawn_requests",
    "drawn_responses",
    "forbidden_calls",
    "guarded",
    "guarded_by_response",
    "is_secured",
    "parses_response",
    "rejects_call",
    "rejects_undocumented_response",
    "request_cases",
    "requires_credential",
    "response_cases",
    "right_answers",
    "security_clauses",
    "sends_credential",
    "sends_request",
    "undocumented_response_cases",
]
