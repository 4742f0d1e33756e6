"""What cannot be compared is reported with its place and exit code 2, never as "no changes"."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from clausebook.cli import main
from fakes.git_history import commit, edit, git, repository
from fakes.repositories import SPEC

__all__ = ["repository"]

Prepare = Callable[[Path], None]


def _renamed(folder: Path) -> None:
    git(folder, "mv", "spec/things.yaml", "spec/all.yaml")
    settings = folder / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace("things.yaml", "all.yaml"), "utf-8")


def _invalid(folder: Path) -> None:
    (folder / "spec" / "things.yaml").write_text(SPEC.replace("get:", "got:"), "utf-8")
    commit(folder, "worse")
    edit(folder)


def _not_yaml(folder: Path) -> None:
    (folder / "spec" / "things.yaml").write_text("openapi: [", "utf-8")
    commit(folder, "broken")
    edit(folder)


def _lost_part(folder: Path) -> None:
    edit(folder, ("{type: string, maxLength: 5}", "{$ref: part.yaml}"))
    commit(folder, "part forgotten")
    edit(folder)


def _without_main(folder: Path) -> None:
    git(folder, "branch", "-D", "main")


def _unrelated(folder: Path) -> None:
    git(folder, "checkout", "-q", "--orphan", "lonely")
    commit(folder, "alone")


def _odd_version(folder: Path) -> None:
    edit(folder, version="november")


def _dated(folder: Path) -> None:
    edit(folder, version="2024-06-01")


def _too_deep(folder: Path) -> None:
    least = "{type: string, maxLength: 5}"
    outside = "{oneOf: [{type: object, required: [p], properties: {p: "
    rest = "}}, {type: object, required: [q], properties: {q: {type: string}}}]}"
    for leaf in (least, "{type: string, maxLength: 4}"):
        edit(folder, (least, outside * 90 + leaf + rest * 90))
        commit(folder, "deep")


def _folder_for_a_list(folder: Path) -> None:
    (folder / "CHANGELOG.md").mkdir()


def _nothing(folder: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "arguments", "message"),
    [
        (_renamed, [], "spec/all.yaml: no such file at that revision; it was spec/things"),
        (_nothing, ["HEAD:spec/other.yaml"], "HEAD:spec/other.yaml: no such file at that revision"),
        (_nothing, ["nowhere:"], "git knows no revision 'nowhere' here"),
        (_nothing, ["--base", "nowhere"], "git knows no revision 'nowhere' here"),
        (_nothing, ["--base", "--output=x"], "expected one argument"),
        (_nothing, ["-c:"], "unrecognized arguments: -c:"),
        (_nothing, ["other.yaml"], "other.yaml: no such file; name one, or a file at a revision"),
        (_nothing, ["main:", "--base", "main"], "both name the base; give one"),
        (_nothing, ["main:", "gone.yaml"], "gone.yaml: no such file"),
        (_invalid, ["HEAD:"], "HEAD:spec/things.yaml:4:3: /paths/~1things: breaks OpenAPI"),
        (_not_yaml, ["HEAD:"], "HEAD:spec/things.yaml:2:1: invalid YAML"),
        (_lost_part, ["HEAD:"], "$ref names the file 'part.yaml', which does not exist"),
        (_without_main, [], "no base to compare with"),
        (_unrelated, [], "HEAD and main have no commit in common"),
        (_odd_version, ["--check-version"], "spec/things.yaml:2:"),
        (_dated, ["--check-version"], "info.version '2024-06-01' cannot be ordered"),
        (_too_deep, ["HEAD~1:"], "nested too deeply to be compared with the old one; flatten it"),
        (_nothing, ["--ignore", "gone.toml"], "gone.toml: No such file or directory; name another"),
        (_nothing, ["--ignore", "spec"], "cannot read spec: Is a directory; name another file"),
        (_folder_for_a_list, ["--changelog"], "CHANGELOG.md: Is a directory; make it a readable"),
        (_nothing, ["HEAD:spec/other.yaml"], "if there was none, a later revision"),
        (_nothing, ["--fail-on", "never"], "invalid choice: 'never'"),
    ],
)  # fmt: skip
def test_a_comparison_that_could_not_be_made_is_no_comparison(
    prepare: Prepare,
    arguments: list[str],
    message: str,
    repository: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    prepare(repository)

    try:
        code = main(["diff", *arguments])
    except SystemExit as left:
        code = int(str(left.code))
    shown = capsys.readouterr()
    assert code == 2
    assert message in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_a_shallow_clone_without_the_base_says_how_to_get_it(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    edit(repository, version="1.0.1")
    commit(repository, "later")
    commit(repository, "later still")
    clone = tmp_path / "shallow"
    source = repository.as_uri()
    command = ["git", "clone", "-q", "--depth", "1", "--branch", "work", source, str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.chdir(clone)

    assert main(["diff", "--base", "origin/main"]) == 2
    assert "this clone is shallow: fetch the history" in capsys.readouterr().err
    git(clone, "fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main")
    assert main(["diff", "--base", "origin/main"]) == 2
    assert "no commit in common; this clone is shallow" in capsys.readouterr().err


def test_outside_of_a_repository_a_file_must_be_named(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".git").rename(repository / "no-git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.parent))

    assert main(["diff"]) == 2
    assert "not a git repository" in capsys.readouterr().err
    assert main(["diff", "spec/things.yaml"]) == 0
