"""Makes the `.venv` beside this folder from the pins, for all scripts here.

It runs on any Python from 3.7 without packages, and looks for a new enough one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "scripts" / "requirements.txt"
OLDEST = (3, 11)
NEWEST = (3, 14)
_PROBE = f"import sys, venv, ensurepip; print(sys.version_info[:2] >= {OLDEST})"


class CannotPrepareError(Exception):
    """The environment cannot be made; the message says what to do."""


def run_in_environment(script: str, arguments: Sequence[str], environment: Path) -> int:
    """Run the environment's Python with `arguments`; its exit code, or 2 without an environment."""
    try:
        python = prepared_python(environment)
    except CannotPrepareError as error:
        print(f"{script}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    sys.stdout.flush()
    if os.name == "posix":
        # exec, so that signals and the exit code need no forwarding.
        os.execv(python, [str(python), *arguments])
    return subprocess.call([str(python), *arguments])


def prepared_python(environment: Path) -> Path:
    """The Python of the environment, in which the pins are installed if they have changed."""
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = environment / "clausebook-pins"
    if python.exists() and stamp.is_file():
        if stamp.read_text(encoding="utf-8") == _digest(environment, python):
            return python
        stamp.unlink()
    base = new_enough_python()
    print(f"==> preparing {environment.name} (once; about a minute)", file=sys.stderr)
    remake = ["--clear"] if environment.exists() and not _works(str(python)) else []
    _run([base, "-m", "venv", *remake, str(environment)], f"make {environment}")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pins = [*pip, "--retries", "2", "--require-hashes", "-r", str(PINS)]
    hint = "check the network or the package index that pip is set to, then run this again"
    _run(pins, f"install {PINS.relative_to(ROOT)}", hint)
    project = [*pip, "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)]
    _run(project, f"install {ROOT}")
    stamp.write_text(_digest(environment, python), encoding="utf-8")
    return python


def new_enough_python() -> str:
    """This Python if it is new enough, else the newest one on the PATH."""
    if sys.version_info[:2] >= OLDEST:
        candidates = [sys.executable]
    else:
        minors = range(NEWEST[1], OLDEST[1] - 1, -1)
        candidates = [path for path in map(shutil.which, (f"python3.{n}" for n in minors)) if path]
    for path in candidates:
        if _works(path):
            return path
    if candidates:
        version = (
            ".".join(map(str, sys.version_info[:2])) if candidates == [sys.executable] else "3"
        )
        raise CannotPrepareError(
            f"{candidates[0]} cannot make environments: its venv or ensurepip module is missing; "
            f"install it (Debian, Ubuntu: apt install python{version}-venv), then run this again"
        )
    raise CannotPrepareError(
        f"Python 3.{OLDEST[1]} or newer is needed, and this is {sys.version.split()[0]}; "
        f"install one as python3.{OLDEST[1]}, then run this again"
    )


def _works(python: str) -> bool:
    """Whether this Python runs, is new enough and can make environments."""
    try:
        result = subprocess.run([python, "-c", _PROBE], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return result.stdout.startswith("True")


def _digest(environment: Path, python: Path) -> str:
    """The hash of pins, project, path and Python; a change reinstalls."""
    parts = [PINS.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    parts += [str(environment).encode(), str(python.resolve()).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _run(command: Sequence[str], purpose: str, hint: str = "correct that, then try again") -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        lines = (result.stderr or result.stdout).strip().splitlines()
        errors = [line for line in lines if line.upper().startswith("ERROR")] or lines
        reason = errors[0][:300] if errors else f"exit code {result.returncode}"
        raise CannotPrepareError(f"cannot {purpose}: {reason}; {hint}")
