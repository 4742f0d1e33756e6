"""The table of sources beside a document: for each clause, where the promise was taken from.

Reads `SOURCES.md` and holds it against the document's clauses. Whether a source says what the table
claims is for a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clausebook.clauses import clauses_of
from clausebook.document import Document
from clausebook.finding import CannotRun, Finding

FILE_NAME = "SOURCES.md"

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_RULER = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")


@dataclass(frozen=True, slots=True)
class Source:
    """One row: the clause's key, its source, and the line (from 1) that it stands on."""

    key: str
    source: str
    line: int


def read_sources(path: Path) -> tuple[Source, ...]:
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
            rows.append(Source(cells[0].strip("` "), cells[1], number))
    return tuple(rows)


def every_clause_has_a_source(document: Document) -> Iterator[Finding]:
    """Where `SOURCES.md` stands beside the document: a row per clause, each with a source.

    A document without that file promises nothing about its sources. Raises CannotRun where the
    file is there and cannot be read as a table.
    """
    path = document.path.parent / FILE_NAME
    if not path.is_file():
        return
    shown = str(Path(document.shown).parent / FILE_NAME)
    clauses = {clause.key: clause for clause in clauses_of(document)}
    rows: dict[str, Source] = {}
    for row in read_sources(path):
        problem = ""
        if row.key in rows:
            problem = f"a second row for this clause; the first is on line {rows[row.key].line}"
        elif row.key not in clauses:
            problem = "a row for a clause that the document does not have (any more)"
        elif not row.source:
            problem = "the row names no source"
        rows.setdefault(row.key, row)
        if problem:
            yield Finding(row.key, "spec", f"{shown}:{row.line}: {problem}", actual=row.source)
    last = max((row.line for row in rows.values()), default=1)
    for key, clause in clauses.items():
        if key not in rows:
            place = document.place(clause.pointer)
            problem = f"{shown}:{last}: no row for this clause, which stands at {place}"
            yield Finding(key, "spec", problem, expected="a row that names its source")


def _is_header(line: str) -> bool:
    return line.lstrip().startswith("|") and [c.lower() for c in _cells(line)[:2]] == [
        "clause",
        "source",
    ]


def _cells(line: str) -> list[str]:
    text = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace(r"\|", "|") for cell in _CELL_BORDER.split(text)]
