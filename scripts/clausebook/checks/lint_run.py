"""Runs lint rules: what each of them finds in a document.

What the rules ask is in `checks.lint` and in plugins; this module knows none of them by name.
"""

from __future__ import annotations

from dataclasses import replace

from clausebook.checks.configured import ConfiguredCheck, failure_of
from clausebook.errors import CannotRun, CouldNotJudge
from clausebook.openapi import Document
from clausebook.report.finding import Finding


def lint_findings(rule: ConfiguredCheck, document: Document) -> tuple[Finding, ...]:
    """What a lint rule finds, with its id and its level.

    Raises:
        CannotRun: a file beside the document cannot be read.
        CouldNotJudge: the rule raised anything else, or yields something that is no finding.
    """
    level = rule.level or rule.check.level
    try:
        findings = tuple(rule.check.function(document))
        return tuple(replace(it, level=level, rule=rule.check.id) for it in findings)
    except CannotRun:
        raise
    except Exception as error:
        raise CouldNotJudge(failure_of(rule.check, error)) from error
