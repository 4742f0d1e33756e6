"""What the pytest process says while it runs, taken in message by message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clausebook.guard.verdicts import StageTally, stage_of
from clausebook.pytest_plugin.limit import GRACE_SECONDS, SECONDS
from clausebook.pytest_plugin.messages import (
    CannotCollect,
    CheckEnded,
    CheckLost,
    CheckOutcome,
    CheckStarted,
    FileLeftOut,
    Message,
    OperationsAccepted,
    ResourcesLeft,
    RunFinished,
    RunNoted,
)
from clausebook.report import Stage, UnjudgedCheck
from clausebook.report.acceptance import UnacceptedOperation


@dataclass
class PytestResult:
    """What a run of pytest came to.

    `stages` holds what each stage judged, `unjudged` the checks that could not judge, and
    `left_out` a line for each file of tests that leaves itself out, say by `importorskip`;
    `left_behind` counts what the checks created and could not delete; `noted` are lines about the
    credentials of the run. `accepted` are the labels of operations that accepted a request,
    `unaccepted` those that did not in some process of the run.
    """

    stages: dict[str, StageTally] = field(default_factory=dict)
    unjudged: list[UnjudgedCheck] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    interrupted: bool = False
    accepted: set[str] = field(default_factory=set)
    unaccepted: dict[str, UnacceptedOperation] = field(default_factory=dict)

    @property
    def never_accepted(self) -> list[UnacceptedOperation]:
        """The operations that no process of the run saw accepted."""
        return [it for label, it in self.unaccepted.items() if label not in self.accepted]


class EventReader:
    """What pytest has said so far. `running` is the id of the test that began last."""

    def __init__(
        self,
        show: Callable[[Stage], None],
        waive: Callable[[StageTally], None] = lambda tally: None,
    ) -> None:
        self._show = show
        self._waive = waive
        self._over: set[str] = set()
        self.result = PytestResult()
        self.problems: list[str] = []
        self.running: str | None = None
        self.finished = False

    def take(self, message: Message) -> None:
        """Takes in one message of the stream."""
        match message:
            case RunFinished():
                self.finished = True
                self._note_lost_checks()
            case CannotCollect():
                self.problems.append(message.why)
            case FileLeftOut():
                self.result.left_out.append(f"{message.file} left out: {message.why}")
            case ResourcesLeft():
                self.result.left_behind.append(message.why)
            case OperationsAccepted():
                self.result.accepted.update(message.accepted)
                for it in message.unaccepted:
                    self.result.unaccepted.setdefault(it.operation, it)
            case RunNoted():
                self._note(message)
            case CheckStarted():
                self.running = message.test
            case CheckLost():
                self.result.unjudged.append(UnjudgedCheck("", message.test, message.why))
            case CheckEnded():
                self._add(message)

    def _note(self, message: RunNoted) -> None:
        """Takes in what each worker process says."""
        unjudged = UnjudgedCheck("provider", "credentials", message.why)
        if not message.could_not_judge:
            self.result.noted += [] if message.why in self.result.noted else [message.why]
        elif unjudged not in self.result.unjudged:
            self.result.unjudged.append(unjudged)

    def _add(self, check: CheckEnded) -> None:
        name = check.stage
        tally = self.result.stages.setdefault(name, StageTally())
        tally.add(check)
        if check.outcome is CheckOutcome.COULD_NOT_JUDGE:
            self.result.unjudged.append(UnjudgedCheck(name, check.test, check.why))
        if tally.reported == check.tests_of_stage and name not in self._over:
            self._over.add(name)
            if not self.problems:  # with workers, pytest runs the rest of what it collected
                self._waive(tally)
                self._show(stage_of(name, tally))

    def _note_lost_checks(self) -> None:
        """A stage some of whose checks were lost with their process is not kept."""
        for name, tally in self.result.stages.items():
            if name not in self._over:
                tally.unfinished.append("a check was lost with its process")

    def interrupt(self) -> None:
        """The run was interrupted: what has not been judged by now will not be."""
        self.result.interrupted = True
        why = "interrupted before all checks had run"
        for name, tally in self.result.stages.items():
            if name not in self._over:
                tally.unfinished.append(why)
        self.result.unjudged.append(UnjudgedCheck("", "the run", why))

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
