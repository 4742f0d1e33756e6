"""Several JSON reports as one: read, checked against the schema that ships with them, put together.

A clause that one report says is broken is broken; numbers of a stage that ran in parts add up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs

from clausebook.errors import CannotRun
from clausebook.report.finding import Finding
from clausebook.report.result import (
    BROKEN,
    ERROR,
    KEPT,
    NOT_JUDGED,
    WAIVED,
    ClauseVerdict,
    MutantVerdict,
    Proof,
    Result,
    Stage,
    UnjudgedCheck,
    UntoldEdit,
)

SCHEMA_NAME = "report.schema.json"

_GRAVEST = (BROKEN, ERROR, KEPT, WAIVED, NOT_JUDGED)


@cache
def report_schema() -> dict[str, Any]:
    """The JSON Schema of every JSON report of this command."""
    text = files("clausebook.report").joinpath(SCHEMA_NAME).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def read_report(path: Path) -> dict[str, Any]:
    """One JSON report. Raises CannotRun, with file and pointer, for anything else."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; name a JSON report") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise CannotRun(f"{path} is no JSON: {error}; write one with --format json") from error
    try:
        jsonschema_rs.validate(report_schema(), data)
    except jsonschema_rs.ValidationError as error:
        at = "/".join(map(str, error.instance_path))
        message = f"{error.message[:160]}; write one with --format json"
        raise CannotRun(f"{path} is no report of clausebook: /{at}: {message}") from None
    return dict(data)


def merge(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The reports as one; its verdict is the gravest, and findings that repeat are told once."""
    found: dict[str, Any] = {"version": 1, "verdict": _gravest(r["verdict"] for r in reports)}
    specs = list(dict.fromkeys(report["spec"] for report in reports if "spec" in report))
    judged = [report for report in reports if "stages" in report]
    if judged:
        found |= {
            "spec": ", ".join(specs),
            "seconds": round(sum(report["seconds"] for report in judged), 3),
            "stages": _stages(stage for report in judged for stage in report["stages"]),
            "clauses": _clauses(clause for report in judged for clause in report["clauses"]),
            "findings": _once(finding for report in judged for finding in report["findings"]),
            # Reports that an earlier release wrote do not have these.
            "missing_facts": _once(m for report in judged for m in report.get("missing_facts", [])),
            "could_not_judge": _once(c for r in judged for c in r.get("could_not_judge", [])),
        }
    proved = [report for report in reports if "mutants" in report]
    if proved:
        names = dict.fromkeys(name for report in proved for name in report["score"])
        found |= {
            "mutants": _once(entry for report in proved for entry in report["mutants"]),
            **{
                name: _once(entry for report in proved for entry in report.get(name, []))
                for name in ("equivalents", "unproven")
            },
            "score": {n: sum(r["score"].get(n, 0) for r in proved) for n in names},
        }
    found |= _compared([report for report in reports if "changes" in report])
    return found | {"notes": _once(note for report in reports for note in report.get("notes", []))}


def result_of(data: Mapping[str, Any]) -> Result:
    """The result that the data of a run of `guard` or `prove` is."""
    clauses = [
        ClauseVerdict(**{**clause, "guarded_by": tuple(clause["guarded_by"])})
        for clause in data["clauses"]
    ]
    proof = None
    waived = {clause.key for clause in clauses if clause.verdict == WAIVED}
    if "mutants" in data:
        mutants = [
            MutantVerdict(
                *(b["clause"], b["edit"], b["witness"], b["side"], b["killed"], b["by"]),
                b["clause"] in waived,
            )
            for b in data["mutants"]
        ]
        equivalents, unproven = (
            [
                UntoldEdit(e["clause"], e["edit"], e["reason"], e.get("argument", ""))
                for e in data.get(name, [])
            ]
            for name in ("equivalents", "unproven")
        )
        proof = Proof(mutants, equivalents, unproven)
    return Result(
        spec=data["spec"],
        seconds=data["seconds"],
        stages=[Stage(**stage) for stage in data["stages"]],
        clauses=clauses,
        findings=[Finding(**finding) for finding in data["findings"]],
        proof=proof,
        missing_facts=data.get("missing_facts", ()),
        could_not_judge=[UnjudgedCheck(**check) for check in data.get("could_not_judge", [])],
        # Those of a report that compares documents too are shown with the comparison.
        notes=() if "changes" in data else data.get("notes", ()),
    )


def _compared(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not reports:
        return {}
    levels = ("any", "warning", "breaking", "nothing")
    steps = [report["step"] for report in reports if report.get("step")]
    return {
        "old": ", ".join(dict.fromkeys(report["old"] for report in reports)),
        "new": ", ".join(dict.fromkeys(report["new"] for report in reports)),
        "fail_on": min((report["fail_on"] for report in reports), key=levels.index),
        "changes": _once(change for report in reports for change in report["changes"]),
        "ignored": _once(entry for report in reports for entry in report["ignored"]),
        "step": next((step for step in steps if step["problem"]), steps[0] if steps else None),
    }


def _gravest(verdicts: Iterable[str]) -> str:
    return min(verdicts, key=_GRAVEST.index)


def _stages(stages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for stage in stages:
        known = found.setdefault(stage["name"], {**stage, "checks": 0, "cases": 0, "seconds": 0.0})
        known["verdict"] = _gravest((known["verdict"], stage["verdict"]))
        for number in ("checks", "cases", "seconds"):
            known[number] = round(known[number] + stage[number], 3)
    return list(found.values())


def _clauses(clauses: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for clause in clauses:
        known = found.get(clause["key"])
        if known is None:
            found[clause["key"]] = dict(clause)
            continue
        guards = list(dict.fromkeys([*known["guarded_by"], *clause["guarded_by"]]))
        graver = _gravest((known["verdict"], clause["verdict"])) != known["verdict"]
        found[clause["key"]] = {**(clause if graver else known), "guarded_by": guards}
    return list(found.values())


def _once(items: Iterable[Any]) -> list[Any]:
    return list({json.dumps(item, sort_keys=True): item for item in items}.values())
