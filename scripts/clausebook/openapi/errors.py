"""The error of an unusable document, and places in files."""

from __future__ import annotations

from dataclasses import dataclass

from clausebook.errors import CannotRun


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class DocumentError(CannotRun):
    """The document cannot be used.

    `where` is a file or a place in a file, `pointer` the JSON pointer of the wrong value, or ''.
    """

    def __init__(self, where: Place | str, message: str, pointer: str = "") -> None:
        self.where = where
        self.pointer = pointer
        self.problem = message
        super().__init__(f"{where}: {pointer + ': ' if pointer else ''}{message}")
