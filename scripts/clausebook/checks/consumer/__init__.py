"""Checks of a generated client: what it puts on the wire, what it makes of documented answers."""

from clausebook.checks.consumer.answers import (
    Answer,
    answer_cases,
    drawn_answers,
    guarded_by_answer,
    understands,
)
from clausebook.checks.consumer.requests import sends
from clausebook.checks.consumer.values import (
    Given,
    drawn_requests,
    guarded,
    request_cases,
)

__all__ = [
    "Answer",
    "Given",
    "answer_cases",
    "drawn_answers",
    "drawn_requests",
    "guarded",
    "guarded_by_answer",
    "request_cases",
    "sends",
    "understands",
]
