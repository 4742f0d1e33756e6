"""Warnings and notes in each format: with level, rule and place, and never a failure."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from clausebook.errors import Level
from clausebook.guard.verdicts import StageTally, stage_of
from clausebook.pytest_plugin.messages import CheckEnded, CheckOutcome
from clausebook.report import Run, Stage, UnjudgedCheck, render
from clausebook.report.finding import Finding
from fakes.command import run
from fakes.reports import judged, warned


def could_not_judge() -> Run:
    """A run in which no clause is broken and one rule crashed."""
    stages = [Stage("lint", "not judged", 8, 8, 0.5)]
    return Run(
        "things.yaml",
        0.5,
        stages,
        [],
        [],
        could_not_judge=[UnjudgedCheck("lint", "ours/a", "it raised")],
    )


def test_a_run_with_only_warnings_is_kept() -> None:
    assert warned().verdict == "kept"


def test_json_has_level_and_rule() -> None:
    found = [(finding["level"], finding["rule"]) for finding in warned().as_data()["findings"]]

    assert found == [("warning", "style/summary"), ("note", "ours/sources")]


def test_text_names_level_and_rule_and_counts_by_level() -> None:
    text = render(warned(), "text")

    assert re.search(r"^lint warning: /info: .*$", text, re.MULTILINE)
    assert re.search(r"^lint note: /tags: .* \[ours/sources\]$", text, re.MULTILINE)
    assert "kept: 1 of 1 clause kept, 2 findings (1 warning, 1 note); " in text


def test_junit_shows_warnings_in_system_out_and_fails_no_case() -> None:
    (suite,) = Xml.fromstring(render(warned(), "junit"))

    assert suite.attrib["failures"] == suite.attrib["skipped"] == "0"
    shown = suite.findtext("system-out") or ""
    assert "spec/things.yaml:7: warning: " in shown
    assert "spec/SOURCES.md:3: note: spec/SOURCES.md:3: gone [ours/sources]" in shown


def test_junit_names_the_rule_of_a_failure() -> None:
    failures = Xml.fromstring(render(judged(), "junit")).iter("failure")

    assert [failure.attrib["type"] for failure in failures] == ["provider/broken", "drift/broken"]


def test_sarif_has_rule_level_and_the_place_in_the_message() -> None:
    (run_of_sarif,) = json.loads(render(warned(), "sarif"))["runs"]
    found = []
    for result in run_of_sarif["results"]:
        physical = result["locations"][0]["physicalLocation"]
        found.append((result["ruleId"], result["level"], physical["artifactLocation"]["uri"]))

    assert found == [
        ("style/summary", "warning", "spec/things.yaml"),
        ("ours/sources", "note", "spec/SOURCES.md"),
    ]
    rules = run_of_sarif["tool"]["driver"]["rules"]
    assert ["document itself" in rule["help"]["text"] for rule in rules] == [True, True]


def test_annotations_have_level_place_and_rule() -> None:
    warning, note = render(warned(), "github").splitlines()[:2]

    assert warning.startswith("::warning file=spec/things.yaml,line=7,col=9,")
    assert "[style/summary]" in warning
    assert note == (
        "::notice file=spec/SOURCES.md,line=3,col=1,title=/tags::spec/SOURCES.md:3: gone "
        "[ours/sources]"
    )


def test_markdown_and_html_mark_warnings() -> None:
    rows = render(warned(), "markdown").splitlines()
    page = render(warned(), "html")

    assert any(row.startswith("| ⚠️ | `/info` | ") and "`style/summary`" in row for row in rows)
    assert '<article class="warning">' in page
    assert '<article class="error">' not in page
    assert "style/summary</p>" in page


def test_an_unknown_level_is_rejected() -> None:
    with pytest.raises(ValueError, match="'fatal' is not a valid Level"):
        Finding("a", "lint", "wrong", level="fatal")  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["text", "junit", "github", "markdown", "html"])
def test_every_format_names_a_check_that_could_not_judge(form: str) -> None:
    text = render(could_not_judge(), form)

    assert "could not be judged" in text
    assert "ours/a" in text.replace("\\", "")
    assert "it raised" in text
    assert "error: 0 of 0 clauses kept" in render(could_not_judge(), "text")


@pytest.mark.parametrize("form", ["junit", "github", "html"])
def test_a_check_that_could_not_judge_is_reported_as_a_sentence(form: str) -> None:
    assert "could not be judged: ours/a: it raised" in render(could_not_judge(), form)


def test_a_merged_report_with_a_check_that_could_not_judge_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, report in (("good", warned()), ("bad", could_not_judge())):
        (tmp_path / f"{name}.json").write_text(render(report, "json"), encoding="utf-8")

    code, out, err = run(capsys, "report", tmp_path / "good.json", tmp_path / "bad.json")

    assert code == 2
    assert "could not be judged: ours/a" in out
    assert err == "clausebook: could not be judged: ours/a: it raised\n"


@pytest.mark.parametrize(
    "outcome", [CheckOutcome.PASSED, CheckOutcome.SKIPPED, CheckOutcome.COULD_NOT_JUDGE]
)
def test_a_recorded_finding_is_kept_whatever_the_outcome_of_its_check(
    outcome: CheckOutcome,
) -> None:
    finding = Finding("/info", "lint", "odd", level=Level.WARNING)
    tally = StageTally()

    tally.add(CheckEnded("a", "lint", 1, (), (), outcome, True, 0.1, 1, (finding,), "so"))

    assert tally.findings == [finding]
    assert stage_of("lint", tally).verdict != "broken"
