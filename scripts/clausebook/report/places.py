"""The place of a finding: file, line and column."""

from __future__ import annotations

import re

from clausebook.openapi import Place
from clausebook.report.finding import Finding

_PLACE = re.compile(r"([^:\n]+):([1-9][0-9]*):(?:([1-9][0-9]*):)? ")
_LINE = re.compile(r"line ([1-9][0-9]*):")


def place_of(finding: Finding, clause_place: str, spec: str) -> Place:
    """The place in the finding itself, else that of its clause, else the start of the document."""
    return _place_of_drift(finding) or _place_in_message(finding) or place_in(clause_place, spec)


def place_in(text: str, document: str) -> Place:
    """Parses FILE:LINE:COLUMN; any other text gives the start of the document."""
    parts = text.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        return Place(parts[0], int(parts[1]), int(parts[2]))
    return Place(document, 1, 1)


def _place_in_message(finding: Finding) -> Place | None:
    """The place at the start of a lint rule's message; the column defaults to 1."""
    place = _PLACE.match(finding.message) if finding.stage == "lint" else None
    return Place(place[1], int(place[2]), int(place[3] or 1)) if place else None


def _place_of_drift(finding: Finding) -> Place | None:
    """The generated file that differs, and the line if the finding has it."""
    if finding.stage != "drift" or " " in finding.clause:
        return None
    line = _LINE.match(finding.actual) or _LINE.match(finding.expected)
    return Place(finding.clause, int(line[1]) if line else 1, 1)
