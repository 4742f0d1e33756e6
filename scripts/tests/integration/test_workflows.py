"""The workflows: permissions, pinned actions, and scripts that exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes.git_history import SHORTER, commit, edit, git
from fakes.paths import ROOT
from fakes.repositories import make_repository

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / ".github" / "actions" / "contract"
FILES = [*WORKFLOWS, ACTION / "action.yml"]


def data(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    described = data(path)
    jobs = described.get("jobs", {"": described.get("runs", {})})
    for job in jobs.values():
        yield from job["steps"]


def named(path: Path) -> str:
    return path.parent.name if path.stem == "action" else path.stem


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_action_is_pinned_by_hash_with_its_version(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if "uses:" in line]

    assert lines
    pinned = re.compile(r"\s*- uses: (\./[\w./-]+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)")
    assert [line for line in lines if not pinned.fullmatch(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=named)
def test_a_workflow_is_read_only_unless_a_job_declares_writes(path: Path) -> None:
    described = data(path)

    assert described["permissions"] == {"contents": "read"}
    writing = {name for name, job in described["jobs"].items() if "permissions" in job}
    assert writing <= {"regenerate"}
    triggers = described[True]  # YAML 1.1 reads the key `on` so
    assert "pull_request_target" not in triggers
    assert not writing or "pull_request" not in triggers


@pytest.mark.parametrize("path", FILES, ids=named)
def test_expressions_reach_a_shell_only_by_the_environment(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=named)
def test_a_checkout_leaves_no_credential_behind(path: Path) -> None:
    checkouts = [step for step in steps(path) if "actions/checkout@" in step.get("uses", "")]

    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_each_workflow_runs_scripts_that_exist(path: Path) -> None:
    run = "\n".join(step.get("run", "") for step in steps(path))

    for script in re.findall(r"(?:python3|bash) ([\w./-]+)", run):
        assert (ROOT / script).is_file(), script


def test_the_suite_runs_on_every_python_that_the_project_names() -> None:
    found = data(ROOT / ".github" / "workflows" / "contract.yml")["jobs"]["suite"]
    settings = (ROOT / "scripts" / "environment.py").read_text("utf-8")

    (oldest, newest) = (
        int(re.search(rf"^{name} = \(3, (\d+)\)", settings, re.MULTILINE)[1])  # type: ignore[index]
        for name in ("OLDEST", "NEWEST")
    )
    versions = [f"3.{minor}" for minor in range(oldest, newest + 1)]
    assert found["strategy"]["matrix"]["python-version"] == versions


def test_the_hooks_call_verbs_with_options_that_exist() -> None:
    from clausebook.cli.arguments import parser

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    for hook in hooks:
        command, *arguments = hook["entry"].split()
        assert command == "clausebook"
        assert parser().parse_args(arguments)


@pytest.fixture
def runner(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A repository with a breaking change, and an environment for the action."""
    (tmp_path / "repository").mkdir()
    folder = make_repository(tmp_path / "repository")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "first")
    edit(folder, SHORTER)
    programs = tmp_path / "bin"
    programs.mkdir()
    command = programs / "clausebook"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m clausebook "$@"\n', "utf-8")
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "scripts"),
        "GUARD_OPTIONS": "--only spec --workers 1",
        "PROVE": "false",
    }
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        environment.pop(name, None)
    return folder, environment


def contract(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(ACTION / "run")]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the action's script is one for bash")
def test_the_action_runs_guard_and_diff_and_leaves_every_report(
    runner: tuple[Path, dict[str, str]],
) -> None:
    folder, environment = runner
    summary = folder / "summary.md"
    told = {"BASE": "main", "GITHUB_ACTIONS": "1", "GITHUB_STEP_SUMMARY": str(summary)}
    found = contract(folder, {**environment, **told})

    assert found.returncode == 1, found.stderr
    names = {path.name for path in (folder / "reports").iterdir()}
    reports = {f"contract.{end}" for end in ("json", "xml", "sarif", "md", "html")}
    assert names == {"guard.json", "diff.json", *reports}
    assert "::error file=spec/things.yaml,line=" in found.stdout
    assert "clausebook guard and diff: broken" in summary.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the action's script is one for bash")
def test_could_not_run_outranks_a_finding(runner: tuple[Path, dict[str, str]]) -> None:
    folder, environment = runner

    assert contract(folder, environment).returncode == 0
    found = contract(folder, {**environment, "BASE": "nowhere"})
    assert found.returncode == 2
    assert "git knows no revision 'nowhere'" in found.stderr
    assert not (folder / "reports" / "diff.json").exists()
