"""One result, shown as text for people or JSON for programs."""

from __future__ import annotations

import json

from clausebook.report.result import (
    BROKEN,
    KEPT,
    NOT_JUDGED,
    STAGES,
    WAIVED,
    BreakVerdict,
    ClauseVerdict,
    Proof,
    Result,
    Stage,
)
from clausebook.report.secrets import Secrets

FORMATS = ("text", "json")

__all__ = [
    "BROKEN",
    "FORMATS",
    "KEPT",
    "NOT_JUDGED",
    "STAGES",
    "WAIVED",
    "BreakVerdict",
    "ClauseVerdict",
    "Proof",
    "Result",
    "Secrets",
    "Stage",
    "render",
]


def render(result: Result, form: str, *, color: bool = False, quiet: bool = False) -> str:
    """The result in one of `FORMATS`, ending with a new line."""
    if form == "json":
        return json.dumps(result.as_data(), indent=2, ensure_ascii=False) + "\n"
    from clausebook.report.text import as_text

    return as_text(result, color=color, quiet=quiet)
