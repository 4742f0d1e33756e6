"""Messages from the pytest process to guard: read as they were written, with nothing secret."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clausebook.errors import Level
from clausebook.http.redaction import Secrets
from clausebook.pytest_plugin.messages import (
    CannotCollect,
    CheckEnded,
    CheckLost,
    CheckOutcome,
    CheckStarted,
    FileLeftOut,
    Message,
    RunFinished,
    from_line,
    to_line,
)
from clausebook.report.finding import Finding

FINDING = Finding(
    "GET /a operation", "lint", "odd s3cr3t-0123", level=Level.WARNING, rule="style/a"
)
ENDED = CheckEnded(
    "test_a.py::test_a", "lint", 2, ("GET /a operation",), ("GET /a response 200",),
    CheckOutcome.FAILED, True, 0.25, 3, (FINDING,), "because of s3cr3t-0123",
)  # fmt: skip


@pytest.mark.parametrize(
    "message",
    [
        ENDED,
        CheckStarted("test_a.py::test_a"),
        CheckLost("test_a.py::test_a", "a worker crashed"),
        FileLeftOut("test_a.py", "no such library"),
        CannotCollect("two\nlines"),
        RunFinished(),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_is_one_line_and_read_as_it_was_written(message: Message) -> None:
    line = to_line(message)

    assert "\n" not in line
    assert from_line(line, Secrets()) == message


def test_what_is_secret_is_masked_in_every_text_of_others() -> None:
    message = from_line(to_line(ENDED), Secrets(["s3cr3t-0123"]))

    assert isinstance(message, CheckEnded)
    assert [finding.message for finding in message.findings] == ["odd $TOKEN"]
    assert message.why == "because of $TOKEN"


@pytest.mark.parametrize(
    "secret",
    [
        *("lint", "failed", "warning", "style/a", "clause", "message", "x", "a", "1"),
        *("test_a.py::test_a", "GET /a operation", "operation", "style/aa", "operation-key-1"),
    ],
)
def test_a_secret_that_is_a_word_of_ours_changes_no_verdict(secret: str) -> None:
    message = from_line(to_line(ENDED), Secrets([secret]))

    assert isinstance(message, CheckEnded)
    finding = replace(FINDING, message=message.findings[0].message)
    assert message == replace(ENDED, findings=(finding,))
