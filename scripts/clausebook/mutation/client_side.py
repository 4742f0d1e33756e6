"""The consumer's side of the proof: each wrong client against the true document's checks.

A wrong client is generated from the edited document, as ours is from the true one.
"""

from __future__ import annotations

import py_compile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from clausebook.checks.client import ClientCheck, client_checks
from clausebook.checks.registry import RegisteredCheck
from clausebook.clauses import ANY_METHOD, is_key_of
from clausebook.codegen import GenerationError, package_name, render_unformatted
from clausebook.codegen.client_driver import ClientDriver
from clausebook.errors import CannotRun, NotJudged
from clausebook.mutation import Mutant
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken


class ClientSide:
    """Holds wrong clients against the checks of one document."""

    def __init__(
        self, document: Document, families: Sequence[RegisteredCheck] | None = None
    ) -> None:
        self.document = document
        self.unjudged: list[tuple[str, str]] = []
        self.left_out: list[str] = []
        self._checks = client_checks(document, families=families)
        self._workshop = _Workshop()
        self._acquit_the_right_one()

    def close(self) -> None:
        """Takes the clients that were made away."""
        self._workshop.close()

    def concerns(self, broken: Mutant) -> bool:
        """Whether the break is in what a client is made of: the operation as the document says it.

        An effect is not, nor what HTTP forbids anyway; another method is another function. Which
        of its credentials a client presents is its caller's choice: only one that it cannot make,
        or that it lets be left out, is its own fault.
        """
        if broken.effect or broken.key_parts.method == ANY_METHOD:
            return False
        if broken.key_parts.is_security and broken.edited.operations:
            edited = broken.edited.operations[0].security
            return {} in edited or len(edited) < len(broken.operation.security)
        return broken.edited.data is not self.document.data

    def kills(self, broken: Mutant) -> str | None:
        """The name of the first check that notices the break; None where it survives.

        Raises:
            NotJudged: no client can be made from the edited document.
        """
        try:
            with self._workshop.client(broken.edited, self.document) as made:
                return next(
                    (check.name for check in self._in_order(broken) if _fails(check, made)), None
                )
        except GenerationError as error:
            raise NotJudged(str(error)) from error

    def _acquit_the_right_one(self) -> None:
        """The client of the true document must pass every check."""
        with self._workshop.client(self.document, self.document) as right:
            for check in self._checks:
                try:
                    check.run(right)
                except NotJudged:
                    continue
                except ContractBroken as error:
                    finding = error.findings[0]
                    raise CannotRun(
                        f"{self.document.shown}: the client made from it fails {check.name!r} "
                        f"itself ({finding.message}: {finding.actual})"
                    ) from error

    def _in_order(self, broken: Mutant) -> Sequence[ClientCheck]:
        """The checks of the clause first, then those of its operation."""
        own = [check for check in self._checks if broken.clause in check.clauses]
        rest = [c for c in self._checks if c not in own and _is_about(c, broken.operation)]
        return [*own, *rest]


class _Workshop:
    """A folder in which one client after another is made; what does not change stays compiled."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="clausebook-")
        self._made: dict[str, bytes] = {}

    def close(self) -> None:
        self._folder.cleanup()

    def client(self, made_from: Document, document: Document) -> ClientDriver:
        """The client generated from one document, to be held against another."""
        files = render_unformatted(made_from)
        for name in self._made.keys() | files.keys():
            if self._made.get(name) != files.get(name):
                self._put(Path(self._folder.name) / name, files.get(name))
        self._made = files
        return ClientDriver(Path(self._folder.name) / package_name(made_from), document)

    @staticmethod
    def _put(path: Path, content: bytes | None) -> None:
        if content is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix == ".py":
            # Python tells a changed module by its length and second; here neither need differ.
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            py_compile.compile(str(path), doraise=True, invalidation_mode=mode)


def _fails(check: ClientCheck, made: ClientDriver) -> bool:
    try:
        check.run(made)
    except (ContractBroken, CannotRun):
        # A client that lacks the function cannot run the check, which is as good a conviction.
        return True
    except NotJudged:
        return False
    return False


def _is_about(check: ClientCheck, operation: Operation) -> bool:
    return any(is_key_of(clause, operation) for clause in check.clauses)
