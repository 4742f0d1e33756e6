"""Generated Python made format_code by ruff, the same bytes whatever settings surround it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ruff import find_ruff_bin

from clausebook.codegen.errors import GenerationError

# Isolated from any pyproject.toml or ruff.toml around the folder, with every choice made here:
# unused imports go (F401), imports are sorted (I), and lines are as long as ours. `exclude=[]`
# because ruff skips folders called build, dist or venv, and a tag may be called so.
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
    """Formats every Python file below `folder` in place.

    Raises:
        GenerationError: ruff refused a file, most likely because it is no Python.
    """
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith("RUFF_")
    }
    for verb, *options in _COMMANDS:
        command = [find_ruff_bin(), verb, *options, *_COMMON, "."]
        done = subprocess.run(
            command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise GenerationError(f"ruff could not read the generated code: {done.stderr.strip()}")
