"""Runs the provider checks of a document against providers of its mutants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from clausebook.auth import Secret
from clausebook.checks.provider.listing import ConformanceCheck, WithoutExample, provider_checks
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.session.deployment import Deployment
from clausebook.checks.session.state import SessionState
from clausebook.clauses import operation_key
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun, NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.default_facts import default_facts, default_keys
from clausebook.mock.responses import rejection_of, success_of
from clausebook.mutation.model import Mutant
from clausebook.mutation.mutant_provider import MutantProvider
from clausebook.mutation.rejections import (
    needs_undocumented_rejection,
    rejection_kind,
    undocumented_rejections,
)
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken

_NO_EXAMPLE = "not judged: the document gives no valid request; add an example"


class ProviderSide:
    """The provider checks of one document, to be run against mutants."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self.document = document
        self._facts = default_facts(facts)
        self._judge = Judge(document)
        self._keys = default_keys(document)
        checks = provider_checks(document, self._facts)
        self._undocumented_rejections = undocumented_rejections(checks)
        self._checks = [
            check
            for check in checks
            if not isinstance(check, WithoutExample) and not needs_undocumented_rejection(check)
        ]
        self.unjudged = [
            *((c.clauses[0], _NO_EXAMPLE) for c in checks if isinstance(c, WithoutExample)),
            *self._undocumented_rejections.values(),
        ]
        self._observed: set[tuple[str, str | None]] = set()  # label and status of responses
        self._verify_unmutated_baseline()

    def close(self) -> None:
        """Does nothing; `ClientSide` has files to remove."""

    def applies_to(self, mutant: Mutant) -> bool:
        """Whether a response that the checks receive can reveal this mutant."""
        if mutant.request is not None:
            rejection = mutant.operation.label, rejection_kind(mutant.clause)
            return not mutant.weaker or rejection not in self._undocumented_rejections
        return mutant.weaker and self._replaced_status(mutant) is not None

    def killed_by(self, mutant: Mutant) -> str | None:
        """The name of the first check that fails; None if the mutant survives."""
        status = self._replaced_status(mutant)
        provider = MutantProvider(self.document, mutant, self._keys, status, self._judge)
        with closing(AsgiTransport(provider)) as transport:
            deployment = self._deployment(transport)
            for check in self._in_order(mutant):
                if _fails(check, deployment):
                    return check.name
        return None

    def _replaced_status(self, mutant: Mutant) -> str | None:
        """The documented status whose responses the mutant's response replaces, or None.

        That is the response's own status if the checks receive it, else the success or the
        rejection that they receive.
        """
        if mutant.response is None:
            return None
        operation, status_class = mutant.operation, mutant.response.status // 100
        rejection = rejection_of(operation, ("400", "422"))
        usual = {2: success_of(operation), 4: rejection[0] if rejection else None}
        for status in (mutant.status, usual.get(status_class)):
            if (operation.label, status) in self._observed:
                return status
        return None

    def _verify_unmutated_baseline(self) -> None:
        """Runs every check on the unmutated provider and records the statuses it answers with.

        Raises CannotRun if a check fails.
        """
        recorder = _Recorder(self.document, self._keys)
        with closing(AsgiTransport(recorder)) as transport:
            deployment = self._deployment(transport)
            for check in self._checks:
                recorder.checked_clause = check.clauses[0]
                try:
                    check.run(deployment)
                except NotJudged:
                    continue
                except ContractBroken as error:
                    finding = error.findings[0]
                    raise CannotRun(
                        f"{self.document.shown}: the mock made from it, unmutated, fails "
                        f"{check.name!r} ({finding.message}: {finding.actual}); "
                        "correct the examples there"
                    ) from error
        self._observed = recorder.observed

    def _deployment(self, transport: AsgiTransport) -> Deployment:
        shared = self.document, self._judge, self._facts
        # Waiting does not help against a mutant that answers 429.
        return Deployment(*shared, transport, keys=self._keys, state=SessionState(patience=0))

    def _in_order(self, mutant: Mutant) -> Sequence[ConformanceCheck | StatefulCheck]:
        """The checks of the clause, those of its operation, and all others for an effect."""
        own = [check for check in self._checks if mutant.clause in check.clauses]
        key = f"{operation_key(mutant.operation)} "
        of_operation = [c for c in self._checks if c not in own and c.clauses[0].startswith(key)]
        rest = [c for c in self._checks if c not in own and c not in of_operation]
        return [*own, *of_operation, *(rest if mutant.effect else ())]


class _Recorder(MockProvider):
    """The unmutated mock, which records the documented statuses it answers an operation's checks.

    A response to the setup of another operation's check does not count: no check may look at it.
    """

    def __init__(self, document: Document, keys: Mapping[str, Secret]) -> None:
        super().__init__(document, keys)
        self.observed: set[tuple[str, str | None]] = set()
        self.checked_clause = ""

    def answer(self, request: Request) -> Response:
        """The mock's response; records its status."""
        response = super().answer(request)
        operation = self.judge.operation(request)
        if operation is None:
            return response
        if self.checked_clause.startswith(f"{operation_key(operation)} "):
            status = self.judge.documented_status(operation, response.status)
            self.observed.add((operation.label, status))
        return response


def _fails(check: ConformanceCheck | StatefulCheck, deployment: Deployment) -> bool:
    try:
        check.run(deployment)
    except ContractBroken:
        return True
    except NotJudged:
        return False
    return False
