"""A contract in a git repository: one commit on main, and a branch `work` checked out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from fakes.repositories import SPEC, make_repository

OPTIONAL = "{name: more, in: query, schema: {type: string}}"
SHORTER = ("maxLength: 5", "maxLength: 4")
ADDED = ("      parameters:\n", f"      parameters:\n        - {OPTIONAL}\n")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit on main, and a branch `work` that is checked out."""
    folder = make_repository(tmp_path)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "first")
    git(folder, "checkout", "-q", "-b", "work")
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=n", "-c", "user.email=e@x.invalid", "-c", "commit.gpgsign=false"]
    command = ["git", *settings, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


def edit(folder: Path, *replacements: tuple[str, str], version: str = "1.0.0") -> None:
    text = SPEC.replace("version: 1.0.0", f"version: {version}")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    (folder / "spec" / "things.yaml").write_text(text, encoding="utf-8")


def printed_report(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found
