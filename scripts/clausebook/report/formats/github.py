"""GitHub's workflow commands: annotations on the lines that findings are about."""

from __future__ import annotations

from clausebook.errors import Level
from clausebook.report.inert import inert
from clausebook.report.run import Run
from clausebook.report.view import View, view_of

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(run: Run) -> str:
    """Renders each note as one command on its line; the last line is a plain summary."""
    view = view_of(run)
    lines = []
    for note in view.notes:
        details = "".join(f"\n{label}: {value}" for label, value in note.lines)
        where = f"file={_property(note.place.file)},line={note.place.line},col={note.place.column}"
        title = _property(note.clause)
        text = f"{note.message} [{note.rule}]{details}"
        lines.append(f"::{_COMMANDS[note.level]} {where},title={title}::{_data(text)}")
    lines += [f"::notice title=clausebook::{_data(remark)}" for remark in view.remarks]
    return "".join(f"{line}\n" for line in [*lines, _plain_line(view)])


def _plain_line(view: View) -> str:
    """A line that no runner reads as a command, whatever the document is called."""
    text = f"{view.title}: {view.verdict}: {view.summary}; {view.spec}"
    return " ".join(inert(text).split())


def _data(text: str) -> str:
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
