"""`clausebook diff` in a git history: base, version step, changelog, errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.cli import main
from fakes.git_history import (
    ADDED,
    SHORTER,
    commit,
    edit,
    git,
    printed_report,
    repository,
)

__all__ = ["repository"]

TEXT = ("All of them.", "Every one of them.")


@pytest.mark.parametrize(
    ("edits", "version", "code"),
    [
        pytest.param([ADDED], "1.0.0", 1, id="compatible, no step"),
        pytest.param([ADDED], "1.0.1", 1, id="compatible, patch"),
        pytest.param([ADDED], "1.1.0", 0, id="compatible, minor"),
        pytest.param([SHORTER], "1.1.0", 1, id="breaking, minor"),
        pytest.param([SHORTER], "2.0.0", 0, id="breaking, major"),
        pytest.param([SHORTER], "2.0.0-rc.1", 0, id="breaking, candidate of the next major"),
        pytest.param([TEXT], "1.0.0", 1, id="text, no step"),
        pytest.param([TEXT], "1.0.1", 0, id="text, patch"),
        pytest.param([], "1.0.0", 0, id="nothing, no step"),
        pytest.param([], "0.9.0", 1, id="nothing, backwards"),
        pytest.param([ADDED], "'1.1'", 0, id="compatible, minor of two numbers"),
    ],
)
def test_the_version_keeps_up_with_the_changes(
    edits: list[tuple[str, str]], version: str, code: int, repository: Path
) -> None:
    edit(repository, *edits, version=version)
    commit(repository, "change")

    assert main(["diff", "--check-version", "--fail-on", "nothing"]) == code


@pytest.mark.parametrize(
    ("edits", "version", "code"),
    [
        ([SHORTER], "0.3.1", 1),
        ([SHORTER], "0.4.0", 0),
        ([ADDED], "0.3.0", 1),
        ([ADDED], "0.3.1", 0),
    ],
)
def test_below_one_a_breaking_change_needs_a_minor_step(
    edits: list[tuple[str, str]], version: str, code: int, repository: Path
) -> None:
    edit(repository, version="0.3.0")
    commit(repository, "young")
    edit(repository, *edits, version=version)

    assert main(["diff", "HEAD:", "--check-version", "--fail-on", "nothing"]) == code


def test_by_default_the_merge_base_is_compared_with_what_stands_here(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "checkout", "-q", "main")
    edit(repository, ADDED)
    commit(repository, "main goes on")
    base = git(repository, "rev-parse", "--short", "HEAD~1")
    git(repository, "checkout", "-q", "work")
    edit(repository, SHORTER)

    assert main(["diff", "--format", "json"]) == 1
    data = printed_report(capsys)
    assert data["old"] == f"{base}:spec/things.yaml"
    assert [change["clause"] for change in data["changes"]] == ["GET /things query kind /maxLength"]
    assert data["changes"][0]["old_place"]["file"] == f"{base}:spec/things.yaml"


def test_a_note_says_that_the_base_is_checked_out(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff"]) == 0
    assert "only uncommitted changes were compared" in capsys.readouterr().out
    commit(repository, "on")
    assert main(["diff"]) == 0
    assert "uncommitted" not in capsys.readouterr().out


def test_files_that_the_old_document_refers_to_come_from_its_revision(repository: Path) -> None:
    shared = repository / "spec" / "parts" / "kind.yaml"
    shared.parent.mkdir()
    shared.write_text("{type: string, maxLength: 5}\n", encoding="utf-8")
    edit(repository, ("{type: string, maxLength: 5}", "{$ref: parts/kind.yaml}"))
    commit(repository, "split")

    assert main(["diff", "main:", "--fail-on", "any"]) == 0
    shared.write_text("{type: string, maxLength: 4}\n", encoding="utf-8")
    assert main(["diff", "HEAD:"]) == 1
    assert main(["diff", "HEAD:spec/things.yaml", "HEAD:"]) == 0


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [("breaking", (0, 1)), ("warning", (0, 1)), ("any", (1, 1)), ("nothing", (0, 0))],
)
def test_fail_on_names_the_level_of_a_finding(
    fail_on: str, codes: tuple[int, int], repository: Path
) -> None:
    edit(repository, ADDED)
    assert main(["diff", "--fail-on", fail_on]) == codes[0]
    edit(repository, SHORTER)
    assert main(["diff", "--fail-on", fail_on]) == codes[1]


def test_an_ignored_change_is_no_finding_until_its_day(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(repository, SHORTER)
    commit(repository, "shorter")
    entry = '[[{}ignore]]\nclause = "GET /things query kind /maxLength"\nreason = "agreed"\n'
    settings = repository / "pyproject.toml"
    original = settings.read_text("utf-8")
    settings.write_text(original + entry.format("tool.clausebook.diff."), "utf-8")
    assert main(["diff", "--format", "json"]) == 0
    data = printed_report(capsys)
    assert data["changes"] == []
    assert data["ignored"][0]["reason"] == "agreed"

    listed = repository / "ignored.toml"
    listed.write_text(entry.format("") + "until = 2020-01-01\n", "utf-8")
    assert main(["diff", "--ignore", str(listed)]) == 1
    assert "expired on 2020-01-01" in capsys.readouterr().out

    listed.write_text(entry.format("").replace("maxLength", "minLength"), "utf-8")
    assert main(["diff", "--ignore", str(listed)]) == 1
    assert "matches no change; remove it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[ignore]]\nclause = 'x'\n", r"ignore 1 lacks 'reason'"),
        ("[[ignore]]\nclause = 'x'\nreason = 'y'\nuntill = 1\n", r"did you mean 'until'"),
        ("[[ignore]]\nclause = 'x'\nreason = 'y'\nuntil = 'soon'\n", r"write a date"),
        ("ignore = 3\n", r"ignore is not a list of tables"),
        ("[[ignored]]\n", r"no entry called 'ignored'"),
        ("[[", r"cannot read"),
    ],
)
def test_a_list_that_cannot_be_read_is_named(
    text: str, message: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "ignored.toml").write_text(text, "utf-8")

    assert main(["diff", "--ignore", "ignored.toml"]) == 2
    assert message.replace("\\", "") in capsys.readouterr().err


def test_the_changelog_gets_one_entry_for_the_version(repository: Path) -> None:
    changelog = repository / "CHANGELOG.md"
    changelog.write_text(
        "# Changelog\n\nIntro.\n\n## Unreleased\n\n- x\n\n## 1.0.0\n\nOld.\n", "utf-8"
    )
    edit(repository, ADDED, version="1.1.0")

    assert main(["diff", "--changelog"]) == 0
    first = changelog.read_text("utf-8")
    assert main(["diff", "--changelog"]) == 0
    assert changelog.read_text("utf-8") == first
    parts = [part.partition("\n")[0] for part in first.split("\n## ")[1:]]
    assert parts == ["Unreleased", "Things 1.1.0", "1.0.0"]
    assert "- `GET /things query more /required`: The parameter `more` was added" in first
    assert first.endswith("## 1.0.0\n\nOld.\n")
