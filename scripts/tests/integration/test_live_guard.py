"""guard against a deployment beyond loopback: its writes, and their restoration."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from clausebook.http.exchange import Response
from clausebook.live import Journal
from clausebook.report import FORMATS
from fakes.command import run
from fakes.guard_runs import BUILT_IN, assert_cannot_run, assert_could_not_judge
from fakes.live_notes import (
    FACTS,
    TEXTS,
    URL,
    Notes,
    command,
    environment,
    guard,
    journals,
    project,
)
from fakes.live_notes import reached as reaching
from fakes.notes_api import KEY

DELETE = "DELETE /notes/ann"
WRITES = f"""
{DELETE}
POST /notes {{"name": "ann", "text": "other"}}
POST /notes {{"name": "anna", "text": "made"}}
{DELETE}
"""
PASSWORD = "proxy-password-of-ours"
READS = "GET /notes/ann?form=full"
STOPPING = FACTS.replace("[[known]]", '[refusal.throttled]\nstop = ["N.9"]\n[[known]]', 1)


def test_a_live_run_writes_to_known_rows_only_and_restores_them(
    tmp_path: Path,
) -> None:
    notes = Notes()
    with reaching(notes) as proxy:
        done = guard(project(tmp_path), proxy, "--allow-writes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert notes.texts == TEXTS
    assert journals(tmp_path) == []
    named = {
        request.path.rpartition("/")[2] if request.path != "/notes" else _name(request.body)
        for request in notes.writes
    }
    assert named == {"ann", "anna"}


def killed(process: subprocess.Popen[bytes], notes: Notes, folder: Path) -> None:
    """Kills guard while the service delays the response to a write."""
    assert notes.held.wait(60)
    os.killpg(process.pid, signal.SIGKILL)
    Journal(folder, URL).close()  # which is free when nobody is at work any more
    notes.released.set()


def _name(body: bytes) -> str:
    return str(json.loads(body)["name"])


@pytest.mark.parametrize("hold", [1, 2, 4])
def test_the_next_run_restores_what_a_killed_run_changed(tmp_path: Path, hold: int) -> None:
    """The kill comes between a write and its response."""
    notes = Notes(hold=hold)
    with reaching(notes) as proxy:
        first = command(project(tmp_path, sends=WRITES), proxy, "--allow-writes")
        with subprocess.Popen(first, env=environment(), start_new_session=True) as process:
            killed(process, notes, tmp_path)
        left, listed = dict(notes.texts), journals(tmp_path)
        notes.asked.clear()

        done = guard(project(tmp_path, sends=READS), proxy, "--allow-writes")

    assert left != TEXTS
    assert len(listed) == 1
    assert done.returncode == 0, done.stderr
    assert notes.texts == TEXTS
    assert journals(tmp_path) == []
    assert notes.writes
    assert notes.asked[-1].target == READS.partition(" ")[2]  # judged after all was put back


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_an_interrupted_run_restores_what_it_changed(
    tmp_path: Path, number: signal.Signals
) -> None:
    notes = Notes(hold=3)
    with reaching(notes) as proxy:
        words = command(project(tmp_path, sends=WRITES), proxy, "--allow-writes")
        with subprocess.Popen(words, env=environment()) as process:
            assert notes.held.wait(60)
            process.send_signal(number)
            notes.released.set()
            process.wait(60)

    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]
    assert notes.texts == TEXTS
    assert journals(tmp_path) == []


def test_nothing_is_restored_without_permission_and_nothing_else_is_judged(
    tmp_path: Path,
) -> None:
    notes = Notes(hold=1)
    with reaching(notes) as proxy:
        first = command(project(tmp_path, sends=WRITES), proxy, "--allow-writes")
        with subprocess.Popen(first, env=environment(), start_new_session=True) as process:
            killed(process, notes, tmp_path)
        asked = len(notes.asked)

        done = guard(project(tmp_path, sends=READS), proxy)

    assert_could_not_judge(done, "--allow-writes", str(journals(tmp_path)[0]))
    assert len(notes.asked) == asked + 1  # whether anything is there to judge


@pytest.mark.parametrize(
    "facts", [pytest.param(FACTS, id="no option"), pytest.param("", id="no facts either")]
)
def test_nothing_is_written_without_permission_and_reads_are_judged(
    tmp_path: Path, facts: str
) -> None:
    notes = Notes()
    with reaching(notes) as proxy:
        folder = project(tmp_path, facts, f"{WRITES.strip()}\n{READS}")
        done = guard(folder, proxy, "--format", "json")

    assert done.returncode == 0, done.stderr
    assert notes.writes == []
    assert [stage["checks"] for stage in json.loads(done.stdout)["stages"]] == [BUILT_IN + 1]
    assert not (tmp_path / ".clausebook").exists()


def test_allow_writes_without_facts_that_permit_it_is_an_error(tmp_path: Path) -> None:
    notes = Notes()
    with reaching(notes) as proxy:
        folder = project(tmp_path, FACTS.replace("writes = true", ""), WRITES)
        done = guard(folder, proxy, "--allow-writes")

    assert_cannot_run(done, "--allow-writes", "writes = true", URL)
    assert notes.asked == []


def test_several_processes_beyond_loopback_are_an_error(tmp_path: Path) -> None:
    done = guard(project(tmp_path), "http://127.0.0.1:9", "--workers", "2")

    assert_cannot_run(done, "--workers 2", URL)


def test_a_second_run_at_the_same_time_is_an_error(tmp_path: Path) -> None:
    notes, folder = Notes(), project(tmp_path, sends=WRITES)
    journal = Journal(folder, URL)
    with reaching(notes) as proxy:
        done = guard(folder, proxy, "--allow-writes")
    journal.close()

    assert_could_not_judge(done, "another run", URL)
    assert notes.writes == []


def test_a_code_that_facts_say_to_stop_at_ends_all_requests_and_keeps_the_journal(
    tmp_path: Path,
) -> None:
    notes = Notes()
    notes.spoil = lambda request: (
        Response(400, (), b'{"code": "N.9"}') if len(notes.writes) == 3 else None
    )
    with reaching(notes) as proxy:
        done = guard(project(tmp_path, STOPPING, WRITES), proxy, "--allow-writes")
        assert_could_not_judge(done, "N.9", str(journals(tmp_path)[0]))
        assert len(notes.writes) == 3
        assert notes.asked[-1] is notes.writes[-1]

        notes.spoil = lambda request: None
        again = guard(project(tmp_path, STOPPING, READS), proxy, "--allow-writes")

    assert again.returncode == 0, again.stderr
    assert notes.texts == TEXTS


def test_a_spent_budget_is_no_verdict_and_changes_are_restored(tmp_path: Path) -> None:
    notes = Notes()
    with reaching(notes) as proxy:
        folder = project(tmp_path, sends=WRITES)
        done = guard(folder, proxy, "--allow-writes", "--budget", "3")

    assert_could_not_judge(done, "budget of 3", "2 more")
    assert notes.texts == TEXTS
    assert journals(tmp_path) == []


def test_changes_that_could_not_be_restored_are_reported_and_stay_in_the_journal(
    tmp_path: Path,
) -> None:
    notes = Notes()
    notes.spoil = lambda request: (
        Response(400, (("Content-Type", "application/json"),), b'{"message": "no"}')
        if request.method == "POST"
        else None
    )
    with reaching(notes) as proxy:
        done = guard(project(tmp_path, sends=DELETE), proxy, "--allow-writes")

    assert_could_not_judge(done, "could not restore 1 of", "/notes/ann", str(journals(tmp_path)[0]))


def test_no_token_is_in_any_file_or_output_of_a_run_that_was_stopped(tmp_path: Path) -> None:
    """The service repeats it wherever it can, and nothing has been put back: the journal is there.

    Of a proxy's password the same is true.
    """
    notes = Notes({"ann": "her own words", "anna": f"I saw {KEY}"})
    notes.spoil = lambda request: (
        Response(400, (), f'{{"code": "N.9", "said": "{KEY}"}}'.encode())
        if len(notes.writes) == 2
        else None
    )
    with reaching(notes) as proxy:
        proxy = proxy.replace("//", f"//someone:{PASSWORD}@")
        done = guard(project(tmp_path, STOPPING, WRITES), proxy, "--allow-writes")

    assert_could_not_judge(done, "N.9")
    assert journals(tmp_path)
    assert_masked(tmp_path, done.stdout, done.stderr)


def test_no_token_is_in_any_report_of_a_live_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = Notes({"ann": "her own words"})
    notes.spoil = lambda request: (
        Response(400, (), f"I saw {KEY}".encode()) if request.method == "PATCH" else None
    )
    report, out = tmp_path / "report.json", ["--format", "json", "--output"]
    with reaching(notes) as proxy:
        done = guard(project(tmp_path), proxy, "--allow-writes", *out, str(report))
    for form in FORMATS:
        shown = ["--format", form, "--output", str(tmp_path / f"report.{form}")]
        assert run(capsys, "report", report, *shown)[0] == 1

    assert done.returncode == 1, done.stderr
    assert "contains the credential sent in X-Token" in report.read_text(encoding="utf-8")
    assert_masked(tmp_path, done.stdout, done.stderr)


def assert_masked(folder: Path, *said: str) -> None:
    # What pytest compiles is the check that a test has written itself, again.
    written = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for text in (*said, *(path.read_text("latin-1") for path in written)):
        text = text.replace(repr(KEY), "")  # in the check that a test has written itself
        for secret in (KEY, PASSWORD):
            assert secret[:8] not in text
            assert secret[-8:] not in text
