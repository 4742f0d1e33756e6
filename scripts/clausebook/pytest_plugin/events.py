"""What became of each test, as JSON lines that `guard` reads while the tests run.

With several workers the lines pass through pytest-xdist's reports to the one process that writes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from clausebook.errors import CannotRun, CouldNotJudge
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.builtin import is_built_in
from clausebook.pytest_plugin.case_counts import cases_of
from clausebook.pytest_plugin.options import JUDGED, RECORDED
from clausebook.pytest_plugin.reasons import one_line, place_of
from clausebook.pytest_plugin.stages import place_of_item, stage_of_item
from clausebook.report.finding import ContractBroken, Finding

# For its summary it imports all of Hypothesis, which takes longer than to judge many a provider;
# where nothing has imported that before, it has nothing to sum up.
_HYPOTHESIS = "hypothesispytest"
_STAGES = pytest.StashKey[Counter[str]]()
_SECTION = "clausebook"


def count_stages(session: pytest.Session) -> None:
    """Keeps how many tests each stage has, so that a reader knows when a stage is over."""
    session.config.stash[_STAGES] = Counter(map(stage_of_item, session.items))


def describe(item: pytest.Item) -> dict[str, Any]:
    """The stage a test belongs to ('' where it says none) and the clauses it guards."""
    clauses = [key for marker in item.iter_markers("clausebook_clause") for key in marker.args]
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    for name, check in parameters.items():
        clauses += getattr(check, "clauses", ()) if name.startswith("clausebook_") else ()
    return {
        "stage": stage_of_item(item),
        "name": item.name,
        "test": item.nodeid,
        "clauses": list(dict.fromkeys(clauses)),
    }


def outcome_of(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, secrets: Secrets
) -> str:
    """One event as JSON: how the test ended, what it found, or why it judged nothing.

    A test that failed has found something only if it says so: by ContractBroken, or in its own
    function by an assertion or `pytest.fail`. Anything else it lets out is a fault of the test, of
    a fixture or of clausebook, and its outcome is "could not be judged".
    """
    recorded = item.stash.get(RECORDED, None)
    event: dict[str, Any] = {
        "event": "test",
        **describe(item),
        "of": item.config.stash[_STAGES][stage_of_item(item)],
        "judged": sorted(item.stash.get(JUDGED, None) or ()),
        "outcome": report.outcome,
        "ended": call.when != "teardown",  # the test itself has been reported by then
        "seconds": call.duration,
        "cases": cases_of(item),
        "findings": _as_data(recorded or (), secrets),
        "why": "",
    }
    error = call.excinfo.value if call.excinfo else None
    if report.skipped:
        event["why"] = secrets.mask(getattr(error, "msg", "") or str(error))
    elif report.failed:
        findings = _findings_in(error, item, call.when, event, secrets) if error else []
        event["findings"] += _as_data(findings, secrets)
        if error is None or any(not _says_finding(it, item, call.when) for it in _raised(error)):
            event["outcome"] = "could not be judged"
            event["why"] = _why(error, item, call.when, report, secrets)
    return json.dumps(event)


def _as_data(findings: Iterable[Finding], secrets: Secrets) -> list[Any]:
    return [secrets.mask_all(asdict(finding)) for finding in findings]


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
    if isinstance(fault, CouldNotJudge):
        return secrets.mask(str(fault))
    place = place_of(fault, item.config.rootpath)
    during = "" if when == "call" else f"in its {when}, "
    return f"{during}{one_line(fault, secrets)}" + (f" ({place})" if place else "")


def _findings_in(
    error: BaseException, item: pytest.Item, when: str, event: dict[str, Any], secrets: Secrets
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
    clauses, root = event["clauses"], item.config.rootpath
    return [
        Finding(
            clause=clauses[0] if len(clauses) == 1 else event["name"],
            stage=event["stage"],
            message=f"{event['name']} fails in {place_of(part, root) or place_of_item(item)}: "
            f"{one_line(part, secrets)}",
            reproduce=f"python -m pytest '{event['test']}'",
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
    """Writes the events of a run to a file, each line as soon as it is known."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def _write(self, event: dict[str, Any] | str) -> None:
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write((event if isinstance(event, str) else json.dumps(event)) + "\n")

    def cannot_run(self, why: str) -> None:
        """Nothing will be judged, and why."""
        self._write({"event": "cannot run", "why": why})

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected leaves its checks unjudged; one may leave itself out."""
        if report.failed:
            self.cannot_run(said_of(report) or f"{report.nodeid}: it cannot be collected")
        elif report.skipped:
            self._write({"event": "left out", "file": report.nodeid, "why": said_of(report)})

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins: should its process end with it, this names it."""
        self._write({"event": "started", "test": nodeid})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What became of one test."""
        events = [value for name, value in report.user_properties if name == "clausebook"]
        for event in events:
            self._write(str(event))
        if report.failed and not events:  # pytest-xdist's word for a process that has ended
            why = " ".join(str(report.longrepr).split())
            self._write({"event": "lost", "test": report.nodeid, "why": why})

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Every test that was to run has been reported."""
        self._write({"event": "finished"})
        plugins = session.config.pluginmanager
        if "hypothesis" not in sys.modules and plugins.has_plugin(_HYPOTHESIS):
            plugins.unregister(name=_HYPOTHESIS)


def say_of(report: pytest.CollectReport, why: str) -> None:
    """Keeps with the report why a file was not collected; pytest-xdist carries it along."""
    report.sections.append((_SECTION, why))


def said_of(report: pytest.CollectReport) -> str:
    """What was kept with it; '' where nothing was."""
    return next((text for name, text in report.sections if name == _SECTION), "")
