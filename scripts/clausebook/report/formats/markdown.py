"""A summary in Markdown for the page of a CI step."""

from __future__ import annotations

from clausebook.errors import Level
from clausebook.report.inert import inert
from clausebook.report.run import Run
from clausebook.report.verdicts import BROKEN, INCOMPLETE, KEPT
from clausebook.report.view import view_of

_MAX_ROWS = 200
_ICONS = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.NOTE: "✔️"}


def render(run: Run) -> str:
    """Renders the verdict, the stages, and a row for each finding."""
    view = view_of(run)
    icon = {KEPT: "✅", INCOMPLETE: "⚠️"}.get(view.verdict, "❌")
    lines = [f"## {icon} {view.title}: {view.verdict}", "", _cell(view.summary), ""]
    if view.rows:
        heading, *rows = view.rows
        lines += [_row(heading), _row(["---"] * len(heading)), *map(_row, rows), ""]
    cases = [case for case in view.cases if case.notes]
    cases.sort(key=lambda case: (case.verdict != BROKEN, case.notes[0].rank))
    if cases:
        lines += [_row(["", "clause", "what", "where"]), _row(["---"] * 4)]
    for case in cases[:_MAX_ROWS]:
        for note in case.notes:
            details = "<br>".join(_cell(f"{label}: {value}") for label, value in note.lines)
            message = f"{_cell(note.message)} ({_code(note.rule)})"
            message += f"<br>{details}" if details else ""
            where = _cell(f"{note.place.file}:{note.place.line}")
            lines.append(f"| {_ICONS[note.level]} | {_code(note.clause)} | {message} | {where} |")
    if len(cases) > _MAX_ROWS:
        lines.append(f"\nand {len(cases) - _MAX_ROWS} more")
    lines += [f"\n> {_cell(remark)}" for remark in view.remarks]
    return "\n".join(lines).rstrip() + "\n"


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """Escapes Markdown and HTML, so that the text stays in its cell."""
    text = " ".join(inert(text).split()).replace("&", "&amp;").replace("<", "&lt;")
    for char in "\\|`*_[]!#~@":
        text = text.replace(char, f"\\{char}")
    return text.replace("\\@", "&#64;")


def _code(text: str) -> str:
    """Wraps the text in a code span; its back quotes cannot end the span, its bars not the cell."""
    quotes = "`"
    while quotes in text:
        quotes += "`"
    plain = " ".join(inert(text).split()).replace("|", "\\|")
    return f"{quotes} {plain} {quotes}" if "`" in plain else f"{quotes}{plain}{quotes}"
