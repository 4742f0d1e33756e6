"""The verdicts that a run, a stage or a clause may have."""

from __future__ import annotations

KEPT = "kept"
BROKEN = "broken"
NOT_JUDGED = "not judged"
WAIVED = "waived"
INCOMPLETE = "incomplete"  # no clause is broken, but not every operation of a service was judged
ERROR = "error"  # no clause is known to be broken, but some check could not judge
