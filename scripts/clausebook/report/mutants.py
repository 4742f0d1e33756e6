"""The result of mutation testing: the part of a run that `prove` adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MutantVerdict:
    """The verdict on one mutant on one side.

    `mutation` describes the edit, `witness` the exchange that distinguishes the mutant from the
    document. `killed_by` is the name of the check that killed it; empty if it survived.
    """

    clause: str
    mutation: str
    witness: str
    side: str
    killed: bool
    killed_by: str
    waived: bool = False

    def as_data(self) -> dict[str, Any]:
        """The mutant as in the JSON report."""
        return {
            **{"clause": self.clause, "mutation": self.mutation, "witness": self.witness},
            **{
                "side": self.side,
                "killed": self.killed,
                "by": self.killed_by,
                "waived": self.waived,
            },
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> MutantVerdict:
        """The mutant from the data of a JSON report."""
        return cls(
            *(data["clause"], data["mutation"], data["witness"], data["side"]),
            *(data["killed"], data["by"], data["waived"]),
        )


@dataclass(frozen=True, slots=True)
class UnwitnessedEdit:
    """An edit that is no mutant, because it has no witness: proven equivalent, or unproven.

    `argument` is the kind of equivalence proof; empty if the edit is unproven.
    """

    clause: str
    mutation: str
    reason: str
    argument: str = ""

    def as_data(self) -> dict[str, str]:
        """The edit as in the JSON report."""
        argument = {"argument": self.argument} if self.argument else {}
        return {"clause": self.clause, "mutation": self.mutation, **argument, "reason": self.reason}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> UnwitnessedEdit:
        """The edit from the data of a JSON report."""
        return cls(data["clause"], data["mutation"], data["reason"], data.get("argument", ""))


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdicts on all mutants, and the edits that are no mutants.

    `equivalents` are edits that provably change nothing; `unproven` ones have neither a witness nor
    a proof.
    """

    mutants: Sequence[MutantVerdict]
    equivalents: Sequence[UnwitnessedEdit]
    unproven: Sequence[UnwitnessedEdit] = ()

    def __post_init__(self) -> None:
        for name in ("mutants", "equivalents", "unproven"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def score(self) -> dict[str, int]:
        """The counts; every mutant is killed, waived or survives."""
        killed = sum(mutant.killed for mutant in self.mutants)
        waived = sum(mutant.waived and not mutant.killed for mutant in self.mutants)
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
        return {
            "mutants": [mutant.as_data() for mutant in self.mutants],
            "equivalents": [edit.as_data() for edit in self.equivalents],
            "unproven": [edit.as_data() for edit in self.unproven],
            "score": self.score,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Proof:
        """Parses the results of a JSON report; the score follows from the mutants."""
        return cls(
            [MutantVerdict.from_data(entry) for entry in data["mutants"]],
            [UnwitnessedEdit.from_data(entry) for entry in data["equivalents"]],
            [UnwitnessedEdit.from_data(entry) for entry in data["unproven"]],
        )
