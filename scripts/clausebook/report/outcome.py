"""A JSON report as the other formats show it: cases with verdicts, notes with places.

Takes the data of `guard`, `prove` and `diff`, live or read from a file, so that every format shows
every report; it decides nothing anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.report.comparison import BREAKING, LEVELS, fails
from clausebook.report.result import BROKEN, KEPT, WAIVED
from clausebook.report.result import ERROR as FAULT
from clausebook.report.text import count_findings

ERROR = "error"
WARNING = "warning"
NOTICE = "notice"

_LEVELS = {"error": ERROR, "warning": WARNING, "note": NOTICE}
_PLACE = re.compile(r"([^:\n]+):([1-9][0-9]*):(?:([1-9][0-9]*):)? ")
_LINE = re.compile(r"line ([1-9][0-9]*):")


@dataclass(frozen=True, slots=True)
class Spot:
    """A file and the line and column (from 1) in it."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person has to know. `rule` is its id, `lines` are labels and values.

    `about` is what has to be mended: a stage, "mutant", "version", or a side of a changed exchange.
    """

    level: str
    rule: str
    clause: str
    message: str
    lines: tuple[tuple[str, str], ...]
    spot: Spot
    about: str


@dataclass(frozen=True, slots=True)
class Case:
    """One clause or change with its verdict: kept, broken, waived or not judged, and why."""

    key: str
    group: str
    verdict: str
    why: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole report. `rows` is a table of stages, its first row the heading; it may be empty."""

    title: str
    verdict: str
    summary: str
    spec: str
    seconds: float
    rows: tuple[tuple[str, ...], ...]
    cases: tuple[Case, ...]
    remarks: tuple[str, ...] = ()

    @property
    def notes(self) -> list[Note]:
        """Every note, in the order of the cases."""
        return [note for case in self.cases for note in case.notes]


def outcome_of(data: Mapping[str, Any]) -> Outcome:
    """The report that this data is."""
    cases = [*_judged(data), *_mutants(data), *_changed(data)]
    stages = data.get("stages", [])
    columns = ("name", "verdict", "checks", "cases", "seconds")
    rows = [tuple(str(stage[name]) for name in columns) for stage in stages]
    compared = [f"{data['old']} to {data['new']}"] if "changes" in data else []
    spec = ", ".join([*([str(data["spec"])] if "spec" in data else []), *compared])
    kinds = [("clauses", "guard"), ("mutants", "prove"), ("changes", "diff")]
    return Outcome(
        title="clausebook " + " and ".join(verb for member, verb in kinds if member in data),
        verdict=str(data["verdict"]),
        summary=_summary(data),
        spec=spec,
        seconds=float(data.get("seconds", 0.0)),
        rows=(("stage", *columns[1:]), *rows) if rows else (),
        cases=tuple(cases),
        remarks=(*_could_not_judge(data), *_missing(data), *data.get("notes", [])),
    )


def _judged(data: Mapping[str, Any]) -> Iterator[Case]:
    found: dict[str, list[Note]] = {}
    places = {clause["key"]: clause.get("place", "") for clause in data.get("clauses", [])}
    for finding in data.get("findings", []):
        place = _linted(finding) or places.get(finding["clause"], "")
        spot = _drifted(finding) or _spot(place, str(data["spec"]))
        note = Note(
            # A report of an earlier release has neither; all of its findings are errors.
            level=_LEVELS[finding.get("level", "error")],
            rule=finding.get("rule") or f"{finding['stage']}/broken",
            clause=finding["clause"],
            message=finding["message"],
            lines=tuple(
                (label, finding[name])
                for name, label in (
                    ("expected", "expected"),
                    ("actual", "actual"),
                    ("reproduce", "repeat"),
                )
                if finding.get(name)
            ),
            spot=spot,
            about=finding["stage"],
        )
        found.setdefault(finding["clause"], []).append(note)
    for clause in data.get("clauses", []):
        notes = tuple(found.pop(clause["key"], []))
        verdict = BROKEN if _has_error(notes) else clause["verdict"]
        why = clause["why"] or ", ".join(clause["guarded_by"])
        yield Case(clause["key"], _operation(clause["key"]), verdict, why, notes)
    for key, notes_of_others in found.items():
        verdict = BROKEN if _has_error(notes_of_others) else KEPT
        yield Case(key, "what no clause says", verdict, "", tuple(notes_of_others))
    yield from _unjudged(data)


def _has_error(notes: Iterable[Note]) -> bool:
    return any(note.level == ERROR for note in notes)


def _unjudged(data: Mapping[str, Any]) -> Iterator[Case]:
    for check in data.get("could_not_judge", []):
        message = f"could not be judged: {check['why']}"
        spot = Spot(str(data["spec"]))
        note = Note(ERROR, "could-not-judge", check["test"], message, (), spot, check["stage"])
        yield Case(check["test"], "checks that could not judge", FAULT, check["why"], (note,))


