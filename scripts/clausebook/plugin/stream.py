"""What became of each test, as JSON lines that `guard` reads while the tests run.

With several workers the lines pass through pytest-xdist's reports to the one process that writes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from clausebook.finding import CannotRun, ContractBroken, CouldNotJudge, Finding
from clausebook.plugin.asked import JUDGED, RECORDED
from clausebook.plugin.counting import cases_of
from clausebook.report.secrets import Secrets

_STAGES = pytest.StashKey[Counter[str]]()


def count_stages(session: pytest.Session) -> None:
    """Keeps how many tests each stage has, so that a reader knows when a stage is over."""
    session.config.stash[_STAGES] = Counter(describe(item)["stage"] for item in session.items)


def describe(item: pytest.Item) -> dict[str, Any]:
    """The stage a test belongs to ('' where it says none) and the clauses it guards."""
    marker = item.get_closest_marker("clausebook_stage")
    clauses = [key for marker in item.iter_markers("clausebook_clause") for key in marker.args]
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    for name, check in parameters.items():
        clauses += getattr(check, "clauses", ()) if name.startswith("clausebook_") else ()
    return {
        "stage": marker.args[0] if marker else "",
        "name": item.name,
        "test": item.nodeid,
        "clauses": list(dict.fromkeys(clauses)),
    }


def outcome_of(
    item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, secrets: Secrets
) -> str:
    """One event as JSON: how the test ended, what it found, or why it judged nothing."""
    recorded = item.stash.get(RECORDED, None)
    event: dict[str, Any] = {
        "event": "test",
        **describe(item),
        "of": item.config.stash[_STAGES][describe(item)["stage"]],
        "judged": sorted(item.stash.get(JUDGED, None) or ()),
        "outcome": report.outcome,
        "seconds": call.duration,
        "cases": cases_of(item),
        "findings": _as_data(recorded or (), secrets),
        "why": "",
    }
    error = call.excinfo.value if call.excinfo else None
    if report.skipped:
        event["why"] = secrets.mask(getattr(error, "msg", "") or str(error))
    elif report.failed and error is not None:
        reasons = [str(part) for part in chain(error) if isinstance(part, CannotRun)]
        if isinstance(error, CouldNotJudge):
            event["outcome"] = "could not judge"
            event["why"] = secrets.mask(str(error))
        elif reasons or call.when != "call":
            event["outcome"] = "cannot run"
            said = reasons[0] if reasons else f"{item.nodeid}: {_one_line(error, secrets)}"
            event["why"] = secrets.mask(said)
        else:
            event["findings"] += _as_data(findings_in(error, event, secrets), secrets)
    return json.dumps(event)


def _as_data(findings: Iterable[Finding], secrets: Secrets) -> list[Any]:
    return [secrets.mask_all(asdict(finding)) for finding in findings]


def findings_in(error: BaseException, event: dict[str, Any], secrets: Secrets) -> list[Finding]:
    """What a failed test found: what its exceptions carry, else the failure itself."""
    carried = [
        finding
        for part in chain(error)
        if isinstance(part, ContractBroken)
        for finding in part.findings
    ]
    if carried:
        return list(dict.fromkeys(carried))
    clauses = event["clauses"]
    return [
        Finding(
            clause=clauses[0] if len(clauses) == 1 else event["name"],
            stage=event["stage"],
            message=f"{event['name']} fails: {_one_line(error, secrets)}",
            reproduce=f"python -m pytest '{event['test']}'",
        )
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


def _one_line(error: BaseException, secrets: Secrets) -> str:
    # Masked before it is cut: a part of a credential would no longer be recognized.
    lines = [line.strip() for line in secrets.mask(str(error)).splitlines() if line.strip()]
    text = f"{type(error).__name__}: {' '.join(lines[:3])}" if lines else type(error).__name__
    return text if len(text) <= 400 else f"{text[:400]}..."


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1].strip() if text.strip() else ""


class Stream:
    """Writes the events of a run to a file, each line as soon as it is known."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def _write(self, event: dict[str, Any] | str) -> None:
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write((event if isinstance(event, str) else json.dumps(event)) + "\n")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected leaves its checks unjudged."""
        if report.failed:
            reason = _last_line(str(report.longreprtext))
            self._write({"event": "cannot run", "why": f"{report.nodeid}: {reason}"})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What became of one test."""
        for name, value in report.user_properties:
            if name == "clausebook":
                self._write(str(value))

    def pytest_sessionfinish(self) -> None:
        """Every test that was to run has been reported."""
        self._write({"event": "finished"})
