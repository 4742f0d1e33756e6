"""A change as `diff` makes it: the report's model, with a rule id from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from clausebook.diff.rules import rule_of
from clausebook.report.comparison import (
    BREAKING,
    COMPATIBLE,
    CONSUMERS,
    LEVELS,
    NOBODY,
    PROVIDERS,
    WARNING,
    rank,
)
from clausebook.report.comparison import Change as ReportedChange

__all__ = [
    "BREAKING",
    "COMPATIBLE",
    "CONSUMERS",
    "LEVELS",
    "NOBODY",
    "PROVIDERS",
    "WARNING",
    "Change",
    "rank",
]


@dataclass(frozen=True, slots=True)
class Change(ReportedChange):
    """A change with a rule of the catalogue. Raises UnknownRule for any other."""

    def __post_init__(self) -> None:
        rule_of(self.rule)
