"""guard and checks of the provider that a plugin registers: found, levelled, failed, proven."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from clausebook.report.reading import report_schema
from fakes.command import run
from fakes.guard_runs import assert_cannot_run, guard
from fakes.lint_project import make_project
from jsonschema_rs import validate

MANUAL = Path(__file__).resolve().parents[2] / "manual" / "checks.md"
CRASHING = '''

@check(stage="provider", id="ours/crashing")
def crashes(session):
    """It says nothing."""
    1 / 0
'''
KEPT = '''
from clausebook.checks.registry import check
from clausebook.resources import valid_request


@check(stage="provider", id="ours/limit")
def limited(session, operation):
    """A limit that is no number is answered with 400."""
    draft = valid_request(session.document, operation, session.facts)
    request = draft.request({})
    answer = session.send(type(request)(request.method, "/pets?limit=many"))
    assert answer.response.status == 400
'''


def example() -> str:
    [text] = re.findall(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    return str(text)


def judged(folder: Path) -> tuple[int, str, dict[str, Any]]:
    done = guard(folder, "--only", "provider", "--format", "json")
    assert done.stdout, done.stderr
    data = json.loads(done.stdout)
    validate(report_schema(), data)
    return done.returncode, done.stderr, data


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 0)])
def test_the_manuals_own_check_finds_what_it_asks_for_at_the_configured_level(
    tmp_path: Path, level: str, code: int
) -> None:
    settings = f'plugins = ["my_checks"]\nchecks."ours/audit-header" = "{level}"\n'
    folder = make_project(tmp_path, settings, my_checks=example())

    returned, _, data = judged(folder)

    [finding] = data["findings"]
    assert (returned, finding["rule"], finding["level"]) == (code, "ours/audit-header", level)
    assert finding["clause"] == "GET /pets operation"
    assert finding["reproduce"].startswith("curl ")


def test_a_check_that_raises_is_named_with_place_and_cure_while_the_others_go_on(
    tmp_path: Path,
) -> None:
    folder = make_project(tmp_path, 'plugins = ["my_checks"]\n', my_checks=example() + CRASHING)

    returned, err, data = judged(folder)

    assert returned == 2
    assert "the check ours/crashing could not be judged: it raised ZeroDivisionError" in err
    assert "my_checks.py:" in err
    assert [finding["rule"] for finding in data["findings"]] == ["ours/audit-header"]
    assert len(data["could_not_judge"]) == 1


def test_a_check_with_the_id_of_a_built_in_one_is_one_line_and_exit_2(tmp_path: Path) -> None:
    text = example().replace("ours/audit-header", "lifecycle/replace")
    folder = make_project(tmp_path, 'plugins = ["my_checks"]\n', my_checks=text)

    done = guard(folder, "--only", "provider", "--quiet")

    assert_cannot_run(done, "'lifecycle/replace'", "my_checks.py:", "replace.py:", "rename one")


def test_a_proof_runs_it_against_the_mutants(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the built-in probes of the clause off, nothing else notices a limit of any type."""
    settings = 'plugins = ["my_checks"]\nchecks."*" = "off"\nchecks."ours/*" = "error"\n'
    settings += 'checks."client/*" = "error"\n'
    folder = make_project(tmp_path, settings, my_checks=KEPT)

    _, out, _ = run(capsys, "prove", "--project", folder, "--format", "json")

    breaks = json.loads(out)["breaks"]
    assert "GET /pets operation: ours/limit" in {it["by"] for it in breaks}
