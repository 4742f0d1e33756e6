"""Formats generated Python by ruff, independent of any surrounding configuration."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ruff import find_ruff_bin

from clausebook.codegen.errors import GenerationError

# Isolated from any pyproject.toml or ruff.toml: removes unused imports (F401) and sorts imports
# (I). `exclude=[]` because ruff skips folders named build, dist or venv, and a tag may be named so.
_COMMON = (
    "--isolated",
    "--no-cache",
    "--no-respect-gitignore",
    "--target-version=py311",
    "--line-length=100",
    "--config=exclude=[]",
    "--quiet",
)
_COMMANDS = (("check", "--fix-only", "--select=F401,I,PYI019,RUF022"), ("format",))


def format_code(folder: Path) -> None:
    """Format every Python file below `folder` in place.

    Raises:
        GenerationError: ruff failed, most likely because a file is not valid Python.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("RUFF_")
    }
    for verb, *options in _COMMANDS:
        command = [find_ruff_bin(), verb, *options, *_COMMON, "."]
        result = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise GenerationError(
                f"ruff could not read the generated code: {result.stderr.strip()}"
            )
