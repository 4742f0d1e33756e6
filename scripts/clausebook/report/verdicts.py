"""The verdicts that a run, a stage or a clause may have."""

from __future__ import annotations

KEPT = "kept"
BROKEN = "broken"
NOT_JUDGED = "not judged"
WAIVED = "waived"
INCOMPLETE = "incomplete"  # nothing is broken, but not every operation of a service was judged
ERROR = "error"  # nothing is broken as far as is known, but some check could not judge
