"""What the pytest process tells guard while it runs: one typed message for each line of a file.

Written by `events`, read by `guard`; nobody else knows how a message looks in the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

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
class RunNoted:
    """What has to be said once of the whole run, such as a credential that is missing.

    Where `could_not_judge`, the run has judged no operation for that reason.
    """

    why: str
    could_not_judge: bool = False


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
    | RunNoted
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
    "run noted": RunNoted,
    "run finished": RunFinished,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_line(message: Message) -> str:
    """The message as one line of the file, without its end."""
    return json.dumps({"message": _NAMES[type(message)], **asdict(message)})


def from_line(line: str, secrets: Secrets) -> Message:
    """The message that a line is, redacted where it may quote an exchange.

    Ids of tests, keys of clauses, names and numbers are words of the document or of ours: a secret
    that is part of one changes nothing there.
    """
    data = json.loads(line)
    kind = _KINDS[data.pop("message")]
    if "why" in data:
        data["why"] = secrets.mask(data["why"])
    if kind is OperationsAccepted:
        entries = [{**it, "why": secrets.mask(it["why"])} for it in data["unaccepted"]]
        unaccepted = tuple(UnacceptedOperation.from_data(it) for it in entries)
        return OperationsAccepted(tuple(data["accepted"]), unaccepted)
    if kind is CheckEnded:
        data["outcome"] = CheckOutcome(data["outcome"])
        data |= {name: tuple(data[name]) for name in ("clauses", "judged")}
        data["findings"] = tuple(masked(Finding(**it), secrets) for it in data["findings"])
    return kind(**data)


def masked(finding: Finding, secrets: Secrets) -> Finding:
    """The finding with its texts redacted, which may quote an exchange; its keys stay."""
    return replace(
        finding,
        message=secrets.mask(finding.message),
        expected=secrets.mask(finding.expected),
        actual=secrets.mask(finding.actual),
        reproduce=secrets.mask(finding.reproduce),
    )
