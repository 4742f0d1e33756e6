"""An HTML page: it loads nothing, runs no script, and shows text from elsewhere as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from itertools import groupby

from clausebook.errors import Level
from clausebook.report.inert import inert
from clausebook.report.run import Run
from clausebook.report.verdicts import BROKEN, ERROR, INCOMPLETE, KEPT, NOT_JUDGED, WAIVED
from clausebook.report.view import Case, View, view_of

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #cf222e; --ask: #9a6700 }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; --ask: #d29922 } }
body { background: Canvas; color: CanvasText }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem }
code, dd { font: .875em/1.5 ui-monospace, monospace; white-space: pre-wrap }
body { overflow-wrap: break-word } code, dd, details td { overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0 }
th, td { border-bottom: 1px solid var(--line) }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
article { border-left: 4px solid var(--line); padding: .1rem 0 .1rem 1rem; margin: 1.2rem 0 }
article.error { border-color: var(--bad) } article.warning { border-color: var(--ask) }
article p { margin: .3rem 0 } article .where { opacity: .75; font-size: .875rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: .4rem 0 }
dt { opacity: .75 } dd { margin: 0 }
details table { table-layout: fixed } details td:first-child { width: 6rem }
details td:last-child { width: 34% }
details { border-bottom: 1px solid var(--line); padding: .4rem 0 } summary { cursor: pointer }
details.long { border: 0; padding: 0 } details.long[open] summary { margin-bottom: .4rem }
summary .count { opacity: .75; font-size: .875rem }
.verdict { font-weight: 600 } .kept { color: var(--good) } .broken { color: var(--bad) }
.open { color: var(--ask) } .lead { margin: .3rem 0 0 }
@media (max-width: 40rem) {
  body { margin: 1rem auto } th, td { padding-right: .4rem }
  dl { grid-template-columns: 1fr } dd { margin-bottom: .3rem }
  details tr { display: block; border-bottom: 1px solid var(--line); padding: .3rem 0 }
  details td, details td:first-child, details td:last-child { display: block; width: auto }
  details td { border: 0; padding: 0 }
}
"""
_LEVELS = tuple(Level)
_MAX_UNFOLDED = 600
_SUMMARY_LENGTH = 240
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(run: Run) -> str:
    """Renders the run as an HTML document."""
    view = view_of(run)
    verdict = f'<span class="verdict {_class(view.verdict)}">{_text(view.verdict)}</span>'
    parts = [
        f"<h1>{_text(view.title)}: {verdict}</h1>",
        f'<p class="lead">{_text(view.summary)}</p>',
        f'<p class="lead"><code>{_text(view.spec)}</code></p>' if view.spec else "",
        *(f'<p class="lead">Note: {_text(remark)}</p>' for remark in view.remarks),
        _stages(view),
        _notes(view),
        _cases(view.cases),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(view.title)}: {_text(view.verdict)}</title>\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


def _stages(view: View) -> str:
    if not view.rows:
        return ""
    heading, *rows = view.rows
    numbers = range(2, len(heading))
    cells = [_cells(heading, "th", numbers), *(_cells(row, "td", numbers) for row in rows)]
    return f"<h2>Stages</h2>\n<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _cells(row: Iterable[str], tag: str, numbers: range) -> str:
    return "".join(
        f'<{tag} class="{"number" if index in numbers else _class(cell)}">{_text(cell)}</{tag}>'
        for index, cell in enumerate(row)
    )


def _notes(view: View) -> str:
    notes = sorted(view.notes, key=lambda note: _LEVELS.index(note.level))
    if not notes:
        return ""
    articles = []
    for note in notes:
        lines = "".join(f"<dt>{_text(k)}</dt><dd>{_folded(v)}</dd>" for k, v in note.lines)
        where = f"{_text(note.place.file)}:{note.place.line} · {_text(note.rule)}"
        articles.append(
            f'<article class="{note.level}">\n<p><strong>{_text(note.message)}</strong></p>\n'
            f"<p><code>{_text(note.clause)}</code></p>\n"
            + (f"<dl>{lines}</dl>\n" if lines else "")
            + f'<p class="where">{where}</p>'
            "\n</article>"
        )
    return "<h2>What was found</h2>\n" + "\n".join(articles)


def _cases(cases: Iterable[Case]) -> str:
    """Renders the clauses by operation, broken ones first; an operation with one is unfolded."""
    ordered = sorted(cases, key=lambda case: case.group)
    groups = []
    for name, members in groupby(ordered, key=lambda case: case.group):
        broken_first = sorted(members, key=lambda case: case.verdict != BROKEN)
        counts = Counter(case.verdict for case in broken_first)
        verdicts = ", ".join(f"{number} {verdict}" for verdict, number in counts.items())
        rows = "".join(
            f'<tr><td class="{_class(case.verdict)}">{_text(case.verdict)}</td>'
            f"<td><code>{_text(case.key)}</code></td><td>{_folded(case.why)}</td></tr>"
            for case in broken_first
        )
        is_open = " open" if BROKEN in counts else ""
        groups.append(
            f"<details{is_open}><summary><code>{_text(name)}</code> "
            f'<span class="count">{_text(verdicts)}</span></summary><table>{rows}</table></details>'
        )
    return "<h2>One by one</h2>\n" + "\n".join(groups) if groups else ""


def _folded(text: str) -> str:
    """Renders the text; a long one shows its beginning and unfolds on demand."""
    if len(text) <= _MAX_UNFOLDED:
        return _text(text)
    beginning = f"{_text(text[:_SUMMARY_LENGTH])}… ({len(text)} characters)"
    return f'<details class="long"><summary>{beginning}</summary>{_text(text)}</details>'


def _class(verdict: str) -> str:
    if verdict in (KEPT, BROKEN):
        return verdict
    if verdict == ERROR:
        return BROKEN
    return "open" if verdict in (WAIVED, NOT_JUDGED, INCOMPLETE) else ""


def _text(text: str) -> str:
    return escape(inert(text))
