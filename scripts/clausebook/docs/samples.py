"""Hand-written code samples of operations, in files beside the document.

`examples/` beside the document holds `OPERATION_ID.WHAT.EXT`: `deleteThing.vendor-sdk.py`. They are
shown unchanged, and run if their dependencies are installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clausebook.errors import CannotRun
from clausebook.openapi import Document

FOLDER = "examples"
LANGUAGES = {".py": "Python", ".java": "Java", ".go": "Go", ".sh": "Shell"}


@dataclass(frozen=True)
class Sample:
    """One file; `what` is the library that it uses, by the file's name."""

    operation_id: str
    what: str
    language: str
    path: Path
    shown: str
    text: str


def _told(what: str) -> str:
    """The words of a file's name: `vendor-sdk` is "vendor SDK"."""
    return " ".join("SDK" if word == "sdk" else word for word in what.split("-"))


def samples_of(document: Document) -> tuple[Sample, ...]:
    """Every sample beside the document, by operation and name.

    Raises:
        CannotRun: a file cannot be read, or its name has another form or names no operation.
    """
    folder = document.path.parent / FOLDER
    known = {operation.operation_id for operation in document.operations}
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix not in LANGUAGES:
            continue
        operation_id, _, what = path.stem.partition(".")
        if operation_id not in known or not what:
            raise CannotRun(
                f"{path}: {operation_id!r} is no operation of {document.shown}; "
                "call the file OPERATION_ID.WHAT.EXT"
            )
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotRun(f"cannot read {path}: {error}; save it as UTF-8 text") from error
        shown = f"{Path(document.shown).parent.as_posix()}/{FOLDER}/{path.name}"
        language = LANGUAGES[path.suffix]
        found.append(Sample(operation_id, _told(what), language, path, shown, text))
    return tuple(found)
