"""The checks held against every break: each wrong provider and wrong client must be convicted.

Random exploration takes no part: what is proven are the checks that run the same every time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from clausebook.clauses import Clause, clauses_of
from clausebook.config import waivers
from clausebook.config.facts import Facts, Waiver
from clausebook.config.settings import Settings
from clausebook.mutation.runner import SIDES, Share, hold_all
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

__all__ = ["SIDES", "prove"]


def prove(
    document: Document,
    facts: Facts,
    sides: Sequence[str] = SIDES,
    workers: int = 0,
    progress: Callable[[int, int], None] = lambda done, of: None,
    settings: Settings | None = None,
) -> Run:
    """Breaks each clause once in every way that can be told apart, and sees whether it is noticed.

    `workers` are processes, one for each core where it is 0. A break that survives, an operation
    without an example or a refusal and a waiver that nothing needs are findings. `settings` say
    which checks are on, those of one's own among them; without settings the built-in ones are.

    Raises:
        CannotRun: the right provider or client made from the document fails the checks itself.
    """
    started = time.perf_counter()
    shares = hold_all(document, facts, sides, workers or os.cpu_count() or 1, progress, settings)
    today = waivers.local_today()
    waived = {w.clause: w.reason for w in facts.waivers if waivers.is_in_force(w.until, today)}
    verdicts = [
        replace(verdict, waived=verdict.clause in waived)
        for share in shares
        for verdict in share.verdicts
    ]
    order = {clause.key: n for n, clause in enumerate(clauses_of(document))}
    verdicts.sort(key=lambda it: (order[it.clause], it.broken, it.side))
    equivalents, unproven = (
        sorted(set(edits), key=lambda edit: (order[edit.clause], edit.broken))
        for edits in (
            [edit for share in shares for edit in share.equivalents],
            [edit for share in shares for edit in share.unproven],
        )
    )
    findings = [
        *(_survivor(verdict) for verdict in verdicts if not verdict.caught and not verdict.waived),
        *_unjudged(shares),
        *_needless(facts.waivers, waived, verdicts),
    ]
    seconds = {name: sum(dict(share.seconds)[name] for share in shares) for name in sides}
    stages = [_stage(name, verdicts, findings, seconds[name]) for name in sides]
    proof = Proof(tuple(verdicts), tuple(equivalents), tuple(unproven))
    clauses = [_clause(clause, verdicts, waived) for clause in clauses_of(document)]
    taken = time.perf_counter() - started
    notes = tuple(dict.fromkeys(line for share in shares for line in share.left_out))
    return Run(document.shown, taken, stages, clauses, findings, proof, notes=notes)


def _survivor(verdict: MutantVerdict) -> Finding:
    message = f"no check notices this break on the {verdict.side}'s side: {verdict.broken}"
    return Finding(verdict.clause, verdict.side, message, "a check that fails", verdict.witness)


def _unjudged(shares: Sequence[Share]) -> list[Finding]:
    found = dict.fromkeys(pair for share in shares for pair in share.unjudged)
    return [Finding(key, "provider", why) for key, why in found]


def _needless(
    entries: Iterable[Waiver], active: dict[str, str], verdicts: Sequence[MutantVerdict]
) -> list[Finding]:
    """A waiver that has run out, or that no surviving break needs, is a lie about the proof."""
    survived = {verdict.clause for verdict in verdicts if not verdict.caught}
    found = []
    for waiver in entries:
        if waiver.clause not in active:
            message = f"the waiver ran out on {waiver.until}"
            found.append(Finding(waiver.clause, "provider", message))
        elif waiver.clause not in survived:
            message = "a waiver that no surviving break needs; take it out"
            found.append(Finding(waiver.clause, "provider", message))
    return found


def _stage(
    name: str, verdicts: Sequence[MutantVerdict], findings: Sequence[Finding], seconds: float
) -> Stage:
    own = [verdict for verdict in verdicts if verdict.side == name]
    broken = any(finding.stage == name for finding in findings)
    verdict = BROKEN if broken else KEPT if own else NOT_JUDGED
    return Stage(name, verdict, len({it.clause for it in own}), len(own), seconds)


def _clause(
    clause: Clause, verdicts: Sequence[MutantVerdict], waived: dict[str, str]
) -> ClauseVerdict:
    own = [verdict for verdict in verdicts if verdict.clause == clause.key]
    guards = tuple(dict.fromkeys(verdict.side for verdict in own if verdict.caught))
    missed = [verdict for verdict in own if not verdict.caught]
    if missed and clause.key in waived:
        verdict, why = WAIVED, waived[clause.key]
    elif missed:
        verdict, why = BROKEN, f"{len(missed)} of {len(own)} breaks survive"
    elif own:
        verdict, why = KEPT, ""
    else:
        verdict, why = NOT_JUDGED, "no break of it shows on the sides that were asked"
    return ClauseVerdict(clause.key, clause.pointer, clause.side, guards, verdict, why)
