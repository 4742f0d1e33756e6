"""The model of a comparison that every format shows: changes, whom they break, the version.

Plain values; how documents are compared and by which rules is the business of `difference`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clausebook.openapi import Place
from clausebook.report.result import BROKEN, KEPT

BREAKING = "breaking"
WARNING = "warning"
COMPATIBLE = "compatible"
LEVELS = (COMPATIBLE, WARNING, BREAKING)

CONSUMERS = "consumers"
PROVIDERS = "providers"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what is promised.

    `whom` says who has to change: consumers that relied on the old document, providers that keep
    only the old one, or nobody. `rule` names the kind of change and `why` the reason, in one
    sentence. Where one document says nothing, its value is None and its place is where it would
    say it.
    """

    level: str
    whom: str
    clause: str
    rule: str
    why: str
    old: Any
    new: Any
    old_place: Place
    new_place: Place

    def as_data(self) -> dict[str, Any]:
        """The change as the JSON report has it."""
        return {
            **{"level": self.level, "whom": self.whom, "clause": self.clause},
            **{"rule": self.rule, "why": self.why, "old": self.old, "new": self.new},
            "old_place": _place(self.old_place),
            "new_place": _place(self.new_place),
        }


@dataclass(frozen=True, slots=True)
class IgnoredChange:
    """A change that somebody has decided to live with: why, and up to which day."""

    change: Change
    reason: str
    until: datetime.date | None

    def as_data(self) -> dict[str, Any]:
        """The ignored change as the JSON report has it."""
        until = self.until.isoformat() if self.until else None
        return {"change": self.change.as_data(), "reason": self.reason, "until": until}


@dataclass(frozen=True, slots=True)
class VersionStep:
    """The step that was needed and the one taken; `problem` is empty where it is enough."""

    old: str
    new: str
    needed: str
    taken: str
    problem: str
    place: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents compared. `fail_on` is the level from which a change is a finding."""

    old: str
    new: str
    fail_on: str
    changes: Sequence[Change]
    ignored: Sequence[IgnoredChange] = ()
    notes: Sequence[str] = ()
    step: VersionStep | None = None

    @property
    def verdict(self) -> str:
        """`broken` where a change counts at that level, or the version lags behind."""
        failed = any(fails(change.level, self.fail_on) for change in self.changes)
        return BROKEN if failed or (self.step is not None and self.step.problem) else KEPT

    def as_data(self) -> dict[str, Any]:
        """The comparison as the JSON report has it."""
        return {
            **{"version": 1, "verdict": self.verdict, "old": self.old, "new": self.new},
            "fail_on": self.fail_on,
            "changes": [change.as_data() for change in self.changes],
            "ignored": [ignored.as_data() for ignored in self.ignored],
            "notes": list(self.notes),
            "step": asdict(self.step) if self.step else None,
        }


def rank(level: str) -> int:
    """How grave a level is: 0 for compatible, 1 for warning, 2 for breaking."""
    return LEVELS.index(level)


def fails(level: str, fail_on: str) -> bool:
    """Whether a change of that level is a finding; `fail_on` is one of `report.FAIL_ON`."""
    least = {"any": 0, "nothing": len(LEVELS)}.get(fail_on)
    return rank(level) >= (rank(fail_on) if least is None else least)


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
