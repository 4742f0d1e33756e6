"""Findings as the configuration has them: with the id of their check, and at its level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from clausebook.checks.configured import ConfiguredCheck
from clausebook.errors import Level, NotJudged
from clausebook.report.finding import ContractBroken, Finding

Family = Callable[[str], AbstractContextManager[None]]
"""The fixture `clausebook_family`: by id, what findings of a family's test are raised within."""


@contextmanager
def levelled(
    configured: ConfiguredCheck, rules: Mapping[str, Level | None] | None = None
) -> Iterator[None]:
    """Raises what the check inside raises; the findings of ContractBroken get its id and level.

    Those that fall under a rule of their own get its level from `rules`, and are left out where it
    is off. Raises NotJudged where the check is off.
    """
    if configured.level is None:
        raise NotJudged(f"the check {configured.check.id} is switched off")
    try:
        yield
    except ContractBroken as error:
        levels = rules or {}
        findings = [
            _levelled(finding, configured, levels)
            for finding in error.findings
            if levels.get(finding.rule, finding.level) is not None
        ]
        if findings:
            raise ContractBroken(findings).with_traceback(error.__traceback__) from None


def _levelled(
    finding: Finding, configured: ConfiguredCheck, rules: Mapping[str, Level | None]
) -> Finding:
    level = rules.get(finding.rule)
    if level is not None:
        return replace(finding, level=level)
    unnamed = finding.rule == f"{finding.stage}/broken"
    return replace(
        finding,
        level=configured.level or configured.check.level,
        rule=configured.check.id if unnamed else finding.rule,
    )
