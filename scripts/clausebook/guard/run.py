"""Runs the contract tests by pytest in one subprocess and reads along while it works.

The subprocess keeps a bad test from ending guard, and its output out of guard's own. Credentials
reach it by the environment, since a command line can be read by every user of the machine.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clausebook.finding import CannotRun
from clausebook.guard.verdicts import Judged, stage_of
from clausebook.report import Secrets, Stage

if TYPE_CHECKING:
    from clausebook.guard import Order

_POLL_SECONDS = 0.05
_STOP_SECONDS = 5.0
_MOST_WORKERS = 4
_DONE = (0, 1, 5)  # pytest: all passed, some failed, none collected


@dataclass(frozen=True, slots=True)
class PytestRun:
    """The command line and environment of one run."""

    folder: Path
    arguments: Sequence[str]
    environment: Mapping[str, str]
    root: Path

    @classmethod
    def of(cls, order: Order, stages: Sequence[str]) -> PytestRun:
        """The run that judges these stages.

        Raises:
            CannotRun: there are no contract tests, or workers are wanted without pytest-xdist.
        """
        settings = order.settings
        if not settings.contract_tests.is_dir():
            raise CannotRun(
                f"there is no folder {settings.contract_tests} with contract tests; correct "
                "contract_tests in [tool.clausebook], or judge --only drift"
            )
        environment = dict(os.environ)
        arguments = [
            "--no-header",
            "-vv",  # else assertions shorten what they quote, and half a credential is not masked
            "-p",
            "no:cacheprovider",
            "-p",
            "no:schemathesis",  # a second to load, and only its own fixtures need it here
            f"--rootdir={settings.root}",
            f"--clausebook-spec={settings.spec}",
            f"--clausebook-stages={','.join(stages)}",
        ]
        if order.facts_file is not None:
            arguments.append(f"--clausebook-facts={order.facts_file}")
        if order.url is not None:
            arguments += [f"--clausebook-url={order.url}", *_sockets(order.url)]
        if order.allow_writes:
            arguments.append("--clausebook-allow-writes")
        if order.max_response_time is not None:
            arguments.append(f"--clausebook-max-response-time={order.max_response_time}")
        if order.workers == 1:
            arguments.append("--clausebook-one-by-one")
        if order.seed is not None:
            arguments += [f"--clausebook-seed={order.seed}", f"--hypothesis-seed={order.seed}"]
        if order.max_examples is not None:
            arguments.append(f"--clausebook-max-examples={order.max_examples}")
        for number, (name, value) in enumerate(order.headers.items()):
            variable = f"CLAUSEBOOK_HEADER_{number}"
            environment[variable] = value
            arguments.append(f"--clausebook-header-env={name}={variable}")
        arguments += _workers(order)
        return cls(settings.contract_tests, arguments, environment, settings.root)


def _workers(order: Order) -> list[str]:
    """As many processes as were asked for, else one for each core where the service is ours.

    A deployment has one state for all of them, so there each check waits for the one before.
    """
    installed = importlib.util.find_spec("xdist") is not None
    if order.workers > 1 and not installed:
        raise CannotRun("--workers needs pytest-xdist; install it, or leave --workers out")
    cores = min(os.cpu_count() or 1, _MOST_WORKERS) if installed and order.url is None else 1
    workers = order.workers or cores
    return ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []


def _sockets(url: str) -> list[str]:
    """Lets a suite that blocks sockets reach the host it is told to judge."""
    if importlib.util.find_spec("pytest_socket") is None:
        return []
    return [f"--allow-hosts=127.0.0.1,::1,localhost,{urlsplit(url).hostname}"]


def run_pytest(
    run: PytestRun, secrets: Secrets, show: Callable[[Stage], None]
) -> dict[str, Judged]:
    """What the tests of each stage came to; `show` is called with a stage when it is over.

    Raises:
        CannotRun: pytest ended early, or a check could not run.
    """
    heard = _Heard(show)
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        stream, output = Path(scratch, "events"), Path(scratch, "output")
        stream.touch()
        command = [sys.executable, "-m", "pytest", str(run.folder), *run.arguments]
        with output.open("wb") as sink:
            process = subprocess.Popen(
                [*command, f"--clausebook-report={stream}"],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=run.root,
                env=dict(run.environment),
                # A group of its own, so that its workers can be ended with it.
                process_group=None if sys.platform == "win32" else 0,
            )
            for event in _events(process, stream):
                heard.event(secrets.mask_all(event))
        said = secrets.mask(output.read_text(encoding="utf-8", errors="replace"))
    if heard.problems:
        more = f" (and {len(heard.problems) - 1} more)" if len(heard.problems) > 1 else ""
        raise CannotRun(f"a check could not run: {heard.problems[0]}{more}")
    if process.returncode not in _DONE or not heard.finished:
        raise CannotRun(f"the contract tests did not run: {_reason(said, process.returncode)}")
    return heard.stages


class _Heard:
    """What pytest has said so far."""

    def __init__(self, show: Callable[[Stage], None]) -> None:
        self._show = show
        self.stages: dict[str, Judged] = {}
        self.problems: list[str] = []
        self.finished = False

    def event(self, event: dict[str, Any]) -> None:
        kind = event["event"]
        if kind == "finished":
            self.finished = True
        elif event.get("outcome", kind) == "cannot run":
            self.problems.append(event["why"])
        else:
            name = event["stage"]
            judged = self.stages.setdefault(name, Judged())
            judged.add(event)
            if judged.reported == event["of"]:
                self._show(stage_of(name, judged))


def _events(process: subprocess.Popen[bytes], stream: Path) -> Iterator[dict[str, Any]]:
    """Each event as it is written, until the process has ended; it never outlives this."""
    try:
        with stream.open(encoding="utf-8") as lines:
            rest = ""
            ended = False
            while not ended:
                ended = _ended(process)
                rest += lines.read()
                *whole, rest = rest.split("\n")
                yield from map(json.loads, whole)
    finally:
        _stop(process)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends what still runs: pytest and, as a group of their own, the workers it started."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
        _signal(process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if sys.platform == "win32":
        process.send_signal(number)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _reason(output: str, code: int) -> str:
    """The line in which pytest says why, as far as it can be told from the others."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR", "E  ", "INTERNALERROR"))]
    telling = [line for line in errors if "Error" in line] or errors or lines[-1:]
    return f"{telling[-1] if telling else 'it said nothing'} (pytest exit code {code})"
