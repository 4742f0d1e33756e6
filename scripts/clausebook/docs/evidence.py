"""Reads the results of `guard` and `prove` from their JSON reports.

Without a report every clause is "not judged", and the reason says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from clausebook.errors import CannotRun
from clausebook.report import NOT_JUDGED, Stage
from clausebook.report.reading import read_report

NO_REPORT = "no report of guard was given"


@dataclass(frozen=True)
class Verdict:
    """The verdict on one clause: `guards` are the stages that judged it."""

    state: str
    guards: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Evidence:
    """One report of guard. `when` it was written is in UTC; `verdicts` are by clause key."""

    when: str = ""
    stages: Sequence[Stage] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def given(self) -> bool:
        """Whether there is a report."""
        return bool(self.when)

    def of(self, key: str) -> Verdict:
        """The verdict on one clause."""
        reason = "the report does not contain this clause; run guard again"
        return self.verdicts.get(key, Verdict(NOT_JUDGED, (), reason if self.given else NO_REPORT))


@dataclass(frozen=True)
class Score:
    """The result of prove: the counts of its score, and the mutants that survived."""

    when: str
    figures: Mapping[str, int]
    survivors: tuple[str, ...]


def read_evidence(path: Path | None) -> Evidence:
    """The evidence in a JSON report of guard; empty without a path.

    Raises:
        CannotRun: the file cannot be read, or is not such a report.
    """
    if path is None:
        return Evidence()
    run = read_report(path)
    if not run.is_judged:
        raise CannotRun(f"{path} is a report of diff; give one of guard")
    verdicts = {
        clause.key: Verdict(clause.verdict, clause.guarded_by, clause.why) for clause in run.clauses
    }
    return Evidence(_written(path), run.stages, verdicts)


def read_score(path: Path | None) -> Score | None:
    """The score in a JSON report of prove; None without a path.

    Raises:
        CannotRun: the file cannot be read, or is not such a report.
    """
    if path is None:
        return None
    proof = read_report(path).proof
    if proof is None:
        raise CannotRun(f"{path} has no mutants; give a report of prove")
    survivors = tuple(
        f"{verdict.clause}: {verdict.mutation}" for verdict in proof.mutants if not verdict.killed
    )
    return Score(_written(path), proof.score, survivors)


def _written(path: Path) -> str:
    """When the file was written."""
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return moment.strftime("%Y-%m-%d %H:%M UTC")
