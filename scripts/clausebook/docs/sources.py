"""Reads `SOURCES.md` beside a document: the source of each clause.

A project's lint rule may check that the table is complete; whether a source says what the table
claims is up to a reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from clausebook.errors import CannotRun

FILE_NAME = "SOURCES.md"

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_RULER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")


@dataclass(frozen=True, slots=True)
class ClauseSource:
    """One row: clause key, source, and line number (from 1)."""

    key: str
    source: str
    line: int


def read_sources(path: Path) -> tuple[ClauseSource, ...]:
    """The rows of the first table whose first column is called `clause`, in order.

    Raises CannotRun if the file cannot be read or has no such table.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; save it as UTF-8 text") from error
    start = next((i for i, line in enumerate(lines) if _is_header(line)), None)
    if start is None:
        raise CannotRun(f"{path} has no table with the columns `clause` and `source`; add one")
    rows = []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if not line.lstrip().startswith("|"):
            break
        if not _RULER.fullmatch(line.strip()):
            cells = [*_cells(line), "", ""]
            rows.append(ClauseSource(cells[0].strip("` "), cells[1], number))
    return tuple(rows)


def _is_header(line: str) -> bool:
    return line.lstrip().startswith("|") and [c.lower() for c in _cells(line)[:2]] == [
        "clause",
        "source",
    ]


def _cells(line: str) -> list[str]:
    text = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace(r"\|", "|") for cell in _CELL_BORDER.split(text)]
