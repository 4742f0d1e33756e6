"""What code hosts take from a step's output: annotations on lines, and a summary in Markdown."""

from __future__ import annotations

from clausebook.errors import Level
from clausebook.report.inert import inert
from clausebook.report.run import Run
from clausebook.report.verdicts import BROKEN, INCOMPLETE, KEPT
from clausebook.report.view import View, view_of

_MOST = 200
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_SIGNS = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.NOTE: "✔️"}


def as_annotations(run: Run) -> str:
    """GitHub's workflow commands: one line for each note, and a last one that sums up."""
    view = view_of(run)
    lines = []
    for note in view.notes:
        told = "".join(f"\n{label}: {value}" for label, value in note.lines)
        where = f"file={_property(note.place.file)},line={note.place.line},col={note.place.column}"
        title = _property(note.clause)
        text = f"{note.message} [{note.rule}]{told}"
        lines.append(f"::{_COMMANDS[note.level]} {where},title={title}::{_data(text)}")
    lines += [f"::notice title=clausebook::{_data(remark)}" for remark in view.remarks]
    return "".join(f"{line}\n" for line in [*lines, _plain_line(view)])


def as_markdown(run: Run) -> str:
    """A summary for a step's page: the verdict, the stages, what was found."""
    view = view_of(run)
    mark = {KEPT: "✅", INCOMPLETE: "⚠️"}.get(view.verdict, "❌")
    lines = [f"## {mark} {view.title}: {view.verdict}", "", _cell(view.summary), ""]
    if view.rows:
        heading, *rows = view.rows
        lines += [_row(heading), _row(["---"] * len(heading)), *map(_row, rows), ""]
    shown = [case for case in view.cases if case.notes]
    shown.sort(key=lambda case: case.verdict != BROKEN)
    if shown:
        lines += [_row(["", "clause", "what", "where"]), _row(["---"] * 4)]
    for case in shown[:_MOST]:
        for note in case.notes:
            told = "<br>".join(_cell(f"{label}: {value}") for label, value in note.lines)
            what = f"{_cell(note.message)} ({_code(note.rule)})" + (f"<br>{told}" if told else "")
            where = _cell(f"{note.place.file}:{note.place.line}")
            lines.append(f"| {_SIGNS[note.level]} | {_code(note.clause)} | {what} | {where} |")
    if len(shown) > _MOST:
        lines.append(f"\nand {len(shown) - _MOST} more")
    lines += [f"\n> {_cell(remark)}" for remark in view.remarks]
    return "\n".join(lines).rstrip() + "\n"


def _plain_line(view: View) -> str:
    """One that no runner takes for a command, whatever the document is called."""
    text = f"{view.title}: {view.verdict}: {view.summary}; {view.spec}"
    return " ".join(inert(text).split())


def _data(text: str) -> str:
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """Text that stays in its cell and is no element of Markdown or HTML."""
    text = " ".join(inert(text).split()).replace("&", "&amp;").replace("<", "&lt;")
    for char in "\\|`*_[]!#~@":
        text = text.replace(char, f"\\{char}")
    return text.replace("\\@", "&#64;")


def _code(text: str) -> str:
    """A code span; no run of back quotes in the text can end it, and no bar its cell."""
    quotes = "`"
    while quotes in text:
        quotes += "`"
    plain = " ".join(inert(text).split()).replace("|", "\\|")
    return f"{quotes} {plain} {quotes}" if "`" in plain else f"{quotes}{plain}{quotes}"
