"""The result of a comparison, as data and as text for a person."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

from clausebook.difference.change import BREAKING, COMPATIBLE, LEVELS, WARNING, Change, rank
from clausebook.difference.ignoring import Ignored
from clausebook.difference.versions import VersionStep
from clausebook.report.outcome import outcome_of
from clausebook.report.result import BROKEN, KEPT
from clausebook.report.text import inert

_STYLES = {BREAKING: "bold red", WARNING: "yellow", COMPATIBLE: "green"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents compared. `fail_on` is the level from which a change is a finding."""

    old: str
    new: str
    fail_on: str
    changes: Sequence[Change]
    ignored: Sequence[tuple[Change, Ignored]] = ()
    notes: Sequence[str] = ()
    step: VersionStep | None = None

    @property
    def verdict(self) -> str:
        """`broken` where a change counts at that level, or the version lags behind."""
        least = {"any": 0, "nothing": len(LEVELS)}.get(self.fail_on)
        least = rank(self.fail_on) if least is None else least
        failed = any(rank(change.level) >= least for change in self.changes)
        return BROKEN if failed or (self.step is not None and self.step.problem) else KEPT

    def as_data(self) -> dict[str, Any]:
        """The comparison as the JSON report has it."""
        return {
            **{"version": 1, "verdict": self.verdict, "old": self.old, "new": self.new},
            "fail_on": self.fail_on,
            "changes": [change.as_data() for change in self.changes],
            "ignored": [
                {
                    "change": change.as_data(),
                    "reason": entry.reason,
                    "until": entry.until and entry.until.isoformat(),
                }
                for change, entry in self.ignored
            ],
            "notes": list(self.notes),
            "step": asdict(self.step) if self.step else None,
        }


def as_text(data: dict[str, Any], *, color: bool, quiet: bool) -> str:
    """The comparison for a person; `quiet` leaves out what is compatible."""
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=color, no_color=not color, highlight=False, width=100, markup=False
    )
    outcome = outcome_of(data)
    for change in sorted(data["changes"], key=lambda change: -rank(change["level"])):
        if quiet and change["level"] == COMPATIBLE:
            continue
        console.print(_change(change), soft_wrap=True)
    for entry in [] if quiet else data.get("ignored", []):
        until = f" until {entry['until']}" if entry["until"] else ""
        line = f"ignored{until}: {entry['change']['clause']}: {entry['reason']}"
        console.print(Text(inert(line)), soft_wrap=True)
    for note in data.get("notes", []):
        console.print(Text(inert(f"note: {note}"), style="yellow"), soft_wrap=True)
    step = data.get("step")
    if step and step["problem"]:
        console.print(
            Text(inert(f"version: {step['place']}: {step['problem']}"), style="bold red"),
            soft_wrap=True,
        )
    verdict = f"{data['verdict']}: {outcome.summary}; {data['old']} to {data['new']}"
    style = "green" if data["verdict"] == KEPT else "bold red"
    console.print(Text(inert(verdict), style=style), soft_wrap=True)
    return out.getvalue()


def _change(change: dict[str, Any]) -> Text:
    level = change["level"]
    text = Text(f"{level}: ", style=_STYLES[level]).append(inert(change["clause"]), style="bold")
    told = [f"\n  {change['why']}"]
    places = [change[f"{name}_place"] for name in ("old", "new")]
    told.append("\n  " + " -> ".join(f"{place['file']}:{place['line']}" for place in places))
    return text.append(inert("".join(told)) + "\n", style="not bold default")
