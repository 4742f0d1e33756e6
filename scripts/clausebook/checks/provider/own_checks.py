"""A user's own checks of the provider, run like the built-in ones: only findings that reproduce."""

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
    """One of the user's own checks, for one operation or, if that is None, for the whole API."""

    name: str
    clauses: tuple[str, ...]
    case: OwnCase = field(repr=False)

    @property
    def operation(self) -> Operation | None:
        """The operation that it is about; None for the whole API."""
        return self.case.operation

    def run(self, session: ProviderSession) -> None:
        """Calls the function, and again if it returns a finding.

        Raises:
            ContractBroken: a finding reproduces.
            NotJudged: the check cannot judge this provider, and why.
            CouldNotJudge: the function itself failed.
            Unreachable: nothing listens at the address.
        """
        if self.operation is not None:
            check_precondition(session, self.operation)
        confirm(session, self.clauses[0], self.operation, self.case.findings)


def own_checks(registered: RegisteredCheck, document: Document) -> Iterator[OwnCheck]:
    """The checks of one registered function: one, or one for each operation."""
    for case in own_cases(registered, document):
        yield OwnCheck(case.name, (case.clause,), case)
