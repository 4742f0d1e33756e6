"""The results of mutation testing: the part of a run that `prove` adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MutantVerdict:
    """One mutant on one side: `witness` tells it apart, `by` is the check that killed it or ''."""

    clause: str
    mutation: str
    witness: str
    side: str
    killed: bool
    by: str
    waived: bool = False

    def as_data(self) -> dict[str, Any]:
        """The mutant as the JSON report has it."""
        return {
            **{"clause": self.clause, "mutation": self.mutation, "witness": self.witness},
            **{"side": self.side, "killed": self.killed, "by": self.by, "waived": self.waived},
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> MutantVerdict:
        """Parses a mutant of a JSON report."""
        return cls(
            *(data["clause"], data["mutation"], data["witness"], data["side"]),
            *(data["killed"], data["by"], data["waived"]),
        )


@dataclass(frozen=True, slots=True)
class UnwitnessedEdit:
    """A mutation without a witness: equivalent by a proof, or unproven.

    `argument` is the kind of proof that it changes nothing; empty if it is unproven.
    """

    clause: str
    mutation: str
    reason: str
    argument: str = ""

    def as_data(self) -> dict[str, str]:
        """The edit as the JSON report has it."""
        argument = {"argument": self.argument} if self.argument else {}
        return {"clause": self.clause, "mutation": self.mutation, **argument, "reason": self.reason}

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> UnwitnessedEdit:
        """Parses a mutation without a witness of a JSON report."""
        return cls(data["clause"], data["mutation"], data["reason"], data.get("argument", ""))


@dataclass(frozen=True, slots=True)
class Proof:
    """The results of mutation testing.

    `equivalents` are proven to change nothing; `unproven` have neither a witness nor a proof. The
    number of mutants includes neither.
    """

    mutants: Sequence[MutantVerdict]
    equivalents: Sequence[UnwitnessedEdit]
    unproven: Sequence[UnwitnessedEdit] = ()

    def __post_init__(self) -> None:
        for name in ("mutants", "equivalents", "unproven"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @property
    def score(self) -> dict[str, int]:
        """The counts: a mutant is killed, waived or survives; equivalent and unproven are extra."""
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
            "mutants": [verdict.as_data() for verdict in self.mutants],
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
