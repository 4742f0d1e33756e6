"""Checks of one's own: what the function that a plugin registers finds, and where it is called.

A finding is what the function yields or returns, or an assertion that fails; anything else that it
raises says nothing about what is judged. What a finding is worth is the business of each side.
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

WHOLE_API = "*"  # in place of an operation's key, where a check is about no operation
_STAGES = {Kind.LINT: "spec", Kind.CLIENT: "consumer", Kind.PROVIDER: "provider"}


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One call of a registered function; `operation` is None where it is about the whole API."""

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
        """What the check is called by."""
        return f"{self.clause}: {self.registered.id}"

    def findings(self, judged: object) -> list[Finding]:
        """What the function finds in what is judged, a session or a client.

        Raises:
            CouldNotJudge: the function failed of itself.
            CannotRun, NoResponse, NotJudged: as what it calls does.
        """
        arguments = (judged,) if self.operation is None else (judged, self.operation)
        try:
            findings = list(self.registered.function(*arguments) or ())
            wrong = next((it for it in findings if not isinstance(it, Finding)), None)
            if wrong is not None:
                raise TypeError(f"it yields {wrong!r}, which is no Finding")
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
    """What the assertion says; else its line, with the place."""
    said = " ".join(str(error).split())
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return said or f"{frame.line} ({frame.filename}:{frame.lineno})"
