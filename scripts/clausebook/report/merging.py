"""Merges runs: the worst verdict of a clause counts, and the numbers of stages add up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from clausebook.report.comparison import Comparison
from clausebook.report.fingerprint import grouped
from clausebook.report.mutants import Proof
from clausebook.report.run import ClauseVerdict, Run, Stage
from clausebook.report.verdicts import BROKEN, ERROR, KEPT, NOT_JUDGED, WAIVED

_WORST_FIRST = (BROKEN, ERROR, KEPT, WAIVED, NOT_JUDGED)
_STRICTEST_FIRST = ("any", "warning", "breaking", "nothing")
Item = TypeVar("Item", bound=Hashable)


def merge(runs: Sequence[Run]) -> Run:
    """Merges the runs without duplicates; of equal findings, it adds up how often they came.

    For comparisons with different `fail_on` the strictest one counts.
    """
    return Run(
        spec=", ".join(dict.fromkeys(run.spec for run in runs if run.is_judged)),
        seconds=sum(run.seconds for run in runs),
        stages=_stages(stage for run in runs for stage in run.stages),
        clauses=_clauses(clause for run in runs for clause in run.clauses),
        findings=grouped(
            (finding for run in runs for finding in run.findings),
            {clause.key: clause.pointer for run in runs for clause in run.clauses},
        ),
        proof=_proof([run.proof for run in runs if run.proof is not None]),
        missing_facts=_without_duplicates(line for run in runs for line in run.missing_facts),
        could_not_judge=_without_duplicates(check for run in runs for check in run.could_not_judge),
        never_accepted=_without_duplicates(it for run in runs for it in run.never_accepted),
        is_mock=any(run.is_mock for run in runs),
        notes=_without_duplicates(note for run in runs for note in run.notes),
        comparison=_comparison([run.comparison for run in runs if run.comparison is not None]),
    )


def _stages(stages: Iterable[Stage]) -> list[Stage]:
    merged: dict[str, Stage] = {}
    for stage in stages:
        before = merged.get(stage.name)
        merged[stage.name] = stage if before is None else _sum(before, stage)
    return list(merged.values())


def _sum(first: Stage, second: Stage) -> Stage:
    return Stage(
        first.name,
        _worst(first.verdict, second.verdict),
        first.checks + second.checks,
        first.cases + second.cases,
        first.seconds + second.seconds,
    )


def _clauses(clauses: Iterable[ClauseVerdict]) -> list[ClauseVerdict]:
    merged: dict[str, ClauseVerdict] = {}
    for clause in clauses:
        merged_before = merged.get(clause.key)
        if merged_before is None:
            merged[clause.key] = clause
            continue
        worse = (
            clause
            if _worst(merged_before.verdict, clause.verdict) != merged_before.verdict
            else merged_before
        )
        guarded_by = tuple(dict.fromkeys([*merged_before.guarded_by, *clause.guarded_by]))
        merged[clause.key] = replace(worse, guarded_by=guarded_by)
    return list(merged.values())


def _proof(proofs: Sequence[Proof]) -> Proof | None:
    if not proofs:
        return None
    return Proof(
        mutants=_without_duplicates(verdict for proof in proofs for verdict in proof.mutants),
        equivalents=_without_duplicates(edit for proof in proofs for edit in proof.equivalents),
        unproven=_without_duplicates(edit for proof in proofs for edit in proof.unproven),
    )


def _comparison(comparisons: Sequence[Comparison]) -> Comparison | None:
    if not comparisons:
        return None
    steps = [comparison.step for comparison in comparisons if comparison.step is not None]
    changes = [change for comparison in comparisons for change in comparison.changes]
    ignored = [entry for comparison in comparisons for entry in comparison.ignored]
    return Comparison(
        old=", ".join(dict.fromkeys(comparison.old for comparison in comparisons)),
        new=", ".join(dict.fromkeys(comparison.new for comparison in comparisons)),
        fail_on=min((comparison.fail_on for comparison in comparisons), key=_STRICTEST_FIRST.index),
        # By their repr, since JSON values are not hashable.
        changes=list({repr(change): change for change in changes}.values()),
        ignored=list({repr(entry): entry for entry in ignored}.values()),
        step=next((step for step in steps if step.problem), steps[0] if steps else None),
    )


def _worst(*verdicts: str) -> str:
    return min(verdicts, key=_WORST_FIRST.index)


def _without_duplicates(items: Iterable[Item]) -> list[Item]:
    return list(dict.fromkeys(items))
