"""A result as text for a person: a table of the stages, the findings, a verdict line.

Text that came from a server or a document is shown inert: no escape sequence reaches a terminal.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from clausebook.errors import Level
from clausebook.report.finding import Finding
from clausebook.report.result import (
    BROKEN,
    ERROR,
    KEPT,
    NOT_JUDGED,
    WAIVED,
    Proof,
    Result,
    Stage,
    UnjudgedCheck,
    UntoldEdit,
)

_STYLES = {KEPT: "green", BROKEN: "bold red", ERROR: "bold red"}
_LEVELS = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.NOTE: "bold"}


def inert(text: str) -> str:
    """The text with every character that a terminal would act on written out, new lines kept."""
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text
    )


def stage_line(stage: Stage) -> str:
    """The one line that says how a stage ended."""
    checks = _count(stage.checks, "check")
    return f"{stage.name:<9} {stage.verdict:<7} {checks:>11}  {stage.seconds:6.1f} s"


def as_text(result: Result, *, color: bool, quiet: bool) -> str:
    """The whole result; `quiet` leaves out the table."""
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=color, no_color=not color, highlight=False, width=100, markup=False
    )
    if not quiet:
        console.print(_table(result))
    for finding in result.findings:
        console.print(_finding(finding), soft_wrap=True)
    for line in _unjudged(result.could_not_judge):
        console.print(line, soft_wrap=True)
    for missing in () if quiet else result.missing_facts:
        console.print(Text(f"missing fact: {inert(missing)}"), soft_wrap=True)
    for note in result.notes:
        console.print(Text(inert(f"note: {note}"), style="yellow"), soft_wrap=True)
    if result.proof is not None:
        for edit in () if quiet else result.proof.unproven:
            console.print(_unproven(edit), soft_wrap=True)
        console.print(_score(result.proof), soft_wrap=True)
    console.print(_verdict(result), soft_wrap=True)
    return out.getvalue()


def _table(result: Result) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for name, side in (("stage", "left"), ("verdict", "left")):
        table.add_column(name, justify="left" if side == "left" else "right")
    for name in ("checks", "cases", "seconds"):
        table.add_column(name, justify="right")
    for stage in result.stages:
        verdict = Text(stage.verdict, style=_STYLES.get(stage.verdict, ""))
        numbers = (str(stage.checks), str(stage.cases), f"{stage.seconds:.1f}")
        table.add_row(stage.name, verdict, *numbers)
    return table


def _finding(finding: Finding) -> Text:
    first, *rest = inert(str(finding)).split("\n")
    level = "" if finding.level is Level.ERROR else f" {finding.level}"
    text = Text(f"\n{finding.stage}{level}: ", style=_LEVELS[finding.level])
    text.append(f"{first} [{inert(finding.rule)}]", style="bold")
    return text.append("".join(f"\n{line}" for line in rest), style="not bold default")


def _unjudged(checks: Sequence[UnjudgedCheck]) -> Iterator[Text]:
    """One line for each reason, with the first check that gave it."""
    by_reason: dict[str, list[UnjudgedCheck]] = {}
    for check in checks:
        by_reason.setdefault(check.why, []).append(check)
    for first, *others in by_reason.values():
        more = f" (and {_count(len(others), 'other check')})" if others else ""
        text = Text("\ncould not be judged: ", style="bold red")
        yield text.append(inert(f"{first}{more}"), style="not bold default")


def _score(proof: Proof) -> Text:
    score = proof.score
    counts = [f"{score['killed']} of {_count(score['mutants'], 'mutant')} killed"]
    counts += [f"{score[name]} {name}" for name in ("survived", "waived") if score[name]]
    counts += [f"{score[name]} {name}" for name in ("equivalent", "unproven")]
    return Text(f"\nproof: {', '.join(counts)}")


def _unproven(edit: UntoldEdit) -> Text:
    return Text(f"unproven: {inert(edit.clause)}: {inert(edit.edit)} ({inert(edit.reason)})")


def _verdict(result: Result) -> Text:
    clauses = [clause.verdict for clause in result.clauses]
    counts = [f"{clauses.count(KEPT)} of {_count(len(clauses), 'clause')} kept"]
    for verdict in (BROKEN, WAIVED, NOT_JUDGED):
        if clauses.count(verdict):
            counts.append(f"{clauses.count(verdict)} {verdict}")
    counts.append(count_findings([finding.level for finding in result.findings]))
    if result.could_not_judge:
        counts.append(f"{_count(len(result.could_not_judge), 'check')} could not judge")
    if result.missing_facts:
        counts.append(_count(len(result.missing_facts), "missing fact"))
    line = f"\n{result.verdict}: {', '.join(counts)}; {result.spec}, {result.seconds:.1f} s"
    return Text(line, style=_STYLES.get(result.verdict, "bold red"))


def count_findings(levels: Sequence[str]) -> str:
    """How many findings there are; by level too, where one is no error."""
    total = _count(len(levels), "finding")
    counts = [(level, levels.count(level)) for level in Level]
    if levels.count(Level.ERROR) == len(levels):
        return total
    return f"{total} ({', '.join(_count(number, level) for level, number in counts if number)})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
