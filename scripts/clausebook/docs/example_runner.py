"""Runs example programs, as displayed, against the running service.

A program passes if it exits with 0; for curl, if the response has a 2xx status
code.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 60.0
_HEAD = re.compile(rb"HTTP/[\d.]+ (\d{3})[^\r\n]*\r?\n(.*?)\r?\n\r?\n(.*)", re.DOTALL)

RAN = "ran"
FAILED = "failed"
NOT_RUN = "not run here"


@dataclass(frozen=True)
class ExampleOutcome:
    """The outcome of one example: `why` is the reason if it did not run or failed."""

    state: str
    why: str = ""
    output: str = ""


def run_shell(text: str, environment: Mapping[str, str]) -> ExampleOutcome:
    """Runs a curl command in a shell; it passes with a 2xx."""
    shell, curl = shutil.which("sh"), shutil.which("curl")
    if shell is None or curl is None:
        return ExampleOutcome(NOT_RUN, f"{'curl' if shell else 'sh'} is not installed")
    # -q: ignore a .curlrc of this machine.
    silent = text.replace("curl -i", "curl -q -sS -i", 1)
    done = _run([shell, "-c", silent], environment)
    if done.returncode:
        return ExampleOutcome(
            FAILED, f"curl ends with {done.returncode}: {_last_line(done.stderr)}"
        )
    parts = _HEAD.match(done.stdout)
    if parts is None:
        return ExampleOutcome(FAILED, "the response has no status line")
    status, body = int(parts[1]), parts[3].decode("utf-8", "replace")
    if not 200 <= status < 300:
        return ExampleOutcome(FAILED, f"response {status}: {body[:300]}".rstrip(": "))
    return ExampleOutcome(RAN, "", f"{status} {body}".strip())


def run_python(text: str, environment: Mapping[str, str], packages: Path | None) -> ExampleOutcome:
    """Runs a Python program; `packages` is a folder whose packages it may import."""
    variables = {**environment}
    if packages is not None:
        variables["PYTHONPATH"] = str(packages.resolve())
    done = _run([sys.executable, "-W", "ignore", "-c", text], variables)
    output = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode == 0:
        return ExampleOutcome(RAN, "", output)
    why = _last_line(done.stderr)
    if why.startswith("ModuleNotFoundError"):
        return ExampleOutcome(NOT_RUN, f"{why.partition(': ')[2]} on this machine")
    return ExampleOutcome(FAILED, why)


def run_other(path: Path, environment: Mapping[str, str]) -> ExampleOutcome:
    """Runs a Go or Java file if its toolchain and packages are installed."""
    if path.suffix == ".go":
        go = shutil.which("go")
        if go is None:
            return ExampleOutcome(NOT_RUN, "go is not installed")
        if not (path.parent / "go.mod").is_file():
            return ExampleOutcome(NOT_RUN, "there is no go.mod that names its packages")
        # GOPROXY=off: nothing is downloaded.
        offline = {**environment, "GOPROXY": "off", "GOFLAGS": "-mod=mod"}
        done = _run([go, "run", str(path)], offline, path.parent)
        if b"GOPROXY=off" in done.stderr:
            return ExampleOutcome(NOT_RUN, "its packages are not downloaded; see `go mod download`")
        return _outcome_of(done)
    java = shutil.which("java")
    if java is None:
        return ExampleOutcome(NOT_RUN, "java is not installed")
    if not os.environ.get("CLASSPATH"):
        return ExampleOutcome(NOT_RUN, "no CLASSPATH names its packages")
    return _outcome_of(_run([java, str(path)], environment, path.parent))


def _outcome_of(process: subprocess.CompletedProcess[bytes]) -> ExampleOutcome:
    output = process.stdout.decode("utf-8", "replace").strip()
    return (
        ExampleOutcome(FAILED, _last_line(process.stderr))
        if process.returncode
        else ExampleOutcome(RAN, "", output)
    )


def _run(
    command: list[str], environment: Mapping[str, str], folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Runs the command without a proxy and kills it after 60 s."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and name not in ("PYTHONPATH", "PYTHONSTARTUP")
    }
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**inherited, **environment},
        cwd=folder,
    )
    with contextlib.ExitStack() as stack:
        stack.callback(process.wait)
        stack.callback(process.kill)
        try:
            out, err = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(
                command, 124, b"", f"it takes more than {_SECONDS:g} s".encode()
            )
        return subprocess.CompletedProcess(command, process.returncode, out, err)


def _last_line(error: bytes) -> str:
    lines = [line for line in error.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip()[:500] if lines else "no output on stderr"
