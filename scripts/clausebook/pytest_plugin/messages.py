"""What the pytest process tells guard while it runs: one typed message for each line of a file.

Written by `events`, read by `guard`; nobody else knows how a message looks in the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from clausebook.http.redaction import Secrets
from clausebook.report.acceptance import UnacceptedOperation
from clausebook.report.finding import Finding


class CheckOutcome(StrEnum):
    """How a test ended; only `FAILED` says that it found something."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    COULD_NOT_JUDGE = "could not be judged"


@dataclass(frozen=True, slots=True)
class CheckEnded:
    """What became of one test, or of its setup or teardown.

    `stage` is '' where the test has none; `tests_of_stage` counts all of that stage in this run.
    `clauses` are guarded by the test, `judged` were held against its exchanges. `is_whole` is False
    for a teardown, which comes after the test itself was reported. `why` says why the test judged
    nothing.
    """

    test: str
    stage: str
    tests_of_stage: int
    clauses: tuple[str, ...]
    judged: tuple[str, ...]
    outcome: CheckOutcome
    is_whole: bool
    seconds: float
    cases: int
    findings: tuple[Finding, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class CheckStarted:
    """A test begins: should its process end with it, this names it."""

    test: str


@dataclass(frozen=True, slots=True)
class CheckLost:
    """A worker process has ended within the test, and why."""

    test: str
    why: str


@dataclass(frozen=True, slots=True)
class FileLeftOut:
    """A file of tests that leaves itself out, say by `importorskip`, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class CannotCollect:
    """Nothing will be judged, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class ResourcesLeft:
    """What the run created and could not delete, counted."""

    why: str


@dataclass(frozen=True, slots=True)
class OperationsAccepted:
    """Labels of the operations that accepted a request, and the others with the reasons."""

    accepted: tuple[str, ...]
    unaccepted: tuple[UnacceptedOperation, ...]


@dataclass(frozen=True, slots=True)
class RunFinished:
    """Every test that was to run has been reported."""


Message = (
    CheckEnded
    | CheckStarted
    | CheckLost
    | FileLeftOut
    | CannotCollect
    | ResourcesLeft
    | OperationsAccepted
    | RunFinished
)

_KINDS: Mapping[str, type[Message]] = {
    "check ended": CheckEnded,
    "check started": CheckStarted,
    "check lost": CheckLost,
    "file left out": FileLeftOut,
    "cannot collect": CannotCollect,
    "resources left": ResourcesLeft,
    "operations accepted": OperationsAccepted,
    "run finished": RunFinished,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_line(message: Message) -> str:
    """The message as one line of the file, without its end."""
    return json.dumps({"message": _NAMES[type(message)], **asdict(message)})


def from_line(line: str, secrets: Secrets) -> Message:
    """The message that a line is, with everything in it masked that must not be shown."""
    data = json.loads(line)
    kind = _KINDS[data.pop("message")]
    values = {name: secrets.mask_all(value) for name, value in data.items()}
    if kind is OperationsAccepted:
        unaccepted = tuple(UnacceptedOperation.from_data(it) for it in values["unaccepted"])
        return OperationsAccepted(tuple(values["accepted"]), unaccepted)
    if kind is not CheckEnded:
        return kind(**values)
    return CheckEnded(
        **{
            **values,
            # Not masked: words of ours, which a short secret might contain.
            "stage": data["stage"],
            "outcome": CheckOutcome(data["outcome"]),
            "clauses": tuple(values["clauses"]),
            "judged": tuple(values["judged"]),
            "findings": tuple(_finding(entry, secrets) for entry in data["findings"]),
        }
    )


def masked(finding: Finding, secrets: Secrets) -> Finding:
    """The finding without anything secret."""
    return _finding(asdict(finding), secrets)


def _finding(data: Mapping[str, Any], secrets: Secrets) -> Finding:
    secrets_free = {name: secrets.mask_all(value) for name, value in data.items()}
    own = {name: data[name] for name in ("stage", "level", "rule")}
    return Finding(**{**secrets_free, **own})
