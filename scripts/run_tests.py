#!/usr/bin/env python3
"""Runs the tests of the repository in `.venv`; options go to pytest (`-k NAME`, `-n 2`).

Without a selection: all but the slow ones, on every core, and the 20 slowest are listed. `--all` is
what CI runs: the slow ones too. A selection (a path, `-k`, `--lf`) runs as it is, in one process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from environment import ROOT, run_in_environment

_SELECTING = ("--lf", "--last-failed", "--sw", "--stepwise")


def arguments_for(options: Sequence[str]) -> list[str]:
    """The arguments of pytest: what was given, behind what is ours. Paths are below ROOT."""
    given = [option for option in options if option != "--all"]
    if any(_selects(option) for option in given):
        return given
    ours = ["--durations=20"]
    if not any(_says_how_many_processes(option) for option in given):
        ours += ["-n", "auto", "--dist", "worksteal"]
    if "--all" not in options and not any(option.startswith("-m") for option in given):
        ours += ["-m", "not slow"]
    return [*ours, *given]


def _selects(option: str) -> bool:
    is_path = not option.startswith("-") and (ROOT / option.partition("::")[0]).exists()
    return is_path or option.startswith("-k") or option in _SELECTING


def _says_how_many_processes(option: str) -> bool:
    return option.startswith(("-n", "--numprocesses")) or option.endswith("no:xdist")


def main(argv: Sequence[str] | None = None) -> int:
    options = sys.argv[1:] if argv is None else argv
    os.chdir(ROOT)  # pytest takes its settings and its list of tests from there
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of 200 processes compiles anew
    arguments = ["-m", "pytest", *arguments_for(options)]
    return run_in_environment("run_tests", arguments, ROOT / ".venv")


if __name__ == "__main__":
    sys.exit(main())
