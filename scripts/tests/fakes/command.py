"""Runs the command in this process."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.cli import main


def run(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> tuple[int, str, str]:
    try:
        code = main([str(word) for word in argv])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    output = capsys.readouterr()
    return code, output.out, output.err


def assert_one_line(done: tuple[int, str, str], *parts: str) -> None:
    code, out, err = done
    assert (code, out) == (2, "")
    assert err.startswith("clausebook")
    assert err.count("\n") == 1
    for part in parts:
        assert part in err
