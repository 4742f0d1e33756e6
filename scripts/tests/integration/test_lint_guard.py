"""guard and lint rules: off, warnings, rules that raise, rules of a plugin."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from clausebook.report.reading import report_schema
from fakes.guard_runs import assert_cannot_run
from fakes.guard_runs import guard_process as guard
from fakes.lint_project import make_project, rule
from fakes.paths import ROOT
from jsonschema_rs import validate

MANUAL = ROOT / "scripts" / "manual" / "lint-rules.md"
# What the rules of style find in the project's document, in the order of their ids.
STYLE = [
    "style/description",
    "style/description",
    "style/operation-id",
    "style/summary",
    "style/tags",
]


def linted(folder: Path, *options: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    done = guard(folder, "--only", "lint", "--format", "json", *options)
    assert done.stdout, done.stderr
    data = json.loads(done.stdout)
    validate(report_schema(), data)
    return done, data


def test_style_rules_are_off(tmp_path: Path) -> None:
    done, data = linted(make_project(tmp_path))

    assert (done.returncode, data["verdict"], data["findings"]) == (0, "kept", [])


@pytest.mark.parametrize(
    ("level", "code", "verdict"), [("error", 1, "broken"), ("warning", 0, "kept")]
)
def test_style_rules_report_at_their_configured_level(
    tmp_path: Path, level: str, code: int, verdict: str
) -> None:
    done, data = linted(make_project(tmp_path, f'checks."style/*" = "{level}"\n'))

    assert (done.returncode, data["verdict"], data["stages"][0]["verdict"]) == (
        code,
        verdict,
        verdict,
    )
    assert sorted(finding["rule"] for finding in data["findings"]) == STYLE
    assert {finding["level"] for finding in data["findings"]} == {level}


def test_warnings_are_shown_and_counted_as_such(tmp_path: Path) -> None:
    done = guard(make_project(tmp_path, 'checks."style/tags" = "warning"\n'), "--only", "lint")

    assert done.returncode == 0
    assert re.search(r"^lint warning: .*'pets' .* \[style/tags\]$", done.stdout, re.MULTILINE)
    assert "1 finding (1 warning)" in done.stdout.splitlines()[-1]


def test_a_rule_that_raises_is_named_while_the_others_go_on(tmp_path: Path) -> None:
    settings = 'plugins = ["my_rules"]\nchecks."style/tags" = "error"\n'
    done, data = linted(make_project(tmp_path, settings, my_rules=rule(body="1 / 0")))

    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("clausebook: could not be judged: ")
    assert "the check ours/title could not be judged: it raised" in last
    assert "ZeroDivisionError: division by zero" in last
    assert "my_rules.py:6" in last
    assert [finding["rule"] for finding in data["findings"]] == ["style/tags"]
    assert len(data["could_not_judge"]) == 1


def test_a_run_in_which_a_rule_failed_is_never_kept(tmp_path: Path) -> None:
    folder = make_project(tmp_path, 'plugins = ["my_rules"]\n', my_rules=rule(body="1 / 0"))

    done, data = linted(folder)

    assert (done.returncode, data["verdict"]) == (2, "error")
    assert data["stages"][0]["verdict"] == "not judged"


def test_two_rules_with_one_id_are_one_line_with_both_places(tmp_path: Path) -> None:
    folder = make_project(tmp_path, 'plugins = ["my_rules"]\n', my_rules=rule("style/tags"))

    done = guard(folder, "--only", "lint", "--quiet")

    assert_cannot_run(done, "'style/tags'", f"{folder / 'my_rules.py'}:6", "texts.py:")


def test_the_example_rule_of_the_manual_reports_its_violation(tmp_path: Path) -> None:
    [example] = re.findall(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    folder = make_project(tmp_path, 'plugins = ["my_rules"]\n', my_rules=example)
    with (folder / "openapi.yaml").open("a", encoding="utf-8") as document:
        document.write("servers: [{url: 'http://there.example'}]\n")

    _, data = linted(folder)

    [finding] = data["findings"]
    assert (finding["rule"], finding["level"]) == ("ours/server", "warning")
    assert finding["message"].startswith("openapi.yaml:16:")
