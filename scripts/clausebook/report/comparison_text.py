"""A comparison as text for people: its changes, the most severe first."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from clausebook.report.comparison import BREAKING, COMPATIBLE, WARNING, Change, Comparison, rank
from clausebook.report.inert import inert
from clausebook.report.run import Run
from clausebook.report.summary import compared_summary
from clausebook.report.verdicts import KEPT

_STYLES = {BREAKING: "bold red", WARNING: "yellow", COMPATIBLE: "green"}


def comparison_lines(run: Run, comparison: Comparison, *, quiet: bool) -> Iterator[Text]:
    """The changes, ignored changes and verdict; `quiet` omits the compatible and ignored ones."""
    for change in sorted(comparison.changes, key=lambda change: -rank(change.level)):
        if not (quiet and change.level == COMPATIBLE):
            yield _change(change)
    for entry in () if quiet else comparison.ignored:
        until = f" until {entry.until}" if entry.until else ""
        yield Text(inert(f"ignored{until}: {entry.change.clause}: {entry.reason}"))
    for note in run.notes:
        yield Text(inert(f"note: {note}"), style="yellow")
    step = comparison.step
    if step is not None and step.problem:
        yield Text(inert(f"version: {step.place}: {step.problem}"), style="bold red")
    verdict = f"{run.verdict}: {compared_summary(comparison)}; {comparison.old} to {comparison.new}"
    yield Text(inert(verdict), style="green" if run.verdict == KEPT else "bold red")


def _change(change: Change) -> Text:
    text = Text(f"{change.level}: ", style=_STYLES[change.level])
    text.append(inert(change.clause), style="bold")
    places = " -> ".join(
        f"{place.file}:{place.line}" for place in (change.old_place, change.new_place)
    )
    rest = inert(f"  [{change.rule}]\n  {change.why}\n  {places}\n")
    return text.append(rest, style="not bold default")
