"""Runs the contract tests by pytest in one subprocess and reads along while it works.

The subprocess keeps a bad test from ending guard, and its output out of guard's own. Credentials
reach it by the environment, since a command line can be read by every user of the machine; all else
is in one file.
"""

from __future__ import annotations

import contextlib
import importlib.util
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from clausebook.config.run_config import RunConfig
from clausebook.errors import CannotRun
from clausebook.guard.config import GuardConfig
from clausebook.guard.event_reader import EventReader, PytestResult
from clausebook.guard.verdicts import StageTally
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.builtin import built_in_modules
from clausebook.pytest_plugin.messages import from_line
from clausebook.report import Stage

_POLL_SECONDS = 0.05
_STOP_SECONDS = 5.0
_PUT_BACK_SECONDS = 120.0  # what was written to a deployment is put back before the end
_MOST_WORKERS = 4
_DONE = (0, 1, 5)  # pytest: all passed, some failed, none collected


@dataclass(frozen=True, slots=True)
class PytestRun:
    """The command line and environment of one run, and what its checks are to do."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    checks: RunConfig
    root: Path
    stop_seconds: float = _STOP_SECONDS

    @classmethod
    def of(cls, config: GuardConfig, stages: Sequence[str]) -> PytestRun:
        """The run that judges these stages.

        Raises:
            CannotRun: no folder of contract tests is where it should be, or no pytest-xdist.
        """
        settings, checks = config.settings, config.checks
        arguments = [
            *_tests(settings.contract_tests, stages),
            *("-k", "", "-m", "", "--maxfail=0"),  # a project's addopts take no check away
            "--no-header",
            "-vv",  # else assertions shorten what they quote, and half a credential is not masked
            "-p",
            "no:cacheprovider",
            "-p",
            "no:schemathesis",  # a second to load, and only its own fixtures need it here
            *(() if "client" in stages else ("-p", "no:respx")),  # loads httpx, for the client
            f"--rootdir={settings.root}",
            *(_sockets(config, checks.url) if checks.url is not None else ()),
            *((f"--hypothesis-seed={checks.seed}",) if checks.seed is not None else ()),
            *_workers(config),
        ]
        folder = settings.contract_tests
        return cls(
            arguments,
            {**os.environ, **config.credentials},
            replace(
                checks,
                spec=settings.spec.resolve(),  # it starts in the root
                stages=tuple(stages),
                add_checks_to=folder.resolve() if folder is not None else None,
            ),
            settings.root,
            _PUT_BACK_SECONDS if checks.url is not None else _STOP_SECONDS,
        )


def _tests(folder: Path | None, stages: Sequence[str]) -> list[str]:
    """The built-in checks: beside those of the folder, else apart from all that lies around."""
    if folder is None:
        alone = ["--noconftest", f"--config-file={os.devnull}"]
        return [*alone, "--pyargs", *built_in_modules(stages)]
    if not folder.is_dir():
        raise CannotRun(
            f"there is no folder {folder} with contract tests; correct contract_tests in "
            "[tool.clausebook], or leave it out to run clausebook's own tests alone"
        )
    return [str(folder)]


def _workers(config: GuardConfig) -> list[str]:
    """As many processes as were asked for, else one for each core where the service is ours.

    A deployment has one state for all of them, so there each check waits for the one before.
    """
    installed = importlib.util.find_spec("xdist") is not None
    if config.workers > 1 and not installed:
        raise CannotRun("--workers needs pytest-xdist; install it, or leave --workers out")
    is_ours = config.checks.url is None
    cores = min(os.cpu_count() or 1, _MOST_WORKERS) if installed and is_ours else 1
    workers = config.workers or cores
    return ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []


def _sockets(config: GuardConfig, url: str) -> list[str]:
    """Lets a suite that blocks sockets reach the host it is told to judge, and the proxy to it."""
    if importlib.util.find_spec("pytest_socket") is None:
        return []
    proxy = config.route().route().proxy
    # Behind a proxy the deployment's name need not be one that this machine can resolve.
    host = proxy.address.host if proxy else urlsplit(url).hostname
    return [f"--allow-hosts=127.0.0.1,::1,localhost,{host}"]


def run_pytest(
    run: PytestRun,
    secrets: Secrets,
    show: Callable[[Stage], None],
    waive: Callable[[StageTally], None],
) -> PytestResult:
    """What the tests of each stage came to; `show` is called with a stage when it is over.

    Raises:
        CannotRun: pytest could not collect the tests, or ended before it ran any.
    """
    reader = EventReader(show, waive)
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        events, output = Path(scratch, "events"), Path(scratch, "output")
        events.touch()
        configuration = Path(scratch, "config.json")
        replace(run.checks, events=events, parent=os.getpid()).write(configuration)
        command = [sys.executable, "-m", "pytest", *run.arguments]
        with output.open("wb") as sink:
            process = subprocess.Popen(
                [*command, f"--clausebook-config={configuration}"],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=run.root,
                env=dict(run.environment),
                # A group of its own, so that its workers can be ended with it.
                process_group=None if sys.platform == "win32" else 0,
            )
            interrupt = _Interrupt(process, run.stop_seconds)
            with interrupt.handled():
                for line in _lines(process, events, interrupt):
                    reader.take(from_line(line, secrets))
        said = secrets.mask(output.read_text(encoding="utf-8", errors="replace"))
    if reader.problems:
        more = f" (and {len(reader.problems) - 1} more)" if len(reader.problems) > 1 else ""
        raise CannotRun(f"the checks cannot be collected: {reader.problems[0]}{more}")
    if interrupt.requested:
        reader.interrupt()
        return reader.result
    if process.returncode not in _DONE or not reader.finished:
        if reader.running is None:
            raise CannotRun(f"the checks did not run: {_reason(said, process.returncode)}")
        reader.end_early(run.checks.stages, process.returncode)
    return reader.result


class _Interrupt:
    """Ctrl-C: the first lets pytest put back what it owes, the second ends everything at once."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._deadline = math.inf
        self.seconds = seconds

    @property
    def requested(self) -> bool:
        """Whether there was one."""
        return self._deadline < math.inf

    @property
    def is_overdue(self) -> bool:
        """Whether pytest has had its time to end."""
        return time.monotonic() > self._deadline

    @contextlib.contextmanager
    def handled(self) -> Iterator[None]:
        """Takes the signal of a terminal while pytest runs, which has a group of its own."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._handle)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            self.seconds = 0.0
            raise KeyboardInterrupt
        self._deadline = time.monotonic() + self.seconds
        self._process.terminate()


def _lines(process: subprocess.Popen[bytes], stream: Path, interrupt: _Interrupt) -> Iterator[str]:
    """Each line as it is written, until the process has ended; it never outlives this."""
    try:
        with stream.open(encoding="utf-8") as lines:
            rest = ""
            ended = False
            while not ended:
                ended = _ended(process) or interrupt.is_overdue
                rest += lines.read()
                *whole, rest = rest.split("\n")
                yield from whole
    finally:
        _stop(process, 0.0 if interrupt.requested else interrupt.seconds)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _stop(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Ends what still runs: pytest and, as a group of their own, the workers it started."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
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
