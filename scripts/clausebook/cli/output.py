"""Writes a result to standard output or to the file of `--output`."""

from __future__ import annotations

import sys
from pathlib import Path

from clausebook.errors import CannotRun


def check_output(path: Path | None) -> None:
    """Raises CannotRun if the file cannot be written; called before the checks run."""
    if path is None:
        return
    if path.is_dir():
        raise CannotRun(f"cannot write {path}: it is a folder; name a file in it with --output")
    if not path.parent.is_dir():
        raise CannotRun(f"cannot write {path}: there is no folder {path.parent}; create it first")
    is_new = not path.exists()
    if is_new or path.is_file():  # opening a pipe would close it for its reader
        try:
            path.open("ab").close()
        except OSError as error:
            raise _unwritable(path, error) from error
        if is_new:
            path.unlink()


def write(text: str, path: Path | None) -> None:
    """Writes the result; None is standard output. Raises CannotRun if it cannot be written."""
    if path is None:
        sys.stdout.write(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CannotRun:
    return CannotRun(f"cannot write {path}: {error.strerror}; name another --output")
