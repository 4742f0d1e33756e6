"""A user's own checks: calls of the functions that a plugin registers, and their findings.

A finding is what the function yields or returns, or an assertion that fails. Any other exception is
a failure of the check. Each side decides whether a finding has to reproduce.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from clausebook.checks.configured import failure_of
from clausebook.checks.registry import Kind, RegisteredCheck, parameter_count
from clausebook.clauses import ClauseKey
from clausebook.errors import CannotRun, CouldNotJudge, NotJudged
from clausebook.http.transport import NoResponse
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding

WHOLE_API = "*"  # instead of an operation's key, for a check of no single operation
_STAGES = {Kind.LINT: "lint", Kind.CLIENT: "client", Kind.PROVIDER: "provider"}


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One call of a registered function; `operation` is None for a check of the whole API."""

    registered: RegisteredCheck
    operation: Operation | None

    @property
    def clause(self) -> str:
        """The key of the clause that it guards."""
        if self.operation is None:
            return f"{WHOLE_API} {self.registered.guards}"
        return str(ClauseKey.of(self.operation, self.registered.guards))

    @property
    def name(self) -> str:
        """The name of the check: its clause and id."""
        return f"{self.clause}: {self.registered.id}"

    def findings(self, judged: object) -> list[Finding]:
        """The findings of the function about a session or a client.

        Raises:
            CouldNotJudge: the function itself failed.
            CannotRun, NoResponse, NotJudged: raised by what it calls.
        """
        arguments = (judged,) if self.operation is None else (judged, self.operation)
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
                return [Finding(self.clause, _STAGES[self.registered.kind], _message_of(error))]
            if not isinstance(error, Exception):
                raise
            raise CouldNotJudge(failure_of(self.registered, error)) from error


def own_cases(registered: RegisteredCheck, document: Document) -> Iterator[OwnCase]:
    """The calls of one registered function: one, or one for each operation."""
    operations: list[Operation | None] = [None]
    if parameter_count(registered.function) == 2:
        operations = [*document.operations]
    for operation in operations:
        yield OwnCase(registered, operation)


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
