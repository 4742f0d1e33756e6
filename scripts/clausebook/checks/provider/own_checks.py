"""Checks of one's own of the provider, run like the built-in ones: what counts reproduces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clausebook.checks.own_functions import OwnCase, own_cases
from clausebook.checks.provider.precondition import check_precondition
from clausebook.checks.provider.stateful_check import confirm
from clausebook.checks.registry import RegisteredCheck
from clausebook.checks.session import ProviderSession
from clausebook.openapi import Document, Operation


@dataclass(frozen=True)
class OwnCheck:
    """One check of one's own, for one operation or, where that is None, for the whole API."""

    name: str
    clauses: tuple[str, ...]
    case: OwnCase = field(repr=False)

    @property
    def operation(self) -> Operation | None:
        """The operation that it is about; None for the whole API."""
        return self.case.operation

    def run(self, session: ProviderSession) -> None:
        """Calls the function, and once more where it finds something.

        Raises:
            ContractBroken: it finds something twice.
            NotJudged: this provider gives no occasion to judge, and why.
            CouldNotJudge: the function failed of itself.
            Unreachable: nothing listens there.
        """
        if self.operation is not None:
            check_precondition(session, self.operation)
        confirm(session, self.clauses[0], self.operation, self.case.findings)


def own_checks(registered: RegisteredCheck, document: Document) -> Iterator[OwnCheck]:
    """The checks that one registered function stands for: one, or one for each operation."""
    for case in own_cases(registered, document):
        yield OwnCheck(case.name, (case.clause,), case)
