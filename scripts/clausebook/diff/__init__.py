"""Compares two documents: what changed, whom it breaks, and the version step that it needs."""

from clausebook.diff.change import Change
from clausebook.diff.comparing import compare
from clausebook.diff.rules import UnknownRule, catalogue

__all__ = [
    "Change",
    "UnknownRule",
    "catalogue",
    "compare",
]
