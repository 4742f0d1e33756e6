"""Imports generated modules in a separate process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# Isolated (-I) from the current folder and PYTHONPATH. Warnings are errors, as users may configure
# them so; httpx and attrs are imported before.
_PROGRAM = """
import importlib, json, sys, warnings
import attrs, httpx
warnings.simplefilter("error")
folder, *modules = json.load(sys.stdin)
sys.path.insert(0, folder)
failed = {}
for module in modules:
    try:
        importlib.import_module(module)
    except Exception as error:
        failed[module] = f"{type(error).__name__}: {error}"
print(json.dumps(failed))
"""


def import_failures(folder: Path, modules: Sequence[str]) -> dict[str, str]:
    """The modules below `folder` that cannot be imported, each with the reason."""
    command = [sys.executable, "-I", "-B", "-c", _PROGRAM]
    result = subprocess.run(
        command,
        input=json.dumps([str(folder), *modules]),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        return dict.fromkeys(modules, reason)
    failed: dict[str, str] = json.loads(result.stdout)
    return failed
