"""Ctrl-C and a kill while a service is judged: what was created is deleted, no process is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes.processes import of_session
from fakes.serving import running
from fakes.shelf_service import Shelf, write_shelf

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
_SOON = 20.0


@contextmanager
def guarding(folder: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    words = ["guard", "--only", "provider", "--spec", "openapi.yaml", "--url", url]
    with subprocess.Popen(
        [sys.executable, "-m", "clausebook", *words],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        yield process


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SOON
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("requests", [3, 40, 90])
def test_an_interrupted_run_deletes_what_it_created_and_shows_what_it_found(
    tmp_path: Path, requests: int
) -> None:
    write_shelf(tmp_path)
    service = Shelf(seconds=0.05)
    with running(service) as url, guarding(tmp_path, url) as process:
        wait_for(lambda: len(service.asked) >= requests)
        interrupted = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=_SOON)

    assert process.returncode == 130, err
    late = [it for it in service.asked if it.at > interrupted + 1 and it.method != "DELETE"]
    assert late == []
    assert service.things == {}
    assert "Traceback" not in err
    assert of_session(process.pid) == []
    assert not list(tmp_path.glob(".hypothesis"))
    if requests > 3:  # before that, no check has ended
        assert "created resources deleted" in out
        assert "the run: interrupted before all checks had run" in out


def test_a_second_interruption_leaves_at_once(tmp_path: Path) -> None:
    write_shelf(tmp_path)
    service = Shelf(seconds=0.3)
    with running(service) as url, guarding(tmp_path, url) as process:
        wait_for(lambda: len(service.asked) >= 12)
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)  # two signals at once are delivered as one
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=_SOON)

    assert process.returncode == 130
    assert of_session(process.pid) == []


def test_a_killed_guard_leaves_no_process(tmp_path: Path) -> None:
    write_shelf(tmp_path)
    service = Shelf(seconds=0.05)
    with running(service) as url, guarding(tmp_path, url) as process:
        wait_for(lambda: len(service.asked) >= 12)
        process.kill()
        process.wait()
        wait_for(lambda: of_session(process.pid) == [])
