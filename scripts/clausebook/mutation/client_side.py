"""Runs the client checks of a document against clients generated from its mutants."""

from __future__ import annotations

import py_compile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from clausebook.checks.client import ClientCheck, client_checks
from clausebook.checks.client.own_checks import OwnClientCheck
from clausebook.checks.registry import RegisteredCheck
from clausebook.clauses import ANY_METHOD, is_key_of
from clausebook.codegen import GenerationError, package_name, render_unformatted
from clausebook.codegen.client_driver import ClientDriver
from clausebook.errors import CannotRun, CouldNotJudge, NotJudged
from clausebook.mutation.baseline import passing_checks
from clausebook.mutation.model import Mutant
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken


class ClientSide:
    """The client checks of one document, to be run against mutants."""

    def __init__(
        self, document: Document, registered: Sequence[RegisteredCheck] | None = None
    ) -> None:
        self.document = document
        self.unjudged: list[tuple[str, str]] = []
        self.left_out: list[str] = []
        self._checks = client_checks(document, registered=registered)
        self._folder = _ClientFolder()
        try:
            self._verify_unmutated_baseline()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Removes the generated clients."""
        self._folder.close()

    def applies_to(self, mutant: Mutant) -> bool:
        """Whether the generated client differs: the mutant is in the operation's description.

        Effects and framing are not, and another method is another function. Which credentials to
        send is the caller's choice; a client is wrong if it lacks a documented alternative, or if
        it allows none at all.
        """
        if mutant.effect or mutant.key_parts.method == ANY_METHOD:
            return False
        if mutant.key_parts.is_security and mutant.edited.operations:
            alternatives = mutant.edited.operations[0].security
            return {} in alternatives or len(alternatives) < len(mutant.operation.security)
        return mutant.edited.data is not self.document.data

    def killed_by(self, mutant: Mutant) -> str | None:
        """The name of the first check that fails; None if the mutant survives.

        Raises:
            NotJudged: no client can be generated from the mutated document.
        """
        try:
            with self._folder.client(mutant.edited, self.document) as client:
                return next(
                    (check.name for check in self._in_order(mutant) if _fails(check, client)), None
                )
        except GenerationError as error:
            raise NotJudged(str(error)) from error

    def _verify_unmutated_baseline(self) -> None:
        """Keeps the checks that the unmutated client passes."""
        with self._folder.client(self.document, self.document) as client:
            self._checks = passing_checks(
                self._checks,
                lambda check: check.run(client),
                side="client",
                unmutated=f"{self.document.shown}: the client generated from it",
                left_out=self.left_out,
            )

    def _in_order(self, mutant: Mutant) -> Sequence[ClientCheck]:
        """The checks of the clause first, then those of its operation."""
        own = [check for check in self._checks if mutant.clause in check.clauses]
        rest = [c for c in self._checks if c not in own and _is_about(c, mutant.operation)]
        return [*own, *rest]


class _ClientFolder:
    """A folder that holds one generated client at a time; unchanged modules stay compiled."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="clausebook-")
        self._files: dict[str, bytes] = {}

    def close(self) -> None:
        self._folder.cleanup()

    def client(self, mutated: Document, document: Document) -> ClientDriver:
        """The client generated from `mutated`, with a driver that checks it by `document`."""
        files = render_unformatted(mutated)
        for name in self._files.keys() | files.keys():
            if self._files.get(name) != files.get(name):
                self._write(Path(self._folder.name) / name, files.get(name))
        self._files = files
        return ClientDriver(Path(self._folder.name) / package_name(mutated), document)

    @staticmethod
    def _write(path: Path, content: bytes | None) -> None:
        if content is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix == ".py":
            # By default Python detects a changed module by size and second; both may be equal here.
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            py_compile.compile(str(path), doraise=True, invalidation_mode=mode)


def _fails(check: ClientCheck, client: ClientDriver) -> bool:
    try:
        check.run(client)
    except (ContractBroken, CannotRun):
        # CannotRun: the client lacks the function, which kills the mutant as well.
        return True
    except (CouldNotJudge, NotJudged):
        return False
    return False


def _is_about(check: ClientCheck, operation: Operation) -> bool:
    """Whether a check is about the operation, or about the whole client."""
    if isinstance(check, OwnClientCheck) and check.operation is None:
        return True
    return any(is_key_of(clause, operation) for clause in check.clauses)
