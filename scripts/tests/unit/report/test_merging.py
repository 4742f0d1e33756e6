"""`clausebook report`: several JSON reports shown as one; what is no report is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clausebook.cli import main
from clausebook.report import FORMATS
from clausebook.report.merging import merge
from fakes.reports import KEY, compared, judged, proved


def written(folder: Path, **reports: dict[str, Any]) -> list[str]:
    paths = []
    for name, data in reports.items():
        (folder / f"{name}.json").write_text(json.dumps(data), "utf-8")
        paths.append(str(folder / f"{name}.json"))
    return paths


def kept(key: str = KEY) -> dict[str, Any]:
    data = judged()
    clause = {**data["clauses"][0], "key": key, "verdict": "kept", "guarded_by": ["consumer"]}
    stage = {**data["stages"][1], "verdict": "kept"}
    return {**data, "verdict": "kept", "findings": [], "clauses": [clause], "stages": [stage]}


def test_a_clause_that_one_report_says_is_broken_is_broken() -> None:
    found = merge([kept(), judged(), kept()])

    assert found["verdict"] == "broken"
    (clause,) = [clause for clause in found["clauses"] if clause["key"] == KEY]
    assert clause["verdict"] == "broken"
    assert clause["guarded_by"] == ["consumer", "provider"]
    assert len(found["findings"]) == 2
    stages = {stage["name"]: stage for stage in found["stages"]}
    assert stages["provider"]["cases"] == 3 * 812
    assert (stages["provider"]["verdict"], stages["drift"]["checks"]) == ("broken", 1)


def test_a_report_twice_says_no_more_than_once() -> None:
    once, twice = merge([compared()]), merge([compared(), compared()])

    assert once == twice


def test_shards_that_kept_everything_are_kept_together(tmp_path: Path) -> None:
    paths = written(tmp_path, one=kept("GET /a operation"), two=kept("GET /b operation"))

    assert main(["report", *paths, "--output", str(tmp_path / "all.txt")]) == 0
    assert "2 of 2 clauses kept" in (tmp_path / "all.txt").read_text("utf-8")


def test_a_missing_fact_of_several_reports_is_told_once() -> None:
    other = {**judged(), "missing_facts": ["known: nothing"]}

    found = merge([judged(), other, judged()])

    assert found["missing_facts"] == [*judged()["missing_facts"], "known: nothing"]


def test_a_report_from_before_missing_facts_were_told_is_read(tmp_path: Path) -> None:
    old = kept()
    del old["missing_facts"]
    output = tmp_path / "all.json"

    done = main(["report", *written(tmp_path, old=old), "--format", "json", f"--output={output}"])

    assert done == 0
    assert json.loads(output.read_text("utf-8"))["missing_facts"] == []


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_but_sarif_tells_the_missing_facts(form: str, tmp_path: Path) -> None:
    data = {**judged(), "missing_facts": ["foreign: nobody else"]}
    output = tmp_path / "out"

    main(["report", *written(tmp_path, a=data), "--format", form, "--output", str(output)])

    assert ("foreign: nobody else" in output.read_text("utf-8")) == (form != "sarif")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_every_report_at_once(form: str, tmp_path: Path) -> None:
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
        ('{"version": 2, "verdict": "kept"}', "is no report of clausebook"),
        ('{"version": 1, "verdict": "kept"}', "is no report of clausebook"),
        (json.dumps({**judged(), "stages": [{}]}), "is no report of clausebook"),
        ("[" * 100_000, "is no JSON"),
    ],
    ids=["empty", "a list", "another version", "of nothing", "a bare stage", "deep"],
)
def test_what_is_no_report_is_named(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, "utf-8")

    assert main(["report", str(path)]) == 2
    shown = capsys.readouterr()
    assert f"{path}" in shown.err
    assert message in shown.err
    assert shown.err.count("\n") == 1


def test_a_report_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "gone.json"]) == 2
    assert "cannot read gone.json" in capsys.readouterr().err
