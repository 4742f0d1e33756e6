"""Two documents compared: what changed, whom it breaks, and the version step that it needs."""

from clausebook.difference.change import BREAKING, COMPATIBLE, LEVELS, WARNING, Change, rank
from clausebook.difference.comparing import compare
from clausebook.difference.rules import CatalogueEntry, UnknownRule, catalogue

__all__ = [
    "BREAKING",
    "COMPATIBLE",
    "LEVELS",
    "WARNING",
    "CatalogueEntry",
    "Change",
    "UnknownRule",
    "catalogue",
    "compare",
    "rank",
]
