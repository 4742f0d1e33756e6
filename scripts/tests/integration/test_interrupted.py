"""Ctrl-C during guard or prove: exit 130, no traceback, no process left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes.guard_runs import HEADER
from fakes.paths import DOCUMENTS
from fakes.processes import of_session
from fakes.repositories import make_repository

DOCUMENT = DOCUMENTS / "proved-clinic.yaml"
WAITING = """
def test_waits():
    import tempfile, time
    tempfile.mkstemp(prefix="begun-")
    time.sleep(60)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.mark.parametrize(
    ("options", "sign"),
    [
        pytest.param(["guard", "--only", "lint", "--workers", "2"], "begun-*", id="guard -n 2"),
        pytest.param(["prove", "--spec", DOCUMENT, "--workers", "1"], "clausebook*/*", id="prove"),
        pytest.param(
            ["prove", "--spec", DOCUMENT, "--workers", "2"],
            "clausebook*/clausebook*/*",
            id="prove -n 2",
        ),
    ],
)
def test_an_interruption_ends_the_command_and_its_processes(
    tmp_path: Path, options: Sequence[str | Path], sign: str
) -> None:
    folder, scratch = tmp_path / "repository", tmp_path / "scratch"
    for made in (folder, scratch):
        made.mkdir()
    make_repository(folder, HEADER + WAITING)
    with subprocess.Popen(
        [sys.executable, "-m", "clausebook", *map(str, options)],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that the signal reaches what a terminal's would, and no more
    ) as process:
        while process.poll() is None and not any(scratch.glob(sign)):
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)

    assert process.returncode == 130
    assert "Traceback" not in out + err
    # prove shows nothing of half a proof, guard what it found so far.
    assert ("interrupted before all checks had run" in out) is (options[0] == "guard")
    assert of_session(process.pid) == []
    assert list(scratch.glob("clausebook*")) == []
