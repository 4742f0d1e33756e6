"""Failing runs whose texts contain markup of every report format."""

from __future__ import annotations

import datetime

from clausebook.errors import Level
from clausebook.openapi import Place
from clausebook.report import ClauseVerdict, MutantVerdict, Proof, Run, Stage, UnwitnessedEdit
from clausebook.report.comparison import Change, Comparison, IgnoredChange, VersionStep
from clausebook.report.finding import Finding

KEY = "GET /things/{} query kind /pattern"
HOSTILE = (
    'a|b <img src=x onerror=alert(1)> & "q" `c` ]]>\n::error::no %0A \x1b[31m\x00 é @all [x](y)'
)
PLACE = Place("spec/things.yaml", 7, 9)


def judged() -> Run:
    """A run of `guard` with a broken clause and drift."""
    clauses = [
        ClauseVerdict(
            KEY, "/paths", "request", ("provider",), "broken", "", "spec/things.yaml:7:9"
        ),
        ClauseVerdict("GET /things/{} response 200", "/x", "response", ("client",), "kept"),
        ClauseVerdict(
            "GET /things/{} body", "/x", "request", (), "not judged", "no check guards it"
        ),
        ClauseVerdict("PUT /things/{} body", "/x", "request", (), "waived", HOSTILE),
    ]
    findings = [
        Finding(KEY, "provider", HOSTILE, "a refusal", HOSTILE, "curl -X GET 'http://x/things'"),
        Finding("models/thing.py", "drift", "differs from what the document generates"),
    ]
    stages = [Stage("drift", "broken", 1, 1, 0.5), Stage("provider", "broken", 61, 812, 1.25)]
    missing = [f"foreign: {HOSTILE}"]
    return Run("spec/things.yaml", 1.75, stages, clauses, findings, missing_facts=missing)


def warned() -> Run:
    """A run of `guard` with the verdict kept, a lint warning and a note."""
    clauses = [ClauseVerdict(KEY, "/paths", "request", ("provider",), "kept")]
    message = f"spec/things.yaml:7:9: {HOSTILE}"
    findings = [
        Finding("/info", "lint", message, HOSTILE, level=Level.WARNING, rule="style/summary"),
        Finding("/tags", "lint", "spec/SOURCES.md:3: gone", level=Level.NOTE, rule="ours/sources"),
    ]
    return Run("spec/things.yaml", 0.5, [Stage("lint", "kept", 9, 9, 0.5)], clauses, findings)


def proved() -> Run:
    """A run of `prove` in which one mutant survives."""
    mutants = [
        MutantVerdict(KEY, "pattern removed", "kind=B", "provider", True, "refuses: pattern"),
        MutantVerdict(KEY, "pattern wider", "kind=C", "client", False, ""),
    ]
    clauses = [ClauseVerdict(KEY, "/paths", "request", ("provider",), "broken")]
    findings = [Finding(KEY, "client", "no check kills this mutant", actual="pattern wider")]
    stages = [Stage("provider", "kept", 1, 1, 0.5), Stage("client", "broken", 1, 1, 0.5)]
    equivalents = [UnwitnessedEdit(KEY, "pattern spelled anew", "one form", "equal canonical form")]
    unproven = [UnwitnessedEdit(KEY, "pattern bent", "no exchange that was tried shows it")]
    proof = Proof(mutants, equivalents, unproven)
    return Run("spec/things.yaml", 1.0, stages, clauses, findings, proof)


def compared() -> Run:
    """A comparison with a change of each level, a suppressed one, and too small a version step."""
    old_place = Place("abc1234:spec/things.yaml", 7, 9)
    rule = "request-pattern-narrows"
    changes = [
        Change(level, "consumers", KEY, rule, HOSTILE, "^a$", None, old_place, PLACE)
        for level in ("breaking", "warning", "compatible")
    ]
    comparison = Comparison(
        old="abc1234:spec/things.yaml",
        new="spec/things.yaml",
        fail_on="breaking",
        changes=changes,
        ignored=[IgnoredChange(changes[0], "agreed", datetime.date(2027, 3, 31))],
        step=VersionStep(
            "1.0.0", "1.0.1", "major", "patch", "too small a step", "spec/things.yaml:2:20"
        ),
    )
    notes = ["the entry for 'x' matches no change; remove it"]
    return Run(notes=notes, comparison=comparison)
