"""One result, shown for people, programs, test servers and code hosts."""

from __future__ import annotations

import json

from clausebook.report.result import (
    BROKEN,
    ERROR,
    KEPT,
    NOT_JUDGED,
    STAGES,
    WAIVED,
    ClauseVerdict,
    MutantVerdict,
    Proof,
    Result,
    Stage,
    UnjudgedCheck,
    UntoldEdit,
)

FORMATS = ("text", "json", "junit", "sarif", "github", "markdown", "html")
# The levels of a comparison that may be findings; here, so that the command starts fast.
FAIL_ON = ("breaking", "warning", "any", "nothing")

__all__ = [
    "BROKEN",
    "ERROR",
    "FAIL_ON",
    "FORMATS",
    "KEPT",
    "NOT_JUDGED",
    "STAGES",
    "WAIVED",
    "ClauseVerdict",
    "MutantVerdict",
    "Proof",
    "Result",
    "Stage",
    "UnjudgedCheck",
    "UntoldEdit",
    "render",
]


def render(result: Result, form: str, *, color: bool = False, quiet: bool = False) -> str:
    """The result in one of `FORMATS`, ending with a new line."""
    if form == "json":
        return json.dumps(result.as_data(), indent=2, ensure_ascii=False) + "\n"
    if form != "text":
        from clausebook.report.formats import formatted

        return formatted(result.as_data(), form)
    from clausebook.report.text import as_text

    return as_text(result, color=color, quiet=quiet)
