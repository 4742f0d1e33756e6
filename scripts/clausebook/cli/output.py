"""Where a result goes: to standard output, or into the file of `--output`."""

from __future__ import annotations

import sys
from pathlib import Path

from clausebook.errors import CannotRun


def check_output(path: Path | None) -> None:
    """Raises CannotRun where it cannot be written: before minutes of checks, not after them."""
    if path is None:
        return
    if path.is_dir():
        raise CannotRun(f"cannot write {path}: it is a folder; name a file in it as --output")
    if not path.parent.is_dir():
        raise CannotRun(f"cannot write {path}: there is no folder {path.parent}; make it first")
    is_new = not path.exists()
    if is_new or path.is_file():  # a pipe would be closed for whoever reads it
        try:
            path.open("ab").close()
        except OSError as error:
            raise _unwritable(path, error) from error
        if is_new:
            path.unlink()


def write(text: str, path: Path | None) -> None:
    """Writes the result there; None is standard output. Raises CannotRun where it cannot be."""
    if path is None:
        sys.stdout.write(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> CannotRun:
    return CannotRun(f"cannot write {path}: {error.strerror}; name another --output")
