"""The model of one run, which every format shows and the JSON report serialises.

It holds plain values; `guard`, `mutation` and `diff` make runs, `report.formats` shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clausebook.report.acceptance import UnacceptedOperation
from clausebook.report.comparison import Comparison
from clausebook.report.finding import Finding
from clausebook.report.mutants import Proof
from clausebook.report.verdicts import BROKEN, ERROR, INCOMPLETE, KEPT

VERSION = 2
"""The version of the JSON report; it increases when older readers would misread a new report."""

STAGES = ("lint", "drift", "client", "provider")

_LISTS = ("missing_facts", "could_not_judge", "notes", "never_accepted")

FORMER_STAGES = {"spec": "lint", "consumer": "client"}
"""What stages were called in version 1 of the report, and what they are called now."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: how many checks ran, how many cases they tried, and the seconds they took."""

    name: str
    verdict: str
    checks: int
    cases: int
    seconds: float

    def as_data(self) -> dict[str, Any]:
        """The stage as the JSON report has it, its seconds to the millisecond."""
        return {**asdict(self), "seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class UnjudgedCheck:
    """A check that could not judge, by its test id, and why: never a finding.

    `stage` is empty if the check's process died.
    """

    stage: str
    test: str
    why: str

    def __str__(self) -> str:
        return f"{self.test}: {self.why}"


@dataclass(frozen=True, slots=True)
class ClauseVerdict:
    """The verdict of one clause, the stages that guard it, and why it was not judged or is waived.

    `place` is its FILE:LINE:COLUMN in the document.
    """

    key: str
    pointer: str
    side: str
    guarded_by: tuple[str, ...]
    verdict: str
    why: str = ""
    place: str = ""

    def as_data(self) -> dict[str, Any]:
        """The verdict as the JSON report has it."""
        return {**asdict(self), "guarded_by": list(self.guarded_by)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ClauseVerdict:
        """Parses a verdict of a JSON report."""
        return cls(**{**data, "guarded_by": tuple(data["guarded_by"])})


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `guard`, `prove` or `diff`, or several merged.

    `spec` is the document that was judged, '' where documents were compared alone. `seconds` is
    wall-clock time; those of stages may overlap. `missing_facts` are lines that say what facts left
    unsaid, and so what was not asserted. Where `could_not_judge` names a check, the run as a whole
    could not be done: exit 2. `notes` are lines that say what is amiss with the configuration and
    change no verdict. `never_accepted` are operations of which the provider accepted no request;
    `is_mock` says that it was a mock made from the document, since no service was named.
    """

    spec: str = ""
    seconds: float = 0.0
    stages: Sequence[Stage] = ()
    clauses: Sequence[ClauseVerdict] = ()
    findings: Sequence[Finding] = ()
    proof: Proof | None = None
    missing_facts: Sequence[str] = ()
    could_not_judge: Sequence[UnjudgedCheck] = ()
    notes: Sequence[str] = ()
    comparison: Comparison | None = None
    never_accepted: Sequence[UnacceptedOperation] = ()
    is_mock: bool = False

    def __post_init__(self) -> None:
        # As tuples, so that a run equals the one read from its JSON report.
        for name in (*_LISTS, "stages", "clauses", "findings"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def is_judged(self) -> bool:
        """Whether a document was judged; otherwise documents were only compared."""
        return bool(self.spec)

    @property
    def verdict(self) -> str:
        """`broken` if a stage or the comparison is, else `error` if a check could not judge.

        Else `incomplete` if an operation was never accepted, or a mock was judged.
        """
        compared = self.comparison.verdict if self.comparison else KEPT
        if BROKEN in (compared, *(stage.verdict for stage in self.stages)):
            return BROKEN
        if self.could_not_judge:
            return ERROR
        return INCOMPLETE if self.never_accepted or self.is_mock else KEPT

    @property
    def problem(self) -> str:
        """The checks that could not judge as one line; '' if there are none."""
        if not self.could_not_judge:
            return ""
        count = len(self.could_not_judge)
        more = f" (and {count - 1} more)" if count > 1 else ""
        return f"could not be judged: {self.could_not_judge[0]}{more}"

    def as_data(self) -> dict[str, Any]:
        """The data of the JSON report, which `report.schema.json` describes."""
        data: dict[str, Any] = {"version": VERSION, "verdict": self.verdict}
        if self.is_judged:
            data |= {
                "spec": self.spec,
                "seconds": round(self.seconds, 3),
                "stages": [stage.as_data() for stage in self.stages],
                "clauses": [clause.as_data() for clause in self.clauses],
                "findings": [asdict(finding) for finding in self.findings],
                "never_accepted": [asdict(operation) for operation in self.never_accepted],
                "is_mock": self.is_mock,
                "missing_facts": list(self.missing_facts),
                "could_not_judge": [asdict(check) for check in self.could_not_judge],
            }
        data["notes"] = list(self.notes)
        data |= self.proof.as_data() if self.proof else {}
        return data | (self.comparison.as_data() if self.comparison else {})

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Run:
        """Parses data that is valid by `report.schema.json`."""
        comparison = Comparison.from_data(data) if "changes" in data else None
        if "spec" not in data:
            return cls(notes=data["notes"], comparison=comparison)
        return cls(
            spec=data["spec"],
            seconds=data["seconds"],
            stages=[Stage(**stage) for stage in data["stages"]],
            clauses=[ClauseVerdict.from_data(clause) for clause in data["clauses"]],
            findings=[Finding(**finding) for finding in data["findings"]],
            proof=Proof.from_data(data) if "mutants" in data else None,
            missing_facts=data["missing_facts"],
            could_not_judge=[UnjudgedCheck(**check) for check in data["could_not_judge"]],
            notes=data["notes"],
            comparison=comparison,
            never_accepted=[UnacceptedOperation.from_data(it) for it in data["never_accepted"]],
            is_mock=data["is_mock"],
        )
