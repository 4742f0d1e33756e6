"""The view of a run that JUnit, SARIF, annotations, Markdown and HTML show: cases and notes.

These formats agree since they share it; it changes no verdict.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clausebook.clauses import ClauseKey
from clausebook.errors import Level
from clausebook.openapi import Place
from clausebook.report.acceptance import MOCK_JUDGED, UnacceptedOperation
from clausebook.report.comparison import WARNING as SUSPECT
from clausebook.report.comparison import Change, Comparison, VersionStep, fails
from clausebook.report.finding import Finding
from clausebook.report.places import place_in, place_of
from clausebook.report.run import Run, UnjudgedCheck
from clausebook.report.summary import summary
from clausebook.report.verdicts import BROKEN, ERROR, KEPT, NOT_JUDGED, WAIVED

_COLUMNS = ("name", "verdict", "checks", "cases", "seconds")
_MAX_VALUE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Note:
    """A message for people. `rule` is its id, `lines` are labels and values.

    `about` is what has to be fixed: a stage, "break", "version", or a side of a changed exchange.
    `rank` is the position of its finding in the run: what to mend first comes first.
    """

    level: Level
    rule: str
    clause: str
    message: str
    lines: tuple[tuple[str, str], ...]
    place: Place
    about: str
    fingerprint: str = ""
    times: int = 1
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One clause or change with its verdict: kept, broken, waived or not judged, and why."""

    key: str
    group: str
    verdict: str
    why: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The view of a run. `rows` is a table of stages whose first row is the heading, or empty."""

    title: str
    verdict: str
    summary: str
    spec: str
    seconds: float
    rows: tuple[tuple[str, ...], ...]
    cases: tuple[Case, ...]
    remarks: tuple[str, ...]

    @property
    def notes(self) -> list[Note]:
        """Every note, by rank, and then in the order of the cases."""
        return sorted(
            (note for case in self.cases for note in case.notes), key=lambda note: note.rank
        )


def view_of(run: Run) -> View:
    """Makes the view of a run."""
    comparison = run.comparison
    verbs = (("guard", run.is_judged), ("prove", run.proof), ("diff", comparison))
    documents = [run.spec] if run.is_judged else []
    documents += [f"{comparison.old} to {comparison.new}"] if comparison else []
    rows = [tuple(str(value) for value in stage.as_data().values()) for stage in run.stages]
    return View(
        title="clausebook " + " and ".join(verb for verb, is_part in verbs if is_part),
        verdict=run.verdict,
        summary=summary(run),
        spec=", ".join(documents),
        seconds=run.seconds,
        rows=(("stage", *_COLUMNS[1:]), *rows) if rows else (),
        cases=(
            *_never_accepted(run),
            *_clause_cases(run),
            *_unjudged_cases(run),
            *_mutant_cases(run),
            *_comparison_cases(comparison),
        ),
        remarks=(
            *((f"incomplete: {MOCK_JUDGED}",) if run.is_mock else ()),
            *(f"could not be judged: {check}" for check in run.could_not_judge),
            *(f"missing fact: {line}" for line in run.missing_facts),
            *run.notes,
        ),
    )


def _never_accepted(run: Run) -> Iterator[Case]:
    for it in run.never_accepted:
        notes = (_unaccepted_note(it, run.spec),)
        yield Case(it.operation, "operations never accepted", NOT_JUDGED, it.why, notes)


def _unaccepted_note(it: UnacceptedOperation, spec: str) -> Note:
    lines = (("what would help", it.hint),) if it.hint else ()
    message = f"never accepted: {it.why}"
    place = Place(spec, 1, 1)
    return Note(Level.WARNING, "never-accepted", it.operation, message, lines, place, "provider")


def _clause_cases(run: Run) -> Iterator[Case]:
    places = {clause.key: clause.place for clause in run.clauses}
    notes: dict[str, list[Note]] = {}
    elsewhere: dict[str, str] = {}
    for rank, finding in enumerate(run.findings):
        place = place_of(finding, places.get(finding.clause, ""), run.spec)
        notes.setdefault(finding.clause, []).append(_note(finding, place, rank))
        elsewhere |= dict.fromkeys(finding.clauses, f"the same finding as {finding.clause}")
    for clause in run.clauses:
        own = tuple(notes.pop(clause.key, ()))
        verdict = BROKEN if _has_error(own) else clause.verdict
        why = clause.why or ", ".join(clause.guarded_by)
        if verdict == BROKEN and not own:
            why = elsewhere.get(clause.key, why)
        yield Case(clause.key, _operation(clause.key), verdict, why, own)
    for key, others in notes.items():
        verdict = BROKEN if _has_error(others) else KEPT
        yield Case(key, "outside any clause", verdict, "", tuple(others))


def _note(finding: Finding, place: Place, rank: int) -> Note:
    return Note(
        level=finding.level,
        rule=finding.rule,
        clause=finding.clause,
        message=finding.message,
        lines=tuple(finding.details()),
        place=place,
        about=finding.stage,
        fingerprint=finding.fingerprint,
        times=finding.times,
        rank=rank,
    )


def _has_error(notes: Iterable[Note]) -> bool:
    return any(note.level is Level.ERROR for note in notes)


def _unjudged_cases(run: Run) -> Iterator[Case]:
    for check in run.could_not_judge:
        yield Case(
            check.test,
            "checks that could not judge",
            ERROR,
            check.why,
            (_unjudged_note(check, run.spec),),
        )


def _unjudged_note(check: UnjudgedCheck, spec: str) -> Note:
    message = f"could not be judged: {check.why}"
    place = Place(spec, 1, 1)
    return Note(Level.ERROR, "could-not-judge", check.test, message, (), place, check.stage)


def _mutant_cases(run: Run) -> Iterator[Case]:
    with_finding = {key for it in run.findings for key in (it.clause, *it.clauses)}
    for mutant in run.proof.mutants if run.proof else ():
        key = f"{mutant.clause} ({mutant.mutation}, {mutant.side})"
        verdict = KEPT if mutant.killed else WAIVED if mutant.waived else BROKEN
        notes: tuple[Note, ...] = ()
        if verdict == BROKEN and mutant.clause not in with_finding:
            message = f"no check kills this mutant: {mutant.mutation}"
            lines = (("witness", mutant.witness),)
            place = Place(run.spec, 1, 1)
            notes = (
                Note(Level.ERROR, "break-uncaught", mutant.clause, message, lines, place, "break"),
            )
        yield Case(key, _operation(mutant.clause), verdict, mutant.killed_by, notes)


def _comparison_cases(comparison: Comparison | None) -> Iterator[Case]:
    if comparison is None:
        return
    for change in comparison.changes:
        failed = fails(change.level, comparison.fail_on)
        note = _change_note(change, failed)
        verdict = BROKEN if failed else KEPT
        yield Case(change.clause, _operation(change.clause), verdict, change.level, (note,))
    for ignored in comparison.ignored:
        clause = ignored.change.clause
        yield Case(clause, _operation(clause), WAIVED, ignored.reason)
    if comparison.step is not None:
        yield _step_case(comparison.step, comparison.new)


def _change_note(change: Change, failed: bool) -> Note:
    level = Level.ERROR if failed else Level.WARNING if change.level == SUSPECT else Level.NOTE
    lines = (
        ("level", f"{change.level} for {change.whom}"),
        ("rule", change.rule),
        ("old", _value_at(change.old, change.old_place)),
        ("new", _value_at(change.new, change.new_place)),
    )
    side = change.rule.partition("-")[0]
    return Note(level, change.rule, change.clause, change.why, lines, change.new_place, side)


def _step_case(step: VersionStep, document: str) -> Case:
    notes: tuple[Note, ...] = ()
    if step.problem:
        place = place_in(step.place, document)
        key, rule = "info.version", "version-step"
        notes = (Note(Level.ERROR, rule, key, step.problem, (), place, "version"),)
    verdict = BROKEN if step.problem else KEPT
    return Case("info.version", "the document", verdict, f"{step.old} to {step.new}", notes)


def _operation(key: str) -> str:
    """The operation of a clause; for any other key, its first two words."""
    clause_key = ClauseKey.find(key)
    if clause_key is not None and clause_key.path:
        return str(clause_key.operation_key)
    return " ".join(key.split(" ")[:2])


def _value_at(value: Any, place: Place) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    shown = text if len(text) <= _MAX_VALUE_LENGTH else f"{text[: _MAX_VALUE_LENGTH - 4]} ..."
    return f"{shown}  ({place.file}:{place.line})"
