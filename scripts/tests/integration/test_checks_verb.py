"""`clausebook checks` lists the catalogue; the manual's page of lint rules is made from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clausebook.checks.lint_run import built_in_rules
from fakes.command import assert_one_line, run
from fakes.lint_project import make_project
from manual.generate import pages

SETTINGS = '[tool.clausebook.lint]\n"style/tags" = "note"\n"document/link" = "off"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path, SETTINGS)


def test_json_has_every_rule_with_its_configured_level(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "checks", "--project", project, "--format", "json")

    entries = {entry["id"]: entry for entry in json.loads(out)}
    assert code == 0
    assert {configured.rule.id for configured in built_in_rules()} <= set(entries)
    assert entries["style/tags"] == {
        "id": "style/tags",
        "kind": "lint",
        "level": "note",
        "asks": "Every tag of an operation is declared in the document's `tags`.",
        "source": "Spectral operation-tag-defined; OAS 3.1, 4.8.22",
        "enabled": True,
    }
    assert (entries["document/link"]["enabled"], entries["style/summary"]["enabled"]) == (
        False,
        False,
    )


def test_text_has_id_level_on_or_off_and_what_a_rule_asks(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "checks", "--project", project)

    lines = out.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("document/link "))
    assert lines[start].split() == ["document/link", "error", "off"]
    assert lines[start + 1].strip().startswith("Every link names an existing operation")
    assert lines[-1].split()[1] == "checks,"


def test_markdown_is_a_table(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "checks", "--project", project, "--format", "markdown")

    heading, ruler, *rows = out.splitlines()
    assert heading == "| id | level | on | asks | source |"
    assert ruler == "| --- | --- | --- | --- | --- |"
    assert any(row.startswith("| `style/tags` | note | on | Every tag") for row in rows)


def test_an_unknown_id_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(tmp_path, 'lint."style/tag" = "off"\n')

    done = run(capsys, "checks", "--project", folder)

    assert_one_line(done, str(folder / "pyproject.toml"), "'style/tag'", "'style/tags'")


def test_the_generated_pages_of_the_manual_are_current() -> None:
    for path, text in pages().items():
        message = "run `.venv/bin/python scripts/manual/generate.py`"
        assert path.read_text(encoding="utf-8") == text, message
