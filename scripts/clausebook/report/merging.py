"""Several runs as one: a clause that one says is broken is broken, and numbers of stages add up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from clausebook.report.comparison import Comparison
from clausebook.report.mutants import Proof
from clausebook.report.run import ClauseVerdict, Run, Stage
from clausebook.report.verdicts import BROKEN, ERROR, KEPT, NOT_JUDGED, WAIVED

_GRAVEST = (BROKEN, ERROR, KEPT, WAIVED, NOT_JUDGED)
_STRICTEST = ("any", "warning", "breaking", "nothing")
Item = TypeVar("Item", bound=Hashable)


def merge(runs: Sequence[Run]) -> Run:
    """The runs as one; what several of them say is said once.

    Comparisons that were made with different `fail_on` count by the strictest of them.
    """
    return Run(
        spec=", ".join(dict.fromkeys(run.spec for run in runs if run.is_judged)),
        seconds=sum(run.seconds for run in runs),
        stages=_stages(stage for run in runs for stage in run.stages),
        clauses=_clauses(clause for run in runs for clause in run.clauses),
        findings=_once(finding for run in runs for finding in run.findings),
        proof=_proof([run.proof for run in runs if run.proof is not None]),
        missing_facts=_once(line for run in runs for line in run.missing_facts),
        could_not_judge=_once(check for run in runs for check in run.could_not_judge),
        never_accepted=_once(it for run in runs for it in run.never_accepted),
        is_mock=any(run.is_mock for run in runs),
        notes=_once(note for run in runs for note in run.notes),
        comparison=_comparison([run.comparison for run in runs if run.comparison is not None]),
    )


def _stages(stages: Iterable[Stage]) -> list[Stage]:
    merged: dict[str, Stage] = {}
    for stage in stages:
        before = merged.get(stage.name)
        merged[stage.name] = stage if before is None else _added(before, stage)
    return list(merged.values())


def _added(first: Stage, second: Stage) -> Stage:
    return Stage(
        first.name,
        _gravest(first.verdict, second.verdict),
        first.checks + second.checks,
        first.cases + second.cases,
        first.seconds + second.seconds,
    )


def _clauses(clauses: Iterable[ClauseVerdict]) -> list[ClauseVerdict]:
    merged: dict[str, ClauseVerdict] = {}
    for clause in clauses:
        before = merged.get(clause.key)
        if before is None:
            merged[clause.key] = clause
            continue
        graver = clause if _gravest(before.verdict, clause.verdict) != before.verdict else before
        guards = tuple(dict.fromkeys([*before.guarded_by, *clause.guarded_by]))
        merged[clause.key] = replace(graver, guarded_by=guards)
    return list(merged.values())


def _proof(proofs: Sequence[Proof]) -> Proof | None:
    if not proofs:
        return None
    return Proof(
        breaks=_once(verdict for proof in proofs for verdict in proof.breaks),
        equivalents=_once(edit for proof in proofs for edit in proof.equivalents),
        unproven=_once(edit for proof in proofs for edit in proof.unproven),
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
        fail_on=min((comparison.fail_on for comparison in comparisons), key=_STRICTEST.index),
        # Their values are JSON and cannot be hashed.
        changes=list({repr(change): change for change in changes}.values()),
        ignored=list({repr(entry): entry for entry in ignored}.values()),
        step=next((step for step in steps if step.problem), steps[0] if steps else None),
    )


def _gravest(*verdicts: str) -> str:
    return min(verdicts, key=_GRAVEST.index)


def _once(items: Iterable[Item]) -> list[Item]:
    return list(dict.fromkeys(items))
