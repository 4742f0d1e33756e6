"""The result of one run, in the shape that every format shows.

Plain values; how a run is made is the business of `guard`, how it looks that of the formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clausebook.report.finding import Finding

STAGES = ("spec", "drift", "consumer", "provider")

KEPT = "kept"
BROKEN = "broken"
NOT_JUDGED = "not judged"
WAIVED = "waived"
ERROR = "error"  # nothing is broken as far as is known, but some check could not judge


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: how many checks ran, how many cases they tried, and the seconds they took."""

    name: str
    verdict: str
    checks: int
    cases: int
    seconds: float


@dataclass(frozen=True, slots=True)
class UnjudgedCheck:
    """A check that could not judge, by its test id, and why: no fault of what is judged.

    `stage` is empty where the check's process was lost with it.
    """

    stage: str
    test: str
    why: str

    def __str__(self) -> str:
        return f"{self.test}: {self.why}"


@dataclass(frozen=True, slots=True)
class ClauseVerdict:
    """What became of one clause, which stages guard it, and why it was not judged or is waived.

    `place` is where the document says it, as file, line and column.
    """

    key: str
    pointer: str
    side: str
    guarded_by: tuple[str, ...]
    verdict: str
    why: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class MutantVerdict:
    """One mutant on one side: `witness` reveals it, `by` is the check that killed it, or ""."""

    clause: str
    edit: str
    witness: str
    side: str
    killed: bool
    by: str
    waived: bool = False


@dataclass(frozen=True, slots=True)
class UntoldEdit:
    """An edit of a clause that no exchange is known to tell: by what it is proven, or why not.

    `argument` is the kind of proof that it changes nothing; empty where it is unproven.
    """

    clause: str
    edit: str
    reason: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome of every mutant.

    `equivalents` are edits that are proven to change nothing; `unproven` are those of which neither
    a witness nor a proof is known. Neither counts among the mutants.
    """

    mutants: Sequence[MutantVerdict]
    equivalents: Sequence[UntoldEdit]
    unproven: Sequence[UntoldEdit] = ()

    @property
    def score(self) -> dict[str, int]:
        """The counts: every mutant is killed, waived or survived; the others are counted apart."""
        killed = sum(it.killed for it in self.mutants)
        waived = sum(it.waived and not it.killed for it in self.mutants)
        return {
            "mutants": len(self.mutants),
            "killed": killed,
            "survived": len(self.mutants) - killed - waived,
            "waived": waived,
            "equivalent": len(self.equivalents),
            "unproven": len(self.unproven),
        }

    def as_data(self) -> dict[str, Any]:
        """The members that a proof adds to the JSON report."""
        named = ("clause", "edit", "witness", "side", "killed", "by")
        return {
            "mutants": [
                dict(zip(named, (b.clause, b.edit, b.witness, b.side, b.killed, b.by), strict=True))
                for b in self.mutants
            ],
            "equivalents": [
                {
                    "clause": it.clause,
                    "edit": it.edit,
                    "argument": it.argument,
                    "reason": it.reason,
                }
                for it in self.equivalents
            ],
            "unproven": [
                {"clause": it.clause, "edit": it.edit, "reason": it.reason} for it in self.unproven
            ],
            "score": self.score,
        }


@dataclass(frozen=True, slots=True)
class Result:
    """One run of `guard` or `prove`; `seconds` is wall-clock time, those of stages may overlap.

    `missing_facts` are lines that say what facts left unsaid, and so what was not asserted.
    Where `could_not_judge` names a check, the run as a whole could not be done: exit 2. `notes` are
    lines that say what is amiss with the configuration and changes no verdict.
    """

    spec: str
    seconds: float
    stages: Sequence[Stage]
    clauses: Sequence[ClauseVerdict]
    findings: Sequence[Finding]
    proof: Proof | None = None
    missing_facts: Sequence[str] = ()
    could_not_judge: Sequence[UnjudgedCheck] = ()
    notes: Sequence[str] = ()

    @property
    def verdict(self) -> str:
        """`broken` where a stage is, else `error` where a check could not judge, else `kept`."""
        if any(stage.verdict == BROKEN for stage in self.stages):
            return BROKEN
        return ERROR if self.could_not_judge else KEPT

    @property
    def problem(self) -> str:
        """What could not be judged as one line; '' where all could."""
        if not self.could_not_judge:
            return ""
        count = len(self.could_not_judge)
        more = f" (and {count - 1} more)" if count > 1 else ""
        return f"could not be judged: {self.could_not_judge[0]}{more}"

    def as_data(self) -> dict[str, Any]:
        """The result as the JSON report has it."""
        return {
            "version": 1,
            "verdict": self.verdict,
            "spec": self.spec,
            "seconds": round(self.seconds, 3),
            "stages": [
                {**asdict(stage), "seconds": round(stage.seconds, 3)} for stage in self.stages
            ],
            "clauses": [
                {**asdict(clause), "guarded_by": list(clause.guarded_by)} for clause in self.clauses
            ],
            "findings": [asdict(finding) for finding in self.findings],
            "missing_facts": list(self.missing_facts),
            "could_not_judge": [asdict(check) for check in self.could_not_judge],
            "notes": list(self.notes),
            **(self.proof.as_data() if self.proof else {}),
        }
