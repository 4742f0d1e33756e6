"""Two documents compared: what changed, whom it breaks, and the version step that it needs."""

from clausebook.difference.change import BREAKING, COMPATIBLE, LEVELS, WARNING, Change, rank
from clausebook.difference.comparing import compare

__all__ = ["BREAKING", "COMPATIBLE", "LEVELS", "WARNING", "Change", "compare", "rank"]
