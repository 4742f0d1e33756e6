"""Lint rules about the languages in which clauses are shown."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.checks.registry import lint_rule
from clausebook.clauses import clauses_of
from clausebook.clauses.wording_zh import missing_wording
from clausebook.errors import Level
from clausebook.openapi import Document
from clausebook.report.finding import Finding, finding_at


@lint_rule(id="wording/chinese", level=Level.NOTE, source="clauses/wording_zh.py")
def keywords_are_worded_in_chinese(document: Document) -> Iterator[Finding]:
    """Every keyword has a Chinese sentence, since a clause without one is shown in English."""
    reported: set[str] = set()
    for clause in clauses_of(document):
        keyword = missing_wording(clause)
        if keyword and keyword not in reported:
            reported.add(keyword)
            problem = f"the Chinese sentence for {keyword} is missing; English is shown"
            expected = f"a sentence for {keyword} in clauses/wording_zh.py"
            yield finding_at(document, clause.pointer, problem, expected=expected)
