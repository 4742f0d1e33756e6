"""A run as one line of counts, the same in every format."""

from __future__ import annotations

from collections.abc import Sequence

from clausebook.errors import Level
from clausebook.report.comparison import LEVELS, Comparison
from clausebook.report.run import Run
from clausebook.report.verdicts import BROKEN, KEPT, NOT_JUDGED, WAIVED


def summary(run: Run) -> str:
    """The counts of clauses, mutants and changes."""
    parts = []
    if run.is_judged:
        parts.append(judged_summary(run))
    if run.proof is not None:
        score = run.proof.score
        parts.append(f"{score['killed']} of {count(score['mutants'], 'mutant')} killed")
        parts += [f"{score['unproven']} unproven"] if score["unproven"] else []
    if run.comparison is not None:
        parts.append(compared_summary(run.comparison))
    return ", ".join(parts)


def judged_summary(run: Run) -> str:
    """The clauses by verdict, the findings, the unjudged checks and missing facts, counted."""
    verdicts = [clause.verdict for clause in run.clauses]
    counts = [f"{verdicts.count(KEPT)} of {count(len(verdicts), 'clause')} kept"]
    for verdict in (BROKEN, WAIVED, NOT_JUDGED):
        if verdicts.count(verdict):
            counts.append(f"{verdicts.count(verdict)} {verdict}")
    counts.append(count_findings([finding.level for finding in run.findings]))
    if run.never_accepted:
        counts.append(f"{count(len(run.never_accepted), 'operation')} never accepted")
    if run.could_not_judge:
        counts.append(f"{count(len(run.could_not_judge), 'check')} could not judge")
    if run.missing_facts:
        counts.append(count(len(run.missing_facts), "missing fact"))
    return ", ".join(counts)


def compared_summary(comparison: Comparison) -> str:
    """The changes by level, and how many are ignored."""
    levels = [change.level for change in comparison.changes]
    counts_by_level = [
        f"{levels.count(level)} {level}" for level in reversed(LEVELS) if level in levels
    ]
    counts = count(len(levels), "change") + (
        f" ({', '.join(counts_by_level)})" if counts_by_level else ""
    )
    return f"{counts}, {len(comparison.ignored)} ignored" if comparison.ignored else counts


def count_findings(levels: Sequence[Level]) -> str:
    """The number of findings, and by level if not all are errors."""
    total = count(len(levels), "finding")
    counts = [(level, levels.count(level)) for level in Level]
    if levels.count(Level.ERROR) == len(levels):
        return total
    return f"{total} ({', '.join(count(number, level) for level, number in counts if number)})"


def count(number: int, noun: str) -> str:
    """The number with its noun, such as "1 check" or "2 checks"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
