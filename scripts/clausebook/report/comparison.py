"""The model of a comparison: changes, whom they break, the version step.

It holds plain values; `diff` compares documents and has the rules.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from clausebook.report.verdicts import BROKEN, KEPT

if TYPE_CHECKING:
    from clausebook.openapi import Place

BREAKING = "breaking"
WARNING = "warning"
COMPATIBLE = "compatible"
LEVELS = (COMPATIBLE, WARNING, BREAKING)
FAIL_ON = ("breaking", "warning", "any", "nothing")
"""From which level a change is a finding."""

CONSUMERS = "consumers"
PROVIDERS = "providers"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the contract.

    `whom` says who has to change: consumers that relied on the old document, providers that
    implement only the old one, or nobody. `rule` is the kind of change, `why` the reason in one
    sentence. If a document lacks the clause, its value is None and its place is where it would be.
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
            "old_place": asdict(self.old_place),
            "new_place": asdict(self.new_place),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Change:
        """Parses a change of a JSON report."""
        from clausebook.openapi import Place  # the pytest plugin loads this module in every run

        places = {name: Place(**data[name]) for name in ("old_place", "new_place")}
        return Change(**{**data, **places})


@dataclass(frozen=True, slots=True)
class IgnoredChange:
    """A suppressed change: the reason, and the last day of the suppression."""

    change: Change
    reason: str
    until: datetime.date | None

    def as_data(self) -> dict[str, Any]:
        """The ignored change as the JSON report has it."""
        until = self.until.isoformat() if self.until else None
        return {"change": self.change.as_data(), "reason": self.reason, "until": until}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> IgnoredChange:
        """Parses an ignored change of a JSON report."""
        until = datetime.date.fromisoformat(data["until"]) if data["until"] else None
        return cls(Change.from_data(data["change"]), data["reason"], until)


@dataclass(frozen=True, slots=True)
class VersionStep:
    """The required version step and the actual one; `problem` is empty if that is large enough."""

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
    step: VersionStep | None = None

    def __post_init__(self) -> None:
        for name in ("changes", "ignored"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def verdict(self) -> str:
        """`broken` if a change reaches that level, or the version step is too small."""
        failed = any(fails(change.level, self.fail_on) for change in self.changes)
        return BROKEN if failed or (self.step is not None and self.step.problem) else KEPT

    def as_data(self) -> dict[str, Any]:
        """The members that a comparison adds to the JSON report."""
        return {
            **{"old": self.old, "new": self.new, "fail_on": self.fail_on},
            "changes": [change.as_data() for change in self.changes],
            "ignored": [ignored.as_data() for ignored in self.ignored],
            "step": asdict(self.step) if self.step else None,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Comparison:
        """Parses the comparison of a JSON report."""
        return cls(
            old=data["old"],
            new=data["new"],
            fail_on=data["fail_on"],
            changes=[Change.from_data(change) for change in data["changes"]],
            ignored=[IgnoredChange.from_data(entry) for entry in data["ignored"]],
            step=VersionStep(**data["step"]) if data["step"] else None,
        )


def rank(level: str) -> int:
    """The severity of a level: 0 for compatible, 1 for warning, 2 for breaking."""
    return LEVELS.index(level)


def fails(level: str, fail_on: str) -> bool:
    """Whether a change of that level is a finding; `fail_on` is one of `report.FAIL_ON`."""
    least = {"any": 0, "nothing": len(LEVELS)}.get(fail_on)
    return rank(level) >= (rank(fail_on) if least is None else least)
