"""What became of each test, as messages that `guard` reads while the tests run.

With several workers they pass through pytest-xdist's reports to the one process that writes.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clausebook.errors import CannotRun, CouldNotJudge
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.builtin import is_built_in
from clausebook.pytest_plugin.case_counts import cases_of
from clausebook.pytest_plugin.messages import (
    CannotCollect,
    CheckEnded,
    CheckLost,
    CheckOutcome,
    CheckStarted,
    FileLeftOut,
    Message,
    ResourcesLeft,
    RunFinished,
    masked,
    to_line,
)
from clausebook.pytest_plugin.options import (
    ACCEPTANCE,
    JUDGED,
    LEFT_BEHIND,
    NOTES,
    RECORDED,
    run_options,
)
from clausebook.pytest_plugin.reasons import TracebackFiles, one_line, place_of
from clausebook.pytest_plugin.stages import place_of_item, stage_of_item
from clausebook.report.finding import ContractBroken, Finding

# For its summary it imports all of Hypothesis, which takes longer than to judge many a provider;
# where nothing has imported that before, it has nothing to sum up.
_HYPOTHESIS = "hypothesispytest"
_STAGES = pytest.StashKey[Counter[str]]()
_TRACEBACKS = pytest.StashKey[TracebackFiles]()
_SECTION = _PROPERTY = "clausebook"


def count_stages(session: pytest.Session) -> None:
    """Keeps how many tests each stage has, so that a reader knows when a stage is over."""
    session.config.stash[_STAGES] = Counter(map(stage_of_item, session.items))


def message_of(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, secrets: Secrets
) -> CheckEnded:
    """How the test ended, what it found, or why it judged nothing.

    A test that failed has found something only if it says so: by ContractBroken, or in its own
    function by an assertion or `pytest.fail`. Anything else it lets out is a fault of the test, of
    a fixture or of clausebook, and its outcome is "could not be judged".
    """
    error = call.excinfo.value if call.excinfo else None
    findings = list(item.stash.get(RECORDED, None) or ())
    outcome, why = CheckOutcome(report.outcome), ""
    clauses = _clauses_of(item)
    if report.skipped:
        why = secrets.mask(getattr(error, "msg", "") or str(error))
    elif report.failed:
        findings += _findings_in(error, item, call.when, clauses, secrets) if error else []
        if error is None or any(not _says_finding(it, item, call.when) for it in _raised(error)):
            outcome = CheckOutcome.COULD_NOT_JUDGE
            why = _why(error, item, call.when, report, secrets)
    return CheckEnded(
        test=item.nodeid,
        stage=stage_of_item(item),
        tests_of_stage=item.config.stash[_STAGES][stage_of_item(item)],
        clauses=clauses,
        judged=tuple(sorted(item.stash.get(JUDGED, None) or ())),
        outcome=outcome,
        is_whole=call.when != "teardown",
        seconds=call.duration,
        cases=cases_of(item),
        findings=tuple(masked(finding, secrets) for finding in findings),
        why=why,
    )


def _clauses_of(item: pytest.Item) -> tuple[str, ...]:
    """The clauses that a test guards: those of its markers and of the check it was made from."""
    clauses = [key for marker in item.iter_markers("clausebook_clause") for key in marker.args]
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    for name, check in parameters.items():
        clauses += getattr(check, "clauses", ()) if name.startswith("clausebook_") else ()
    return tuple(dict.fromkeys(clauses))


def _raised(error: BaseException) -> Iterator[BaseException]:
    """The exception, or those of a group, but not what led to it."""
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _raised(part)
    else:
        yield error


def _says_finding(error: BaseException, item: pytest.Item, when: str) -> bool:
    """Whether the exception says that the check found something."""
    if isinstance(error, ContractBroken):
        return True
    # An assertion in clausebook itself, or in a fixture, says nothing about what is judged.
    own = when == "call" and not is_built_in(item)
    return own and isinstance(error, AssertionError | pytest.fail.Exception)


def _why(
    error: BaseException | None,
    item: pytest.Item,
    when: str,
    report: pytest.TestReport,
    secrets: Secrets,
) -> str:
    if error is None:  # pytest itself fails what passes although it is marked xfail(strict=True)
        return secrets.mask(" ".join(str(report.longrepr).split()))
    faults = [it for it in chain(error) if isinstance(it, CannotRun)]
    if faults:
        return secrets.mask(str(faults[0]))
    fault = next(it for it in _raised(error) if not _says_finding(it, item, when))
    reason = _reason(fault, item, when, secrets)
    files = item.config.stash.setdefault(_TRACEBACKS, TracebackFiles())
    path = files.kept(reason, fault, secrets)
    return f"{reason}; its traceback is in {path}" if path else reason


def _reason(fault: BaseException, item: pytest.Item, when: str, secrets: Secrets) -> str:
    if isinstance(fault, CouldNotJudge):
        return secrets.mask(str(fault))
    place = place_of(fault, item.config.rootpath)
    during = "" if when == "call" else f"in its {when}, "
    return f"{during}{one_line(fault, secrets)}" + (f" ({place})" if place else "")


def _findings_in(
    error: BaseException,
    item: pytest.Item,
    when: str,
    clauses: tuple[str, ...],
    secrets: Secrets,
) -> list[Finding]:
    """What a failed test found: what its exceptions carry, else each assertion that failed."""
    carried = [
        finding
        for part in chain(error)
        if isinstance(part, ContractBroken)
        for finding in part.findings
    ]
    if carried:
        return list(dict.fromkeys(carried))
    root = item.config.rootpath
    return [
        Finding(
            clause=clauses[0] if len(clauses) == 1 else item.name,
            stage=stage_of_item(item),
            message=f"{item.name} fails in {place_of(part, root) or place_of_item(item)}: "
            f"{one_line(part, secrets)}",
            reproduce=f"python -m pytest '{item.nodeid}'",
        )
        for part in _raised(error)
        if _says_finding(part, item, when)
    ]


def chain(error: BaseException) -> Iterator[BaseException]:
    """The exception, those of a group, and those it came from, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        part = waiting.pop(0)
        if part is None or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        waiting += part.exceptions if isinstance(part, BaseExceptionGroup) else ()
        waiting += (part.__cause__, None if part.__suppress_context__ else part.__context__)


