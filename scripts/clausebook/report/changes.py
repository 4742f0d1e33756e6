"""The data of a comparison as text for a person."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console
from rich.text import Text

from clausebook.report.comparison import BREAKING, COMPATIBLE, WARNING, rank
from clausebook.report.outcome import outcome_of
from clausebook.report.result import KEPT
from clausebook.report.text import inert

_STYLES = {BREAKING: "bold red", WARNING: "yellow", COMPATIBLE: "green"}


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
    told = [f"  [{change['rule']}]", f"\n  {change['why']}"]
    places = [change[f"{name}_place"] for name in ("old", "new")]
    told.append("\n  " + " -> ".join(f"{place['file']}:{place['line']}" for place in places))
    return text.append(inert("".join(told)) + "\n", style="not bold default")
