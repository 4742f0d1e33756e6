"""A user's own checks: functions that a plugin registers, run like the built-in checks.

A finding is what the function yields or returns, or an assertion that fails, and counts only if it
reproduces. Any other exception is a failure of the check, not of the provider.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field

from clausebook.checks.configured import failure_of
from clausebook.checks.provider.precondition import check_precondition
from clausebook.checks.provider.stateful_check import confirm
from clausebook.checks.registry import RegisteredCheck, parameter_count
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey
from clausebook.errors import CannotRun, CouldNotJudge, NotJudged
from clausebook.http.transport import NoResponse
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding

WHOLE_API = "*"  # instead of an operation's key, for a check of no single operation


@dataclass(frozen=True)
class OwnCheck:
    """One of the user's own checks, for one operation or, if that is None, for the whole API."""

    name: str
    clauses: tuple[str, ...]
    registered: RegisteredCheck = field(repr=False)
    operation: Operation | None = field(repr=False)

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
        confirm(session, self.clauses[0], self.operation, self._findings)

    def _findings(self, session: ProviderSession) -> list[Finding]:
        arguments = (session,) if self.operation is None else (session, self.operation)
        try:
            findings = list(self.registered.function(*arguments) or ())
            invalid = next((it for it in findings if not isinstance(it, Finding)), None)
            if invalid is not None:
                raise TypeError(f"it yields {invalid!r}, which is no Finding")
            return findings
        except ContractBroken as error:
            return list(error.findings)
        except (CannotRun, CouldNotJudge, NoResponse, NotJudged):
            raise
        except BaseException as error:
            if _is_failed_assertion(error):
                message = _message_of(error)
                return [Finding(self.clauses[0], "provider", message)]
            if not isinstance(error, Exception):
                raise
            raise CouldNotJudge(failure_of(self.registered, error)) from error


def own_checks(registered: RegisteredCheck, document: Document) -> Iterator[OwnCheck]:
    """The checks of one registered function: one, or one for each operation."""
    operations: list[Operation | None] = [None]
    if parameter_count(registered.function) == 2:
        operations = [*document.operations]
    for operation in operations:
        clause = f"{WHOLE_API} {registered.guards}"
        if operation is not None:
            clause = str(ClauseKey.of(operation, registered.guards))
        yield OwnCheck(f"{clause}: {registered.id}", (clause,), registered, operation)


def _is_failed_assertion(error: BaseException) -> bool:
    """Whether an assertion failed, or `pytest.fail` was called."""
    pytest = sys.modules.get("pytest")
    failed = pytest is not None and isinstance(error, pytest.fail.Exception)
    return failed or isinstance(error, AssertionError)


def _message_of(error: BaseException) -> str:
    """The message of the assertion; without one, its source line and place."""
    message = " ".join(str(error).split())
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return message or f"{frame.line} ({frame.filename}:{frame.lineno})"
