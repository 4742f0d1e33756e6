"""Findings as the configuration has them: with the id of their check, and at its level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from clausebook.checks.configured import ConfiguredCheck
from clausebook.errors import NotJudged
from clausebook.report.finding import ContractBroken, Finding

Family = Callable[[str], AbstractContextManager[None]]
"""The fixture `clausebook_family`: by id, what findings of a family's test are raised within."""


@contextmanager
def levelled(configured: ConfiguredCheck) -> Iterator[None]:
    """Raises what the check inside raises; the findings of ContractBroken get its id and level.

    Raises NotJudged where the check is off.
    """
    if configured.level is None:
        raise NotJudged(f"the check {configured.check.id} is switched off")
    try:
        yield
    except ContractBroken as error:
        findings = [_levelled(finding, configured) for finding in error.findings]
        raise ContractBroken(findings).with_traceback(error.__traceback__) from None


def _levelled(finding: Finding, configured: ConfiguredCheck) -> Finding:
    unnamed = finding.rule == f"{finding.stage}/broken"
    return replace(
        finding,
        level=configured.level or configured.check.level,
        rule=configured.check.id if unnamed else finding.rule,
    )
