"""Lint rules of this repository: every clause has a source, every text a translation.

`pyproject.toml` names this module as a plugin.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clausebook.checks.registry import lint_rule
from clausebook.clauses import clauses_of
from clausebook.docs.languages import TRANSLATED
from clausebook.docs.sources import FILE_NAME, ClauseSource, read_sources
from clausebook.docs.translations import read_translations, texts_of, translations_path
from clausebook.openapi import Document
from clausebook.report.finding import Finding


@lint_rule(id="repository/sources", source="spec/SOURCES.md")
def every_clause_has_a_source(document: Document) -> Iterator[Finding]:
    """Every clause has one row with a source in `SOURCES.md`, and every row a clause.

    The rule is off for a document without that file. Raises CannotRun if the file has no table.
    """
    path = document.path.parent / FILE_NAME
    if not path.is_file():
        return
    shown = str(Path(document.shown).parent / FILE_NAME)
    clauses = {clause.key: clause for clause in clauses_of(document)}
    rows: dict[str, ClauseSource] = {}
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
            yield Finding(row.key, "lint", f"{shown}:{row.line}: {problem}", actual=row.source)
    last = max((row.line for row in rows.values()), default=1)
    for key, clause in clauses.items():
        if key not in rows:
            place = document.place(clause.pointer)
            problem = f"{shown}:{last}: no row for this clause, which stands at {place}"
            yield Finding(key, "lint", problem, expected="a row that names its source")


@lint_rule(id="repository/translations", source="spec/translations.zh.yaml")
def every_text_is_translated(document: Document) -> Iterator[Finding]:
    """Every text of the document has a translation, and every translation a text.

    A language without a file beside the document is passed over. Raises CannotRun where a file is
    there and cannot be read.
    """
    for code in TRANSLATED:
        translations = read_translations(document, code)
        if translations is None:
            continue
        shown = str(Path(document.shown).parent / translations_path(document, code).name)
        texts = texts_of(document)
        for text, pointer in texts.items():
            if not translations.texts.get(text):
                problem = f"{shown} has no translation of this text at {document.place(pointer)}"
                yield Finding(pointer, "lint", problem, expected=f"an entry for {_short(text)!r}")
        for text in translations.texts:
            if text not in texts:
                problem = "translates a text that the document does not have (any more)"
                yield Finding(shown, "lint", problem, actual=_short(text))


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
