"""Every format that is made of a report's data; text and JSON are `report`'s own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clausebook.report.annotations import as_annotations, as_markdown
from clausebook.report.junit import as_junit
from clausebook.report.outcome import Outcome, outcome_of
from clausebook.report.page import as_page
from clausebook.report.sarif import as_sarif

_WRITERS: Mapping[str, Callable[[Outcome], str]] = {
    "junit": as_junit,
    "sarif": as_sarif,
    "github": as_annotations,
    "markdown": as_markdown,
    "html": as_page,
}


def formatted(data: Mapping[str, Any], form: str) -> str:
    """The report in one of these formats, ending with a new line."""
    return _WRITERS[form](outcome_of(data))
