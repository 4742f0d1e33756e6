"""What guard makes of the messages of the pytest process, one at a time."""

from __future__ import annotations

import datetime
from dataclasses import replace

from clausebook.clauses import ClauseKey, clauses_of
from clausebook.config.facts import Waiver
from clausebook.guard.event_reader import EventReader
from clausebook.guard.verdicts import StageTally, clause_verdicts, stage_of
from clausebook.openapi import load
from clausebook.pytest_plugin.messages import (
    CannotCollect,
    CheckEnded,
    CheckLost,
    CheckOutcome,
    CheckStarted,
    FileLeftOut,
    OperationsAccepted,
    RunFinished,
)
from clausebook.report import Stage, UnacceptedOperation, UnjudgedCheck
from clausebook.report.finding import Finding
from fakes.paths import DOCUMENTS

PASSED = CheckEnded(
    test="a", stage="lint", tests_of_stage=2, clauses=("GET /a operation",), judged=(),
    outcome=CheckOutcome.PASSED, is_whole=True, seconds=0.5, cases=3,
)  # fmt: skip


def test_a_stage_is_shown_as_soon_as_its_last_test_has_ended() -> None:
    shown: list[Stage] = []
    reader = EventReader(shown.append)

    reader.take(PASSED)
    assert shown == []
    reader.take(replace(PASSED, test="b"))

    assert shown == [Stage("lint", "kept", 2, 6, 1.0)]


def test_a_stage_is_shown_as_kept_where_all_that_it_found_is_waived() -> None:
    shown: list[Stage] = []
    finding = Finding("GET /a operation", "lint", "it is odd")
    waiver = Waiver(finding.clause, "agreed", datetime.date(2027, 3, 31))
    reader = EventReader(
        shown.append, lambda tally: tally.waive([waiver], datetime.date(2027, 3, 31))
    )

    reader.take(replace(PASSED, tests_of_stage=1, outcome=CheckOutcome.FAILED, findings=(finding,)))

    assert [stage.verdict for stage in shown] == ["kept"]


def test_a_failing_teardown_ends_no_stage_before_its_time() -> None:
    shown: list[Stage] = []
    reader = EventReader(shown.append)

    reader.take(replace(PASSED, outcome=CheckOutcome.COULD_NOT_JUDGE, is_whole=False, why="x"))
    reader.take(PASSED)

    assert shown == []
    assert reader.result.unjudged == [UnjudgedCheck("lint", "a", "x")]


def test_a_process_that_ends_within_a_test_leaves_each_open_stage_unjudged() -> None:
    reader = EventReader(lambda stage: None)
    reader.take(replace(PASSED, tests_of_stage=1))
    reader.take(CheckStarted("b"))

    reader.end_early(("lint", "provider"), -9)

    (check,) = reader.result.unjudged
    assert (check.stage, check.test) == ("provider", "b")
    assert "exit code -9" in check.why


def test_what_was_lost_left_out_or_not_collected_is_kept_by_kind() -> None:
    reader = EventReader(lambda stage: None)
    for message in (
        CheckLost("a", "crashed"),
        FileLeftOut("test_a.py", "no library"),
        CannotCollect("test_b.py: SyntaxError"),
        RunFinished(),
    ):
        reader.take(message)

    assert reader.result.unjudged == [UnjudgedCheck("", "a", "crashed")]
    assert reader.result.left_out == ["test_a.py left out: no library"]
    assert reader.problems == ["test_b.py: SyntaxError"]
    assert reader.finished


def test_an_operation_that_one_worker_saw_accepted_is_accepted() -> None:
    reader = EventReader(lambda stage: None)
    refused = [UnacceptedOperation(label, "rejected: 422") for label in ("GET /a", "GET /b")]

    reader.take(OperationsAccepted((), tuple(refused)))
    reader.take(OperationsAccepted(("GET /a",), (refused[1],)))

    assert reader.result.never_accepted == [refused[1]]


def test_a_stage_that_lost_a_check_is_not_kept() -> None:
    reader = EventReader(lambda stage: None)
    for message in (PASSED, CheckLost("b", "crashed"), RunFinished()):
        reader.take(message)

    assert stage_of("lint", reader.result.stages["lint"]).verdict == "not judged"


def test_an_operation_that_was_never_accepted_keeps_no_acceptance() -> None:
    document = load(DOCUMENTS / "pets.yaml")
    operation = document.operations[0]
    key = str(ClauseKey.of(operation, "operation"))
    tally = StageTally(kept={clause.key for clause in clauses_of(document)})
    never = [UnacceptedOperation(operation.label, "rejected: 404")]

    verdicts = clause_verdicts(clauses_of(document), {"provider": tally}, never)

    assert [it.key for it in verdicts if it.verdict != "kept"] == [key]
