"""Where a person has to look: the file, line and column that a finding is about."""

from __future__ import annotations

import re

from clausebook.openapi import Place
from clausebook.report.finding import Finding

_PLACE = re.compile(r"([^:\n]+):([1-9][0-9]*):(?:([1-9][0-9]*):)? ")
_LINE = re.compile(r"line ([1-9][0-9]*):")


def place_of(finding: Finding, clause_place: str, spec: str) -> Place:
    """The place of a finding: what it says itself, else that of its clause, else the document."""
    return _drifted(finding) or _linted(finding) or place_in(clause_place, spec)


def place_in(text: str, document: str) -> Place:
    """The place written FILE:LINE:COLUMN; the beginning of the document where it is none."""
    parts = text.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        return Place(parts[0], int(parts[1]), int(parts[2]))
    return Place(document, 1, 1)


def _linted(finding: Finding) -> Place | None:
    """The place that a lint rule's message begins with, its column 1 where it names none."""
    place = _PLACE.match(finding.message) if finding.stage == "lint" else None
    return Place(place[1], int(place[2]), int(place[3] or 1)) if place else None


def _drifted(finding: Finding) -> Place | None:
    """The generated file that differs, and the line where the finding tells it."""
    if finding.stage != "drift" or " " in finding.clause:
        return None
    line = _LINE.match(finding.actual) or _LINE.match(finding.expected)
    return Place(finding.clause, int(line[1]) if line else 1, 1)
