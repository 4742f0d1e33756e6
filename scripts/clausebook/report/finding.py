"""A finding: one broken clause, with all that a person needs to act on it.

`checks` make findings, the other modules of `report` show them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clausebook.errors import Level

if TYPE_CHECKING:
    from clausebook.openapi import Document

_MAX_LISTED = 20


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
    kind: str = ""
    fingerprint: str = ""
    times: int = 1
    clauses: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # A JSON report has the level as text, and lists.
        object.__setattr__(self, "level", Level(self.level))
        object.__setattr__(self, "clauses", tuple(self.clauses))
        object.__setattr__(self, "operations", tuple(self.operations))
        if not self.rule:
            object.__setattr__(self, "rule", f"{self.stage}/broken")

    def __str__(self) -> str:
        lines = [f"  {f'{label}:':<9} {value}" for label, value in self.details()]
        return "\n".join([f"{self.clause}: {self.message}", *lines])

    def details(self) -> Iterator[tuple[str, str]]:
        """What every format shows below the message, as labels and texts."""
        others = [clause for clause in self.clauses if clause != self.clause]
        counted = {
            "expected": self.expected,
            "actual": self.actual,
            "repeat": self.reproduce,
            "times": str(self.times) if self.times > 1 else "",
            "in": _listed(self.operations) if len(self.operations) > 1 else "",
            "also": _listed(others) if len(self.operations) < 2 else "",
        }
        yield from ((label, text) for label, text in counted.items() if text)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    count = f"{len(names)}: " if len(names) > 1 else ""
    return f"{count}{', '.join(names[:_MAX_LISTED])}{more}"


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
