"""The result of one run, in the shape that every format shows.

Plain values; how a run is made is the business of `guard`, how it looks that of the formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clausebook.finding import Finding

STAGES = ("spec", "drift", "consumer", "provider")

KEPT = "kept"
BROKEN = "broken"
NOT_JUDGED = "not judged"
WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: how many checks ran, how many cases they tried, and the seconds they took."""

    name: str
    verdict: str
    checks: int
    cases: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ClauseVerdict:
    """What became of one clause, which stages guard it, and why it was not judged or is waived."""

    key: str
    pointer: str
    side: str
    guarded_by: tuple[str, ...]
    verdict: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One run of `guard`: `seconds` is wall-clock time, the stages' seconds may overlap."""

    spec: str
    seconds: float
    stages: Sequence[Stage]
    clauses: Sequence[ClauseVerdict]
    findings: Sequence[Finding]

    @property
    def verdict(self) -> str:
        """`broken` where a stage is, else `kept`."""
        return BROKEN if any(stage.verdict == BROKEN for stage in self.stages) else KEPT

    def as_data(self) -> dict[str, Any]:
        """The result as the JSON report has it."""
        return {
            "version": 1,
            "verdict": self.verdict,
            "spec": self.spec,
            "seconds": round(self.seconds, 3),
            "stages": [
                {**asdict(stage), "seconds": round(stage.seconds, 3)} for stage in self.stages
            ],
            "clauses": [
                {**asdict(clause), "guarded_by": list(clause.guarded_by)} for clause in self.clauses
            ],
            "findings": [asdict(finding) for finding in self.findings],
        }