def _mutants(data: Mapping[str, Any]) -> Iterator[Case]:
    waived = {c["key"] for c in data.get("clauses", []) if c["verdict"] == WAIVED}
    told = {finding["clause"] for finding in data.get("findings", [])}
    for entry in data.get("mutants", []):
        key = f"{entry['clause']} ({entry['edit']}, {entry['side']})"
        verdict = KEPT if entry["killed"] else WAIVED if entry["clause"] in waived else BROKEN
        notes: tuple[Note, ...] = ()
        if verdict == BROKEN and entry["clause"] not in told:
            lines = (("witness", str(entry.get("witness", ""))),)
            message = f"no check kills this mutant: {entry['edit']}"
            spot = _spot("", str(data.get("spec", "")))
            notes = (
                Note(ERROR, "mutant-survived", entry["clause"], message, lines, spot, "mutant"),
            )
        yield Case(key, _operation(entry["clause"]), verdict, str(entry.get("by", "")), notes)


def _changed(data: Mapping[str, Any]) -> Iterator[Case]:
    fail_on = str(data.get("fail_on", BREAKING))
    for change in data.get("changes", []):
        failed = fails(change["level"], fail_on)
        level = ERROR if failed else WARNING if change["level"] == "warning" else NOTICE
        lines = [("level", f"{change['level']} for {change['whom']}"), ("rule", change["rule"])]
        lines += [
            (name, f"{_value(change[name])}  ({_shown(change[f'{name}_place'])})")
            for name in ("old", "new")
        ]
        place = change["new_place"]
        spot = Spot(place["file"], place["line"], place["column"])
        about = change["rule"].partition("-")[0]
        why = change["why"]
        note = Note(level, change["rule"], change["clause"], why, tuple(lines), spot, about)
        verdict = BROKEN if failed else KEPT
        yield Case(
            change["clause"], _operation(change["clause"]), verdict, change["level"], (note,)
        )
    for entry in data.get("ignored", []):
        change = entry["change"]
        yield Case(change["clause"], _operation(change["clause"]), WAIVED, entry["reason"])
    step = data.get("step")
    if step:
        place = _spot(step["place"], str(data.get("new", "")))
        problem = step["problem"]
        notes = (
            (Note(ERROR, "version-step", "info.version", problem, (), place, "version"),)
            if problem
            else ()
        )
        why = f"{step['old']} to {step['new']}"
        yield Case("info.version", "the document", BROKEN if problem else KEPT, why, notes)


def _summary(data: Mapping[str, Any]) -> str:
    parts = []
    if "clauses" in data:
        verdicts = [clause["verdict"] for clause in data["clauses"]]
        parts.append(f"{verdicts.count(KEPT)} of {len(verdicts)} clauses kept")
        others = dict.fromkeys(v for v in verdicts if v != KEPT)
        parts += [f"{verdicts.count(verdict)} {verdict}" for verdict in others]
        levels = [finding.get("level", "error") for finding in data.get("findings", [])]
        parts.append(count_findings(levels))
        if unjudged := data.get("could_not_judge"):
            parts.append(f"{_count(len(unjudged), 'check')} could not judge")
        if missing := _missing(data):
            parts.append(_count(len(missing), "missing fact"))
    if "score" in data:
        score = data["score"]
        parts.append(f"{score['killed']} of {score['mutants']} mutants killed")
        if score.get("unproven"):
            parts.append(f"{score['unproven']} unproven")
    if "changes" in data:
        levels = [change["level"] for change in data["changes"]]
        told = [f"{levels.count(level)} {level}" for level in reversed(LEVELS) if level in levels]
        parts.append(f"{_count(len(levels), 'change')}" + (f" ({', '.join(told)})" if told else ""))
        if data.get("ignored"):
            parts.append(f"{len(data['ignored'])} ignored")
    return ", ".join(parts)


def _missing(data: Mapping[str, Any]) -> list[str]:
    return [f"missing fact: {line}" for line in data.get("missing_facts", [])]


def _could_not_judge(data: Mapping[str, Any]) -> list[str]:
    return [f"could not be judged: {line}" for line in data.get("could_not_judge", [])]


def _operation(key: str) -> str:
    return " ".join(key.split(" ")[:2])


def _spot(place: str, spec: str) -> Spot:
    parts = place.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        return Spot(parts[0], int(parts[1]), int(parts[2]))
    return Spot(spec)


def _linted(finding: Mapping[str, Any]) -> str:
    """The place that a lint rule's message begins with, its column 1 where it names none."""
    place = _PLACE.match(finding["message"]) if finding["stage"] == "spec" else None
    return f"{place[1]}:{place[2]}:{place[3] or 1}" if place else ""


def _drifted(finding: Mapping[str, Any]) -> Spot | None:
    """The generated file that differs, and the line where the finding tells it."""
    if finding["stage"] != "drift" or " " in finding["clause"]:
        return None
    line = _LINE.match(finding["actual"]) or _LINE.match(finding["expected"])
    return Spot(finding["clause"], int(line[1]) if line else 1)


def _shown(place: Mapping[str, Any]) -> str:
    return f"{place['file']}:{place['line']}"


def _value(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:196]} ..."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
