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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clausebook.errors import CannotRun
from clausebook.guard.config import GuardConfig
from clausebook.guard.verdicts import StageTally, stage_of
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.builtin import built_in_modules
from clausebook.pytest_plugin.limit import GRACE_SECONDS, SECONDS
from clausebook.report import Stage, UnjudgedCheck

_POLL_SECONDS = 0.05
_STOP_SECONDS = 5.0
_PUT_BACK_SECONDS = 120.0  # what was written to a deployment is put back before the end
_MOST_WORKERS = 4
_DONE = (0, 1, 5)  # pytest: all passed, some failed, none collected


@dataclass(frozen=True, slots=True)
class PytestRun:
    """The command line and environment of one run."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    root: Path
    stages: Sequence[str]
    stop_seconds: float = _STOP_SECONDS

    @classmethod
    def of(cls, order: GuardConfig, stages: Sequence[str]) -> PytestRun:
        """The run that judges these stages.

        Raises:
            CannotRun: no folder of contract tests is where it should be, or no pytest-xdist.
        """
        settings = order.settings
        environment = dict(os.environ)
        arguments = [
            *_tests(settings.contract_tests, stages),
            *("-k", "", "-m", "", "--maxfail=0"),  # a project's addopts take no check away
            "--no-header",
            "-vv",  # else assertions shorten what they quote, and half a credential is not masked
            "-p",
            "no:cacheprovider",
            "-p",
            "no:schemathesis",  # a second to load, and only its own fixtures need it here
            *(() if "consumer" in stages else ("-p", "no:respx")),  # loads httpx, for the client
            f"--rootdir={settings.root}",
            f"--clausebook-spec={settings.spec.resolve()}",  # it starts in the root
            f"--clausebook-stages={','.join(stages)}",
        ]
        if order.facts_file is not None:
            arguments.append(f"--clausebook-facts={order.facts_file}")
        if order.url is not None:
            arguments += [f"--clausebook-url={order.url}", *_sockets(order, order.url)]
        if order.allow_writes:
            arguments.append("--clausebook-allow-writes")
        arguments += _route(order, environment)
        if order.rate is not None:
            arguments.append(f"--clausebook-rate={order.rate}")
        if order.budget is not None:
            arguments.append(f"--clausebook-budget={order.budget}")
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
        patience = _PUT_BACK_SECONDS if order.allow_writes else _STOP_SECONDS
        return cls(arguments, environment, settings.root, stages, patience)


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
    return [str(folder), f"--clausebook-add-checks-to={folder.resolve()}"]


def _workers(order: GuardConfig) -> list[str]:
    """As many processes as were asked for, else one for each core where the service is ours.

    A deployment has one state for all of them, so there each check waits for the one before.
    """
    installed = importlib.util.find_spec("xdist") is not None
    if order.workers > 1 and not installed:
        raise CannotRun("--workers needs pytest-xdist; install it, or leave --workers out")
    cores = min(os.cpu_count() or 1, _MOST_WORKERS) if installed and order.url is None else 1
    workers = order.workers or cores
    return ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []


def _sockets(order: GuardConfig, url: str) -> list[str]:
    """Lets a suite that blocks sockets reach the host it is told to judge, and the proxy to it."""
    if importlib.util.find_spec("pytest_socket") is None:
        return []
    proxy = order.route.route().proxy
    # Behind a proxy the deployment's name need not be one that this machine can resolve.
    host = proxy.address.host if proxy else urlsplit(url).hostname
    return [f"--allow-hosts=127.0.0.1,::1,localhost,{host}"]


def _route(order: GuardConfig, environment: dict[str, str]) -> list[str]:
    """The way to the deployment as options; the proxy, which may hold a password, as a variable."""
    names = ("ca_file", "client_cert", "client_key")
    files = {name.replace("_", "-"): getattr(order.route, name) for name in names}
    arguments = [f"--clausebook-{name}={path.resolve()}" for name, path in files.items() if path]
    if order.route.proxy:
        environment["CLAUSEBOOK_PROXY"] = order.route.proxy
        arguments.append("--clausebook-proxy-env=CLAUSEBOOK_PROXY")
    return arguments


@dataclass
class PytestResult:
    """What a run of pytest came to.

    `stages` holds what each stage judged, `unjudged` the checks that could not judge, and
    `left_out` a line for each file of tests that leaves itself out, say by `importorskip`.
    """

    stages: dict[str, StageTally] = field(default_factory=dict)
    unjudged: list[UnjudgedCheck] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def run_pytest(run: PytestRun, secrets: Secrets, show: Callable[[Stage], None]) -> PytestResult:
    """What the tests of each stage came to; `show` is called with a stage when it is over.

    Raises:
        CannotRun: pytest could not collect the tests, or ended before it ran any.
    """
    heard = _Heard(show)
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        stream, output = Path(scratch, "events"), Path(scratch, "output")
        stream.touch()
        command = [sys.executable, "-m", "pytest", *run.arguments]
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
            for event in _events(process, stream, run.stop_seconds):
                heard.event(secrets.mask_all(event))
        said = secrets.mask(output.read_text(encoding="utf-8", errors="replace"))
    if heard.problems:
        more = f" (and {len(heard.problems) - 1} more)" if len(heard.problems) > 1 else ""
        raise CannotRun(f"the checks cannot be collected: {heard.problems[0]}{more}")
    if process.returncode not in _DONE or not heard.finished:
        if heard.running is None:
            raise CannotRun(f"the checks did not run: {_reason(said, process.returncode)}")
        heard.end_early(run.stages, process.returncode)
    return heard.result


class _Heard:
    """What pytest has said so far. `running` is the id of the test that began last."""

    def __init__(self, show: Callable[[Stage], None]) -> None:
        self._show = show
        self._over: set[str] = set()
        self.result = PytestResult()
        self.problems: list[str] = []
        self.running: str | None = None
        self.finished = False

    def event(self, event: dict[str, Any]) -> None:
        """Takes in one event of the stream."""
        match event["event"]:
            case "finished":
                self.finished = True
            case "cannot run":
                self.problems.append(event["why"])
            case "left out":
                self.result.left_out.append(f"{event['file']} left out: {event['why']}")
            case "started":
                self.running = event["test"]
            case "lost":
                self.result.unjudged.append(UnjudgedCheck("", event["test"], event["why"]))
            case "test":
                self._test(event)

    def _test(self, event: dict[str, Any]) -> None:
        name = event["stage"]
        judged = self.result.stages.setdefault(name, StageTally())
        judged.add(event)
        if event["outcome"] == "could not be judged":
            self.result.unjudged.append(UnjudgedCheck(name, event["test"], event["why"]))
        if judged.reported == event["of"] and name not in self._over:
            self._over.add(name)
            if not self.problems:  # with workers, pytest runs the rest of what it collected
                self._show(stage_of(name, judged))

    def end_early(self, stages: Sequence[str], code: int) -> None:
        """The process has ended within a test; no stage that was not over has been judged."""
        why = (
            f"it ended the process of the checks (exit code {code}), or did not end within "
            f"{SECONDS + GRACE_SECONDS:g} s; the checks after it did not run"
        )
        for name in stages:
            if name not in self._over:
                judged = self.result.stages.setdefault(name, StageTally())
                judged.unfinished.append(why)
                self.result.unjudged.append(UnjudgedCheck(name, self.running or "", why))


def _events(
    process: subprocess.Popen[bytes], stream: Path, stop_seconds: float
) -> Iterator[dict[str, Any]]:
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
        _stop(process, stop_seconds)


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
