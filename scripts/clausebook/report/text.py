"""A run as text for people: a table of the stages, the findings, a verdict line.

Text from a server or a document is escaped: no escape sequence reaches a terminal.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausebook.errors import Level
from clausebook.report.acceptance import MOCK_JUDGED, UnacceptedGroup, grouped
from clausebook.report.comparison_text import comparison_lines
from clausebook.report.finding import Finding
from clausebook.report.inert import inert
from clausebook.report.mutants import Proof, UnwitnessedEdit
from clausebook.report.run import Run, Stage, UnjudgedCheck
from clausebook.report.summary import count, judged_summary
from clausebook.report.verdicts import BROKEN, ERROR, INCOMPLETE, KEPT

_STYLES = {KEPT: "green", INCOMPLETE: "bold yellow", BROKEN: "bold red", ERROR: "bold red"}
_LEVEL_STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold"}
_WIDTH = 100


def stage_line(stage: Stage) -> str:
    """One line with the result of a stage."""
    checks = count(stage.checks, "check")
    return f"{stage.name:<9} {stage.verdict:<7} {checks:>11}  {stage.seconds:6.1f} s"


def as_text(run: Run, *, color: bool, quiet: bool) -> str:
    """Renders the run; `quiet` omits the table, missing facts and unproven mutants."""
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        width=_WIDTH,
        markup=False,
    )
    if run.is_judged:
        if not quiet:
            console.print(_stage_table(run))
        for line in _result_lines(run, quiet=quiet):
            console.print(line, soft_wrap=True)
    if run.comparison is not None:
        if run.is_judged:
            console.print()
        for line in comparison_lines(run, run.comparison, quiet=quiet):
            console.print(line, soft_wrap=True)
    return out.getvalue()


def _result_lines(run: Run, *, quiet: bool) -> Iterator[Text]:
    for group in grouped(run.never_accepted):
        yield _unaccepted(group)
    for finding in run.findings:
        yield _finding(finding)
    yield from _unjudged(run.could_not_judge)
    for missing in () if quiet else run.missing_facts:
        yield Text(f"missing fact: {inert(missing)}")
    for note in () if run.comparison else run.notes:  # else they are shown with the comparison
        yield Text(inert(f"note: {note}"), style="yellow")
    if run.is_mock:
        yield Text(f"incomplete: {MOCK_JUDGED}", style="yellow")
    if run.proof is not None:
        for edit in () if quiet else run.proof.unproven:
            yield _unproven(edit)
        yield _score(run.proof)
    line = f"\n{run.verdict}: {judged_summary(run)}; {run.spec}, {run.seconds:.1f} s"
    yield Text(inert(line), style=_STYLES[run.verdict])


def _stage_table(run: Run) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for name, side in (("stage", "left"), ("verdict", "left")):
        table.add_column(name, justify="left" if side == "left" else "right")
    for name in ("checks", "cases", "seconds"):
        table.add_column(name, justify="right")
    for stage in run.stages:
        verdict = Text(stage.verdict, style=_STYLES.get(stage.verdict, ""))
        numbers = (str(stage.checks), str(stage.cases), f"{stage.seconds:.1f}")
        table.add_row(stage.name, verdict, *numbers)
    return table


def _finding(finding: Finding) -> Text:
    first, *rest = inert(str(finding)).split("\n")
    level = "" if finding.level is Level.ERROR else f" {finding.level}"
    text = Text(f"\n{finding.stage}{level}: ", style=_LEVEL_STYLES[finding.level])
    text.append(f"{first} [{inert(finding.rule)}]", style="bold")
    return text.append("".join(f"\n{line}" for line in rest), style="not bold default")


def _unaccepted(group: UnacceptedGroup) -> Text:
    text = Text("\nnever accepted: ", style="bold yellow")
    lines = [group.why, *(f"  {label}" for label in group.operations)]
    if group.hint:
        lines += ["  what would help:", *(f"    {line}" for line in group.hint.split("\n"))]
    return text.append("\n".join(map(inert, lines)), style="not bold default")


def _unjudged(checks: Sequence[UnjudgedCheck]) -> Iterator[Text]:
    """One line for each reason, with the first check that has it."""
    by_reason: dict[str, list[UnjudgedCheck]] = {}
    for check in checks:
        by_reason.setdefault(check.why, []).append(check)
    for first, *others in by_reason.values():
        more = f" (and {count(len(others), 'other check')})" if others else ""
        text = Text("\ncould not be judged: ", style="bold red")
        yield text.append(inert(f"{first}{more}"), style="not bold default")


def _score(proof: Proof) -> Text:
    score = proof.score
    counts = [f"{score['killed']} of {count(score['mutants'], 'mutant')} killed"]
    counts += [f"{score[name]} {name}" for name in ("survived", "waived") if score[name]]
    counts += [f"{score[name]} {name}" for name in ("equivalent", "unproven")]
    return Text(f"\nproof: {', '.join(counts)}")


def _unproven(edit: UnwitnessedEdit) -> Text:
    return Text(f"unproven: {inert(edit.clause)}: {inert(edit.mutation)} ({inert(edit.reason)})")
