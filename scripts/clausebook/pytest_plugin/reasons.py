"""An exception as one line that a person can act on: what, and in which file and line.

The whole traceback is kept in a file, for whoever mends it.
"""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path

import pytest

from clausebook.errors import CannotRun
from clausebook.http.redaction import Secrets

_LONGEST = 400


def one_line(error: BaseException, secrets: Secrets) -> str:
    """Type and message, shortened, without anything secret."""
    # Masked before it is cut: a part of a credential would no longer be recognized.
    said = str(error)
    if isinstance(error, pytest.FixtureLookupError):  # whose own text is its arguments
        said = f"there is no fixture {error.argname!r}"
    text = secrets.mask(said).encode("utf-8", "backslashreplace").decode()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    name = type(error).__name__
    shown = f"{name}: {' '.join(lines[:3])}" if lines else name
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}..."


class TracebackFiles:
    """The files with the tracebacks of one process; those of one reason share the first one's."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}

    def kept(self, reason: str, error: BaseException, secrets: Secrets) -> str:
        """The path of the file with the traceback, in the system's folder for temporary files.

        '' where none can be written.
        """
        if reason not in self._paths:
            text = secrets.mask("".join(traceback.format_exception(error)))
            try:
                descriptor, path = tempfile.mkstemp(".txt", "clausebook-traceback-")
                with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
                    file.write(text)
            except OSError:
                path = ""
            self._paths[reason] = path
        return self._paths[reason]


def place_of(error: BaseException, root: Path) -> str:
    """File and line where it was raised: the last ones of the project's own files; else ''."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_relative(Path(error.filename), root)}:{error.lineno}"
    frames = [(Path(it.filename), it.lineno) for it in traceback.extract_tb(error.__traceback__)]
    own = [(path, line) for path, line in frames if _is_of_project(path, root)]
    return f"{_relative(own[-1][0], root)}:{own[-1][1]}" if own else ""


def why_not_collected(error: BaseException, nodeid: str, root: Path, secrets: Secrets) -> str:
    """Why a file could not be collected, without the errors that pytest wraps around it."""
    while type(error).__module__.startswith("_pytest") and error.__cause__ is not None:
        if type(error.__cause__).__name__ == "ImportPathMismatchError":
            name, first, second = error.__cause__.args
            places = f"{_relative(Path(first), root)} and {_relative(Path(second), root)}"
            return f"{places} are both the module {name!r}; rename one, or add __init__.py files"
        error = error.__cause__
    if isinstance(error, CannotRun):
        return secrets.mask(str(error))
    return f"{place_of(error, root) or nodeid}: {one_line(error, secrets)}"


def _is_of_project(path: Path, root: Path) -> bool:
    return path.is_relative_to(root) and "site-packages" not in path.parts


def _relative(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path
