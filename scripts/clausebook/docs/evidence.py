"""Reads the results of `guard` and `prove` from their JSON reports.

Without a report every clause is "not judged", and
the reason says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clausebook.errors import CannotRun

NOT_JUDGED = "not judged"
NO_REPORT = "no report of guard was given"
_VERDICTS = frozenset({"kept", "broken", NOT_JUDGED, "waived"})


@dataclass(frozen=True)
class Verdict:
    """The verdict on one clause: `guards` are the stages or checks that judged it."""

    state: str
    guards: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Evidence:
    """One report of guard. `when` is in UTC; `verdicts` are by clause key."""

    when: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[Mapping[str, Any], ...] = ()
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
    figures: Mapping[str, int | float]
    survivors: tuple[str, ...]


def read_evidence(path: Path | None) -> Evidence:
    """The evidence in a JSON report of guard; empty without a path.

    Raises:
        CannotRun: the file cannot be read, or is not such a report.
    """
    if path is None:
        return Evidence()
    data = _report(path, "clauses")
    try:
        verdicts = {
            str(entry["key"]): Verdict(
                _state(entry["verdict"]), _guards(entry), str(entry.get("why", ""))
            )
            for entry in data["clauses"]
        }
        stages = tuple(
            {name: stage[name] for name in ("name", "verdict", "checks", "cases", "seconds")}
            for stage in data["stages"]
        )
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise CannotRun(
            f"{path} is not a report of guard ({error!r}); run `guard --format json`"
        ) from error
    versions = data.get("versions", {})
    tools = {str(k): str(v) for k, v in versions.items()} if isinstance(versions, dict) else {}
    return Evidence(_when(path, data), tools, stages, verdicts)


def read_score(path: Path | None) -> Score | None:
    """The score in a JSON report of prove; None without a path.

    Raises:
        CannotRun: the file cannot be read, or is not such a report.
    """
    if path is None:
        return None
    data = _report(path, "score")
    score = data["score"]
    if not isinstance(score, dict):
        raise CannotRun(
            f"{path} is not a report of prove: its score is {score!r}; run `prove --format json`"
        )
    mutants = data.get("mutants", [])
    survivors = tuple(
        f"{entry.get('clause')}: {entry.get('edit')}"
        for entry in (mutants if isinstance(mutants, list) else [])
        if isinstance(entry, dict) and entry.get("killed") is False
    )
    figures = {str(k): v for k, v in score.items() if isinstance(v, int | float)}
    return Score(_when(path, data), figures, survivors)


def _report(path: Path, member: str) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRun(f"cannot read {path}: {error}; give a JSON report") from error
    if not isinstance(data, dict) or member not in data:
        raise CannotRun(
            f"{path} is not such a JSON report: it has no {member!r}; run with --format json"
        )
    return data


def _state(text: str) -> str:
    if text not in _VERDICTS:
        raise ValueError(text)
    return text


def _guards(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the checks, else of the stages."""
    return tuple(str(name) for name in entry.get("checks") or entry["guarded_by"])


def _when(path: Path, data: Mapping[str, Any]) -> str:
    """The time in the report, else the time of the file."""
    for name in ("when", "time", "date", "started"):
        if isinstance(data.get(name), str):
            return str(data[name])
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return written.strftime("%Y-%m-%d %H:%M UTC")
