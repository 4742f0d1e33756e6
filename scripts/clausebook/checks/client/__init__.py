"""Checks of a generated client: what it sends, refuses, understands and refuses to swallow."""

from clausebook.checks.client.credentials import carries, demands, is_secured, security_clauses
from clausebook.checks.client.listing import Check, consumer_checks
from clausebook.checks.client.rejections import allowed_calls, forbidden_calls, refuses
from clausebook.checks.client.requests import sends
from clausebook.checks.client.responses import (
    Answer,
    answer_cases,
    drawn_answers,
    guarded_by_answer,
    understands,
)
from clausebook.checks.client.undocumented_responses import (
    WrongAnswer,
    right_answers,
    swallows_not,
    wrong_answers,
)
from clausebook.checks.client.values import Given, drawn_requests, guarded, request_cases

__all__ = [
    "Answer",
    "Check",
    "Given",
    "WrongAnswer",
    "allowed_calls",
    "answer_cases",
    "carries",
    "consumer_checks",
    "demands",
    "drawn_answers",
    "drawn_requests",
    "forbidden_calls",
    "guarded",
    "guarded_by_answer",
    "is_secured",
    "refuses",
    "request_cases",
    "right_answers",
    "security_clauses",
    "sends",
    "swallows_not",
    "understands",
    "wrong_answers",
]
