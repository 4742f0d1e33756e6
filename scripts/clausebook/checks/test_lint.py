"""Lint checks: one test for each lint rule that is on, built in or the user's own.

They apply to any OpenAPI document and need no client or server.
"""

from __future__ import annotations

import pytest

from clausebook.checks.configured import ConfiguredCheck
from clausebook.checks.lint_run import lint_findings
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken

pytestmark = pytest.mark.clausebook_stage("lint")


def test_the_document_obeys_the_lint_rule(
    clausebook_lint_rule: ConfiguredCheck, clausebook_document: Document
) -> None:
    findings = lint_findings(clausebook_lint_rule, clausebook_document)

    if findings:
        raise ContractBroken(findings)
