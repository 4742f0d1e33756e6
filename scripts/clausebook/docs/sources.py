"""The table of sources beside a document: for each clause, where the promise was taken from.

Reads `SOURCES.md`. Whether the table is complete is for a lint rule of the repository that keeps
one; whether a source says what the table claims is for a reader.
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
    """One row: the clause's key, its source, and the line (from 1) that it stands on."""

    key: str
    source: str
    line: int


def read_sources(path: Path) -> tuple[ClauseSource, ...]:
    """The rows of the first table whose first column is called `clause`, in order.

    Raises CannotRun where the file cannot be read or has no such table.
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
