"""`clausebook checks` lists the catalogue; the manual's page of lint rules is made from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clausebook.checks.configured import built_in_checks
from fakes.command import assert_one_line, run
from fakes.lint_project import make_project
from manual.generate import pages

SETTINGS = '[tool.clausebook.checks]\n"style/tags" = "note"\n"document/link" = "off"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path, SETTINGS)


def test_json_has_every_rule_with_its_configured_level(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "checks", "--project", project, "--format", "json")

    entries = {entry["id"]: entry for entry in json.loads(out)}
    assert code == 0
    assert {it.check.id for it in built_in_checks()} <= set(entries)
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
    assert lines[start].split() == ["document/link", "lint", "error", "off"]
    assert lines[start + 1].strip().startswith("Every link names an existing operation")
    assert lines[-1].split()[1] == "checks,"


def test_markdown_is_a_table(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "checks", "--project", project, "--format", "markdown")

    heading, ruler, *rows = out.splitlines()
    assert heading == "| id | kind | level | on | asks | source |"
    assert ruler == "| --- | --- | --- | --- | --- | --- |"
    assert any(row.startswith("| `style/tags` | lint | note | on | Every tag") for row in rows)


@pytest.mark.parametrize(
    ("kind", "id"),
    [
        ("lint", "style/tags"),
        ("client", "client/parses-responses"),
        ("provider", "lifecycle/replace"),
        ("diff", "request-maxLength-narrows"),
    ],
)
def test_every_kind_is_listed_and_can_be_shown_alone(
    project: Path, capsys: pytest.CaptureFixture[str], kind: str, id: str
) -> None:
    entries = {}
    for options in ((), ("--kind", kind)):
        _, out, _ = run(capsys, "checks", "--project", project, "--format", "json", *options)
        entries[options] = json.loads(out)

    alone = entries["--kind", kind]
    assert id in [entry["id"] for entry in alone]
    assert alone == [entry for entry in entries[()] if entry["kind"] == kind]


def test_one_table_switches_checks_of_every_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = 'checks."lifecycle/*" = "note"\nchecks."client/rejects-calls" = "off"\n'
    folder = make_project(tmp_path, settings)

    _, out, _ = run(capsys, "checks", "--project", folder, "--format", "json")

    entries = {entry["id"]: entry for entry in json.loads(out)}
    assert entries["lifecycle/replace"]["level"] == "note"
    assert not entries["client/rejects-calls"]["enabled"]


def test_an_unknown_id_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(tmp_path, 'checks."style/tag" = "off"\n')

    done = run(capsys, "checks", "--project", folder)

    assert_one_line(done, str(folder / "pyproject.toml"), "'style/tag'", "'style/tags'")


def test_the_generated_pages_of_the_manual_are_current() -> None:
    for path, text in pages().items():
        message = "run `.venv/bin/python scripts/manual/generate.py`"
        assert path.read_text(encoding="utf-8") == text, message
