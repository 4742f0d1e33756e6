"""A finding: one broken clause, with all that a person needs to act on it.

`checks` make findings, the other modules of `report` show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clausebook.errors import Level

if TYPE_CHECKING:
    from clausebook.openapi import Document


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken clause. `clause` is its key; `stage` is lint, drift, client or provider.

    `rule` is the id of the rule that was broken; a check that names none has `STAGE/broken`.
    """

    clause: str
    stage: str
    message: str
    expected: str = ""
    actual: str = ""
    reproduce: str = ""
    level: Level = Level.ERROR
    rule: str = ""

    def __post_init__(self) -> None:
        # A JSON report has the level as text.
        object.__setattr__(self, "level", Level(self.level))
        if not self.rule:
            object.__setattr__(self, "rule", f"{self.stage}/broken")

    def __str__(self) -> str:
        lines = [f"{self.clause}: {self.message}"]
        lines += [f"  expected: {self.expected}"] if self.expected else []
        lines += [f"  actual:   {self.actual}"] if self.actual else []
        lines += [f"  repeat:   {self.reproduce}"] if self.reproduce else []
        return "\n".join(lines)


def named(rule: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, of this rule where they name none."""
    return [it if has_own_rule(it) else replace(it, rule=rule) for it in findings]


def has_own_rule(finding: Finding) -> bool:
    """Whether the finding names a rule, instead of being of the check that makes it."""
    return finding.rule != f"{finding.stage}/broken"


def is_no_error_by_default(finding: Finding) -> bool:
    """Whether it falls under a rule that is no error unless the configuration says so."""
    return finding.rule.startswith(("lenient/", "narrow/", "gap/"))


class ContractBroken(AssertionError):
    """A check found that clauses are broken; carries the findings."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def finding_at(
    document: Document, pointer: str, problem: str, *, expected: str = "", actual: str = ""
) -> Finding:
    """A finding about the document: its clause is a JSON pointer, its message has the place."""
    return Finding(
        clause=pointer,
        stage="lint",
        message=f"{document.place(pointer)}: {problem}",
        expected=expected,
        actual=actual,
    )