class Stream:
    """Writes the messages of a run to a file, each line as soon as it is known."""

    def __init__(self, path: Path, config: pytest.Config) -> None:
        self._path = path
        self._config = config

    def _write(self, line: str) -> None:
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(f"{line}\n")

    def cannot_run(self, why: str) -> None:
        """Nothing will be judged, and why."""
        self._write(to_line(CannotCollect(why)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected leaves its checks unjudged; one may leave itself out."""
        if report.failed:
            self.cannot_run(said_of(report) or f"{report.nodeid}: it cannot be collected")
        elif report.skipped:
            self._write(to_line(FileLeftOut(report.nodeid, said_of(report))))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins: should its process end with it, this names it."""
        self._write(to_line(CheckStarted(nodeid)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What became of one test."""
        lines = [str(value) for name, value in report.user_properties if name == _PROPERTY]
        for line in lines:
            self._write(line)
        if report.failed and not lines:  # pytest-xdist's word for a process that has ended
            why = " ".join(str(report.longrepr).split())
            self._write(to_line(CheckLost(report.nodeid, why)))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Every test that was to run has been reported, and what the run owes is put back."""
        for message in closing_messages(self._config, run_options(self._config).secrets):
            self._write(to_line(message))
        self._write(to_line(RunFinished()))
        plugins = session.config.pluginmanager
        if "hypothesis" not in sys.modules and plugins.has_plugin(_HYPOTHESIS):
            plugins.unregister(name=_HYPOTHESIS)


def closing_messages(config: pytest.Config, secrets: Secrets) -> Iterator[Message]:
    """What the teardown of the last fixtures has to say, once."""
    if ACCEPTANCE in config.stash:
        yield config.stash[ACCEPTANCE]
        del config.stash[ACCEPTANCE]
    left = config.stash.get(LEFT_BEHIND, [])
    if left:
        yield from (ResourcesLeft(secrets.mask(line)) for line in left)
        del config.stash[LEFT_BEHIND]
    for note in config.stash.get(NOTES, []):
        yield replace(note, why=secrets.mask(note.why))
    config.stash[NOTES] = []


def keep_with(report: pytest.TestReport, message: Message) -> None:
    """Keeps with the report what `Stream` will write; pytest-xdist carries it along."""
    report.user_properties.append((_PROPERTY, to_line(message)))


def say_of(report: pytest.CollectReport, why: str) -> None:
    """Keeps with the report why a file was not collected; pytest-xdist carries it along."""
    report.sections.append((_SECTION, why))


def said_of(report: pytest.CollectReport) -> str:
    """What was kept with it; '' where nothing was."""
    return next((text for name, text in report.sections if name == _SECTION), "")
