"""Lint rule: sections that are empty are left out, or empty, and not null."""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.checks.registry import lint_rule
from clausebook.openapi import Document
from clausebook.openapi.pointers import split
from clausebook.report.finding import Finding, finding_at


@lint_rule(id="document/null-section", source="OAS 3.1, 4.8; OAS 3.0, 4.7")
def no_section_is_null(document: Document) -> Iterator[Finding]:
    """No section is null, which OpenAPI allows nowhere; it is read as if it were not there."""
    for pointer in document.null_sections:
        message = f"{split(pointer)[-1]} is null"
        yield finding_at(document, pointer, message, expected="a value, or its removal")
