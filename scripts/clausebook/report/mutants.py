"""What became of every mutant of the document: the part of a run that `prove` adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MutantVerdict:
    """One mutant on one side: `witness` shows it, `by` is the check that killed it, or nothing."""

    clause: str
    broken: str
    witness: str
    side: str
    caught: bool
    by: str
    waived: bool = False

    def as_data(self) -> dict[str, Any]:
        """The mutant as the JSON report has it."""
        return {
            **{"clause": self.clause, "mutation": self.broken, "witness": self.witness},
            **{"side": self.side, "killed": self.caught, "by": self.by, "waived": self.waived},
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> MutantVerdict:
        """The mutant that this data of a JSON report is."""
        return cls(
            *(data["clause"], data["mutation"], data["witness"], data["side"]),
            *(data["killed"], data["by"], data["waived"]),
        )


@dataclass(frozen=True, slots=True)
class UntoldEdit:
    """An edit of a clause that no exchange is known to tell: by what it is proven, or why not.

    `argument` is the kind of proof that it changes nothing; empty where it is unproven.
    """

    clause: str
    broken: str
    reason: str
    argument: str = ""

    def as_data(self) -> dict[str, str]:
        """The edit as the JSON report has it."""
        argument = {"argument": self.argument} if self.argument else {}
        return {"clause": self.clause, "mutation": self.broken, **argument, "reason": self.reason}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> UntoldEdit:
        """The edit that this data of a JSON report is."""
        return cls(data["clause"], data["mutation"], data["reason"], data.get("argument", ""))


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of every mutant.

    `equivalents` are edits that are proven to change nothing; `unproven` are those of which neither
    a witness nor a proof is known. Neither counts among the mutants.
    """

    breaks: Sequence[MutantVerdict]
    equivalents: Sequence[UntoldEdit]
    unproven: Sequence[UntoldEdit] = ()

    def __post_init__(self) -> None:
        for name in ("breaks", "equivalents", "unproven"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def score(self) -> dict[str, int]:
        """The counts: every mutant is killed, is waived or survives; the others count apart."""
        killed = sum(it.caught for it in self.breaks)
        waived = sum(it.waived and not it.caught for it in self.breaks)
        return {
            "mutants": len(self.breaks),
            "killed": killed,
            "survived": len(self.breaks) - killed - waived,
            "waived": waived,
            "equivalent": len(self.equivalents),
            "unproven": len(self.unproven),
        }

    def as_data(self) -> dict[str, Any]:
        """The members that a proof adds to the JSON report."""
        return {
            "mutants": [verdict.as_data() for verdict in self.breaks],
            "equivalents": [edit.as_data() for edit in self.equivalents],
            "unproven": [edit.as_data() for edit in self.unproven],
            "score": self.score,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Proof:
        """The proof in the data of a JSON report; its score follows from the mutants."""
        return cls(
            [MutantVerdict.from_data(entry) for entry in data["mutants"]],
            [UntoldEdit.from_data(entry) for entry in data["equivalents"]],
            [UntoldEdit.from_data(entry) for entry in data["unproven"]],
        )
