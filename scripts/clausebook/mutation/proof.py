"""`prove`: runs the checks against every mutant and reports the mutants that survive.

Only deterministic checks take part; fuzzing does not.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from clausebook.clauses import Clause, clauses_of
from clausebook.config import waivers
from clausebook.config.facts import Facts, Waiver
from clausebook.config.settings import Settings
from clausebook.mutation.runner import SIDES, PartialResult, run_mutants
from clausebook.openapi import Document
from clausebook.report import (
    BROKEN,
    KEPT,
    NOT_JUDGED,
    WAIVED,
    ClauseVerdict,
    MutantVerdict,
    Proof,
    Run,
    Stage,
)
from clausebook.report.finding import Finding
from clausebook.report.fingerprint import grouped

__all__ = ["SIDES", "prove"]


def prove(
    document: Document,
    facts: Facts,
    sides: Sequence[str] = SIDES,
    workers: int = 0,
    progress: Callable[[int, int], None] = lambda done, of: None,
    settings: Settings | None = None,
) -> Run:
    """Run the checks of these sides against every mutant of the document.

    `workers` is the number of processes; 0 means one a core. Findings are mutants that survive
    without a waiver, operations without an example or a documented rejection, and waivers that have
    expired or that no surviving mutant needs. `settings` determine which checks run, custom checks
    included; without settings the built-in checks run.

    Raises:
        CannotRun: the unmutated provider or client made from the document fails a check.
    """
    started = time.perf_counter()
    results = run_mutants(
        document, facts, sides, workers or os.cpu_count() or 1, progress, settings
    )
    today = waivers.local_today()
    by_clause = [waiver for waiver in facts.waivers if waiver.clause]
    waived = {
        clause.key: waiver.reason
        for waiver in by_clause
        if waivers.is_in_force(waiver.until, today)
        for clause in clauses_of(document)
        if waiver.waives(clause.key, "")
    }
    verdicts = [
        replace(verdict, waived=verdict.clause in waived)
        for result in results
        for verdict in result.verdicts
    ]
    order = {clause.key: index for index, clause in enumerate(clauses_of(document))}
    verdicts.sort(key=lambda verdict: (order[verdict.clause], verdict.mutation, verdict.side))
    equivalents, unproven = (
        sorted(set(edits), key=lambda edit: (order[edit.clause], edit.mutation))
        for edits in (
            [edit for result in results for edit in result.equivalents],
            [edit for result in results for edit in result.unproven],
        )
    )
    findings = [
        *(_survivor(verdict) for verdict in verdicts if not verdict.killed and not verdict.waived),
        *_unjudged(results),
        *_unneeded_waivers(by_clause, today, verdicts),
    ]
    seconds = {name: sum(dict(result.seconds)[name] for result in results) for name in sides}
    stages = [_stage(name, verdicts, findings, seconds[name]) for name in sides]
    proof = Proof(tuple(verdicts), tuple(equivalents), tuple(unproven))
    clauses = [_clause(clause, verdicts, waived) for clause in clauses_of(document)]
    seconds_taken = time.perf_counter() - started
    notes = tuple(dict.fromkeys(line for result in results for line in result.left_out))
    groups = grouped(findings, {clause.key: clause.pointer for clause in clauses})
    return Run(document.shown, seconds_taken, stages, clauses, groups, proof, notes=notes)


def _survivor(verdict: MutantVerdict) -> Finding:
    message = f"no {verdict.side} check kills this mutant: {verdict.mutation}"
    return Finding(
        *(verdict.clause, verdict.side, message, "a check that fails", verdict.witness),
        kind=f"survives: {verdict.mutation}",
    )


def _unjudged(results: Sequence[PartialResult]) -> list[Finding]:
    unjudged = dict.fromkeys(pair for result in results for pair in result.unjudged)
    return [Finding(key, "provider", reason) for key, reason in unjudged]


def _unneeded_waivers(
    entries: Iterable[Waiver], today: datetime.date, verdicts: Sequence[MutantVerdict]
) -> list[Finding]:
    """One finding for each waiver that has expired or that no surviving mutant needs."""
    survived = {verdict.clause for verdict in verdicts if not verdict.killed}
    findings = []
    for waiver in entries:
        if not waivers.is_in_force(waiver.until, today):
            message = f"the waiver expired on {waiver.until}; renew or remove it"
            findings.append(Finding(waiver.clause, "provider", message))
        elif not any(waiver.waives(clause, "") for clause in survived):
            message = "no surviving mutant needs this waiver; remove it"
            findings.append(Finding(waiver.clause, "provider", message))
    return findings


def _stage(
    name: str, verdicts: Sequence[MutantVerdict], findings: Sequence[Finding], seconds: float
) -> Stage:
    own = [verdict for verdict in verdicts if verdict.side == name]
    broken = any(finding.stage == name for finding in findings)
    verdict = BROKEN if broken else KEPT if own else NOT_JUDGED
    return Stage(name, verdict, len({verdict.clause for verdict in own}), len(own), seconds)


def _clause(
    clause: Clause, verdicts: Sequence[MutantVerdict], waived: dict[str, str]
) -> ClauseVerdict:
    own = [verdict for verdict in verdicts if verdict.clause == clause.key]
    guards = tuple(dict.fromkeys(verdict.side for verdict in own if verdict.killed))
    survivors = [verdict for verdict in own if not verdict.killed]
    if survivors and clause.key in waived:
        verdict, reason = WAIVED, waived[clause.key]
    elif survivors:
        verdict, reason = BROKEN, f"{len(survivors)} of {len(own)} mutants survive"
    elif own:
        verdict, reason = KEPT, ""
    else:
        verdict, reason = NOT_JUDGED, "no mutant of it applies to the sides that ran"
    return ClauseVerdict(clause.key, clause.pointer, clause.side, guards, verdict, reason)
