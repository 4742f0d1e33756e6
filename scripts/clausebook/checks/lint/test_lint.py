"""Lint checks: one test for each lint rule that is on, built in or the user's own.

They apply to any OpenAPI document and need no client or server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from clausebook.checks.lint_run import ConfiguredRule
from clausebook.errors import Level
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken, Finding

pytestmark = pytest.mark.clausebook_stage("spec")


def test_the_document_obeys_the_lint_rule(
    clausebook_lint_rule: ConfiguredRule,
    clausebook_document: Document,
    clausebook_record_findings: Callable[[Iterable[Finding]], None],
) -> None:
    findings = clausebook_lint_rule.findings(clausebook_document)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    clausebook_record_findings(finding for finding in findings if finding.level is not Level.ERROR)

    if errors:
        raise ContractBroken(errors)
