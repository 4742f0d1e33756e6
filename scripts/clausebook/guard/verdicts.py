"""From what each test said to a verdict for each stage and each clause."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from clausebook.clauses import Clause, ClauseKey
from clausebook.config.facts import Waiver
from clausebook.config.waivers import is_in_force
from clausebook.errors import Level
from clausebook.judge.gaps import gap_of
from clausebook.openapi import Document
from clausebook.pytest_plugin.messages import CheckEnded, CheckOutcome
from clausebook.report import BROKEN, KEPT, NOT_JUDGED, WAIVED, ClauseVerdict, Stage
from clausebook.report.acceptance import UnacceptedOperation
from clausebook.report.finding import Finding
from clausebook.schema.bounds import why_not_probed


@dataclass
class StageTally:
    """What one stage came to so far. `kept` are the clauses that a passing check guards.

    `unfinished` says why checks could not judge, `undecided` the same by the clauses they guard.
    """

    checks: int = 0
    cases: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: list[str] = field(default_factory=list)
    unjudged: dict[str, str] = field(default_factory=dict)
    unfinished: list[str] = field(default_factory=list)
    undecided: dict[str, str] = field(default_factory=dict)
    reported: int = 0
    waived: dict[str, str] = field(default_factory=dict)
    used_waivers: set[str] = field(default_factory=set)

    def add(self, check: CheckEnded) -> None:
        """One test of the stage has ended."""
        self.seconds += check.seconds
        self.reported += check.is_whole
        # Also of a skipped test: it may have recorded warnings before.
        self.findings += [it for it in dict.fromkeys(check.findings) if it not in self.findings]
        if check.outcome is CheckOutcome.SKIPPED:
            self.skipped.append(check.why)
            self.unjudged.update(dict.fromkeys(check.clauses, check.why))
            return
        if check.outcome is CheckOutcome.COULD_NOT_JUDGE:
            self.unfinished.append(check.why)
            why = f"{check.test} could not judge it: {check.why}"
            self.undecided.update(dict.fromkeys(check.clauses, why))
            return
        self.checks += 1
        self.cases += check.cases
        clauses = self.kept if check.outcome is CheckOutcome.PASSED else self.failed
        clauses.update(check.clauses)
        # What an exchange was held against is kept, unless a finding says otherwise.
        self.kept.update(check.judged)

    def waive(self, waivers: Iterable[Waiver], today: datetime.date) -> None:
        """Sets aside the findings that are waived today; `waived` keeps the reasons by clause."""
        active = [waiver for waiver in waivers if is_in_force(waiver.until, today)]
        kept = []
        for finding in self.findings:
            waiver = next((it for it in active if it.waives(finding.clause, finding.rule)), None)
            if waiver is None:
                kept.append(finding)
            else:
                self.waived[finding.clause] = waiver.reason
                self.used_waivers.add(waiver.pattern)
        self.findings = kept

    @property
    def errors(self) -> list[Finding]:
        """The findings that break the contract; warnings and notes do not."""
        return [finding for finding in self.findings if finding.level is Level.ERROR]


def expired(waivers: Iterable[Waiver], today: datetime.date) -> list[str]:
    """A line for each waiver whose day has passed: its clause is judged as any other again."""
    return [
        f"the waiver of {waiver.pattern!r} expired on {waiver.until} and no longer counts; renew "
        "or remove it"
        for waiver in waivers
        if not is_in_force(waiver.until, today)
    ]


def unused(
    waivers: Iterable[Waiver], stages: Iterable[StageTally], today: datetime.date
) -> list[Finding]:
    """A warning for each waiver in force that nothing was found for."""
    used = {pattern for judged in stages for pattern in judged.used_waivers}
    return [
        Finding(
            waiver.clause or str(ClauseKey.of_document("operation")),
            "provider",
            f"the waiver of {waiver.pattern!r} matches no finding; correct or remove it",
            level=Level.WARNING,
            rule="waiver/unused",
        )
        for waiver in waivers
        if is_in_force(waiver.until, today) and waiver.pattern not in used
    ]


def stage_of(name: str, judged: StageTally) -> Stage:
    """The stage as reports show it; one with a check that could not judge is never kept."""
    kept = judged.checks and not judged.unfinished
    verdict = BROKEN if judged.errors else KEPT if kept else NOT_JUDGED
    return Stage(name, verdict, judged.checks, judged.cases, judged.seconds)


def clause_verdicts(
    clauses: Iterable[Clause],
    stages: Mapping[str, StageTally],
    never_accepted: Iterable[UnacceptedOperation] = (),
) -> list[ClauseVerdict]:
    """One verdict for each clause.

    Broken where a finding names it, kept where a passing check guards it and none that failed or
    could not judge, else not judged. That an operation accepts requests is not kept where it never
    accepted one.
    """
    named = {finding.clause for judged in stages.values() for finding in judged.errors}
    unaccepted = {it.operation for it in never_accepted}
    verdicts = [_verdict(clause, stages, clause.key in named) for clause in clauses]
    return [
        replace(verdict, verdict=NOT_JUDGED, why="the provider never accepted a request of it")
        if verdict.verdict == KEPT and _is_acceptance(clause, unaccepted)
        else verdict
        for clause, verdict in zip(clauses, verdicts, strict=True)
    ]


def _is_acceptance(clause: Clause, unaccepted: Set[str]) -> bool:
    """Whether the clause says that one of these operations accepts requests."""
    operation = clause.operation
    if operation is None or operation.label not in unaccepted:
        return False
    return clause.key == str(ClauseKey.of(operation, "operation"))


def placed(verdicts: Iterable[ClauseVerdict], document: Document) -> list[ClauseVerdict]:
    """The verdicts with the places at which the document says the clauses."""
    return [replace(it, place=str(document.place(it.pointer))) for it in verdicts]


def _verdict(clause: Clause, stages: Mapping[str, StageTally], broken: bool) -> ClauseVerdict:
    key = clause.key
    guards = tuple(name for name, it in stages.items() if key in it.kept or key in it.failed)
    failed = any(key in it.failed for it in stages.values())
    skipped = next((it.unjudged[key] for it in stages.values() if key in it.unjudged), "")
    undecided = next((it.undecided[key] for it in stages.values() if key in it.undecided), "")
    gap = _success_gap(clause)
    waived = next((it.waived[key] for it in stages.values() if key in it.waived), None)
    if broken:  # also by what no waiver is about
        verdict, why = BROKEN, ""
    elif waived is not None:
        verdict, why = WAIVED, waived
    elif failed:
        verdict, why = NOT_JUDGED, "a check that guards it found something else broken"
    elif undecided:
        verdict, why = NOT_JUDGED, undecided
    elif guards and gap:
        verdict, why = NOT_JUDGED, gap
    elif guards:
        verdict, why = KEPT, ""
    else:
        # Another stage may guard it: it says nothing where it was not asked for.
        ran = " or ".join(stages)
        unprobed = why_not_probed(clause.keyword, clause.value)
        why = unprobed or skipped or f"no check of the stage {ran} guards it"
        verdict = NOT_JUDGED
    return ClauseVerdict(key, clause.pointer, clause.side, guards, verdict, why)


def _success_gap(clause: Clause) -> str:
    """Why nothing shows that an operation can be used; empty for any other clause."""
    if clause.operation is None or clause.key_parts.kind != "operation":
        return ""
    return gap_of(clause.operation, 200)
