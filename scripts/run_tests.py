#!/usr/bin/env python3
"""Runs every test of the repository in `.venv`; options go to pytest (`-n 2`, `-k NAME`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from environment import ROOT, run_in_environment


def main(argv: Sequence[str] | None = None) -> int:
    options = sys.argv[1:] if argv is None else argv
    os.chdir(ROOT)  # pytest takes its settings and its list of tests from there
    return run_in_environment("run_tests", ["-m", "pytest", *options], ROOT / ".venv")


if __name__ == "__main__":
    sys.exit(main())
