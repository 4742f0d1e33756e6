"""Checks of a generated client: what it sends, refuses, understands and refuses to swallow."""

from clausebook.checks.consumer.answers import (
    Answer,
    answer_cases,
    drawn_answers,
    guarded_by_answer,
    understands,
)
from clausebook.checks.consumer.credentials import carries, demands, is_secured, security_clauses
from clausebook.checks.consumer.listing import Check, consumer_checks
from clausebook.checks.consumer.refusals import allowed_calls, forbidden_calls, refuses
from clausebook.checks.consumer.requests import sends
from clausebook.checks.consumer.values import (
    Given,
    drawn_requests,
    guarded,
    request_cases,
)
from clausebook.checks.consumer.wrong_answers import (
    WrongAnswer,
    right_answers,
    swallows_not,
    wrong_answers,
)

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
