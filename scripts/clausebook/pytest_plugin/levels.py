"""What the level of a finding means for a test: an error fails it, others are only recorded."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from clausebook.errors import Level
from clausebook.pytest_plugin.options import RECORDED
from clausebook.report.finding import ContractBroken, Finding


def record_findings(item: pytest.Item, findings: Iterable[Finding]) -> None:
    """Keeps warnings and notes of a test for guard, and shows them in pytest's own report."""
    for finding in findings:
        item.stash.setdefault(RECORDED, []).append(finding)
        item.add_report_section("call", finding.level, str(finding))


def fail_on_errors(item: pytest.Item, broken: ContractBroken) -> None:
    """Records warnings and notes. Raises ContractBroken with the errors, where there are any."""
    errors = [finding for finding in broken.findings if finding.level is Level.ERROR]
    record_findings(item, (it for it in broken.findings if it.level is not Level.ERROR))
    if errors:
        raise ContractBroken(errors).with_traceback(broken.__traceback__) from None
