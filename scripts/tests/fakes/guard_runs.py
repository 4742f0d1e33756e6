"""Runs guard on a small project and reads its output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from clausebook.checks.configured import built_in_checks
from clausebook.checks.registry import Kind

from fakes.command import completed
from fakes.repositories import KEY, TESTS

BROKEN = f"""
@pytest.mark.clausebook_clause({KEY!r})
def test_finds():
    raise ContractBroken([Finding({KEY!r}, "lint", "accepted", "4xx", "200", "curl x")])
"""
BUILT_IN = sum(rule.level is not None for rule in built_in_checks(Kind.LINT))
HEADER = TESTS.partition("@")[0]


def guard(folder: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    # One worker unless a test asks for more: starting others takes longer than these checks.
    words = ["guard", "--project", str(folder), "--workers", "1", *options]
    return completed(words, folder, variables)


def guard_process(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, for what a project has imported: its plugins."""
    command = [sys.executable, "-m", "clausebook", "guard", "--project", str(folder)]
    return subprocess.run(
        [*command, "--workers", "1", *options],
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip


def report(folder: Path, *options: str, **variables: str) -> tuple[int, dict[str, Any]]:
    done = guard(folder, "--only", "lint", "--format", "json", *options, **variables)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def verdict(data: dict[str, Any], key: str = KEY) -> dict[str, Any]:
    found: dict[str, Any] = next(clause for clause in data["clauses"] if clause["key"] == key)
    return found


def assert_cannot_run(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.stdout == ""
    assert_could_not_judge(done, *parts)


def assert_could_not_judge(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    """Asserts exit 2 and one line on stderr with these parts."""
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    for part in parts:
        assert part in lines[0]
