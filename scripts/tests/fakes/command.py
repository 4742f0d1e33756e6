"""Runs the command in this process."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest import mock

import pytest
from clausebook.cli import main


def run(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> tuple[int, str, str]:
    try:
        code = main([str(word) for word in argv])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    output = capsys.readouterr()
    return code, output.out, output.err


def completed(
    argv: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """The command given in that folder; a process of its own would import everything anew."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, variables),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(argv)
    return subprocess.CompletedProcess(argv, code, out.getvalue(), err.getvalue())


def assert_one_line(done: tuple[int, str, str], *parts: str) -> None:
    code, out, err = done
    assert (code, out) == (2, "")
    assert err.startswith("clausebook")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err
