"""`clausebook report`: merges JSON reports and rejects other files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from clausebook.cli import main
from clausebook.report import FORMATS, Run, render
from clausebook.report.merging import merge
from fakes.reports import KEY, compared, judged, proved


def written(folder: Path, **reports: Run) -> list[str]:
    paths = []
    for name, report in reports.items():
        (folder / f"{name}.json").write_text(render(report, "json"), "utf-8")
        paths.append(str(folder / f"{name}.json"))
    return paths


def kept(key: str = KEY) -> Run:
    run = judged()
    clause = replace(run.clauses[0], key=key, verdict="kept", guarded_by=("client",))
    stage = replace(run.stages[1], verdict="kept")
    return replace(run, findings=[], clauses=[clause], stages=[stage])


def test_a_clause_that_is_broken_in_one_report_is_broken_in_the_merged_one() -> None:
    merged = merge([kept(), judged(), kept()])

    assert merged.verdict == "broken"
    (clause,) = [clause for clause in merged.clauses if clause.key == KEY]
    assert clause.verdict == "broken"
    assert clause.guarded_by == ("client", "provider")
    assert len(merged.findings) == 2
    stages = {stage.name: stage for stage in merged.stages}
    assert stages["provider"].cases == 3 * 812
    assert (stages["provider"].verdict, stages["drift"].checks) == ("broken", 1)


@pytest.mark.parametrize("make", [compared, proved], ids=lambda make: make.__name__)
def test_merging_a_report_with_itself_changes_no_more_than_how_often_it_came(
    make: Callable[[], Run],
) -> None:
    once, twice = merge([make()]), merge([make(), make()])

    assert (once.comparison, once.proof) == (twice.comparison, twice.proof)
    assert [replace(it, times=2 * it.times) for it in once.findings] == list(twice.findings)


def test_merged_comparisons_use_the_strictest_fail_on() -> None:
    changed = compared().comparison
    assert changed is not None
    warned = replace(changed, changes=changed.changes[1:], fail_on="breaking", step=None)
    strict = replace(warned, changes=(), fail_on="any")

    assert Run(comparison=warned).verdict == "kept"
    assert merge([Run(comparison=warned), Run(comparison=strict)]).verdict == "broken"


def test_shards_without_broken_clauses_merge_to_kept(tmp_path: Path) -> None:
    paths = written(tmp_path, one=kept("GET /a operation"), two=kept("GET /b operation"))

    assert main(["report", *paths, "--output", str(tmp_path / "all.txt")]) == 0
    assert "2 of 2 clauses kept" in (tmp_path / "all.txt").read_text("utf-8")


def test_a_missing_fact_of_several_reports_appears_once() -> None:
    other = replace(judged(), missing_facts=["known: nothing"])

    merged = merge([judged(), other, judged()])

    assert merged.missing_facts == (*judged().missing_facts, "known: nothing")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_but_sarif_shows_the_missing_facts(form: str, tmp_path: Path) -> None:
    run = replace(judged(), missing_facts=["foreign: nobody else"])
    output = tmp_path / "out"

    main(["report", *written(tmp_path, a=run), "--format", form, "--output", str(output)])

    assert ("foreign: nobody else" in output.read_text("utf-8")) == (form != "sarif")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_findings_mutants_and_changes_of_merged_reports(
    form: str, tmp_path: Path
) -> None:
    paths = written(tmp_path, a=judged(), b=proved(), c=compared())
    output = tmp_path / "out"

    assert main(["report", *paths, "--format", form, "--output", str(output)]) == 1
    text = output.read_text("utf-8")
    assert "no check kills this mutant" in text
    assert "too small a step" in text
    assert "differs from what the document generates" in text
    if form == "json":
        assert main(["report", str(output), "--format", "json", "--output", f"{output}2"]) == 1
        assert json.loads(Path(f"{output}2").read_text("utf-8")) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no JSON"),
        ("[]", "is no report of clausebook"),
        ('{"version": 1, "verdict": "kept"}', "a report of version 1, and this clausebook reads"),
        ('{"version": 2, "verdict": "kept"}', "is no report of clausebook"),
        (json.dumps({**judged().as_data(), "stages": [{}]}), "is no report of clausebook"),
        (render(compared(), "json").replace("2027-03-31", "2027-02-30"), "is no report of"),
        ("[" * 100_000, "is no JSON"),
    ],
    ids=["empty", "a list", "another version", "of nothing", "a bare stage", "no day", "deep"],
)
def test_a_file_that_is_no_report_is_named(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, "utf-8")

    assert main(["report", str(path)]) == 2
    shown = capsys.readouterr()
    assert f"{path}" in shown.err
    assert message in shown.err
    assert shown.err.count("\n") == 1


def test_a_missing_report_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "gone.json"]) == 2
    assert "cannot read gone.json" in capsys.readouterr().err
