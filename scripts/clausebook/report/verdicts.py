"""The verdicts that a run, a stage or a clause may have."""

from __future__ import annotations

KEPT = "kept"
BROKEN = "broken"
NOT_JUDGED = "not judged"
WAIVED = "waived"
ERROR = "error"  # no clause is known to be broken, but some check could not judge
