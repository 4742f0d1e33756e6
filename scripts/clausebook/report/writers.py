"""A run in each of the formats; each writer is imported when it is needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clausebook.report.run import Run

FORMATS = ("text", "json", "junit", "sarif", "github", "markdown", "html")


def render(run: Run, form: str, *, color: bool = False, quiet: bool = False) -> str:
    """The run in one of `FORMATS`, ending with a new line; `color` and `quiet` are for text."""
    if form == "text":
        from clausebook.report.text import as_text

        return as_text(run, color=color, quiet=quiet)
    return _writer(form)(run)


def _writer(form: str) -> Callable[[Run], str]:
    from clausebook.report.annotations import as_annotations, as_markdown
    from clausebook.report.junit import as_junit
    from clausebook.report.page import as_page
    from clausebook.report.sarif import as_sarif

    return {
        "json": _as_json,
        "junit": as_junit,
        "sarif": as_sarif,
        "github": as_annotations,
        "markdown": as_markdown,
        "html": as_page,
    }[form]


def _as_json(run: Run) -> str:
    return json.dumps(run.as_data(), indent=2, ensure_ascii=False) + "\n"
