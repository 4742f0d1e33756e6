"""Runs the provider checks of a document against providers of its mutants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from clausebook.auth import Secret
from clausebook.checks.provider.listing import ProviderCheck, provider_checks
from clausebook.checks.provider.own_checks import OwnCheck
from clausebook.checks.provider.probe_checks import NoValidRequest
from clausebook.checks.registry import RegisteredCheck
from clausebook.checks.session import ProviderSession, RunState
from clausebook.clauses import is_key_of
from clausebook.config.facts import Facts
from clausebook.errors import CouldNotJudge, NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.default_facts import default_facts, default_secrets
from clausebook.mock.responses import rejection_of, success_of
from clausebook.mutation.baseline import passing_checks
from clausebook.mutation.model import Mutant
from clausebook.mutation.mutant_provider import MutantProvider
from clausebook.mutation.rejections import (
    needs_undocumented_rejection,
    rejection_kind,
    undocumented_rejections,
)
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken

_NO_EXAMPLE = "not judged: the document gives no valid request; add an example"


class ProviderSide:
    """The provider checks of one document, to be run against mutants."""

    def __init__(
        self,
        document: Document,
        facts: Facts,
        registered: Sequence[RegisteredCheck] | None = None,
    ) -> None:
        self.document = document
        self._facts = default_facts(facts)
        self._judge = Judge(document)
        self._keys = default_secrets(document)
        checks = provider_checks(document, self._facts, registered)
        self._undocumented_rejections = undocumented_rejections(checks)
        self._checks: list[ProviderCheck] = [
            check
            for check in checks
            if not isinstance(check, NoValidRequest) and not needs_undocumented_rejection(check)
        ]
        self.unjudged = [
            *((c.clauses[0], _NO_EXAMPLE) for c in checks if isinstance(c, NoValidRequest)),
            *self._undocumented_rejections.values(),
        ]
        self.left_out: list[str] = []
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
            session = self._session(transport)
            for check in self._in_order(mutant):
                if _fails(check, session):
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
        """Keeps the checks that the unmutated provider passes, and the statuses it sends."""
        recorder = _Recorder(self.document, self._keys)
        with closing(AsgiTransport(recorder)) as transport:
            session = self._session(transport)

            def run(check: ProviderCheck) -> None:
                recorder.checked_clause = check.clauses[0]
                check.run(session)

            self._checks = passing_checks(
                self._checks,
                run,
                side="provider",
                unmutated=f"{self.document.shown}: the mock made from it",
                cure="; correct the examples there",
                left_out=self.left_out,
            )
        self._observed = recorder.observed

    def _session(self, transport: AsgiTransport) -> ProviderSession:
        shared = self.document, self._judge, self._facts
        # Waiting does not help against a mutant that answers 429.
        run = RunState(retry_budget=0)
        return ProviderSession.over(*shared, transport, keys=self._keys, run=run)

    def _in_order(self, mutant: Mutant) -> Sequence[ProviderCheck]:
        """The checks of the clause, those of its operation, and all others for an effect."""
        own = [check for check in self._checks if mutant.clause in check.clauses]
        of_operation = [c for c in self._checks if c not in own and _is_about(c, mutant.operation)]
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

    def respond(self, request: Request) -> Response:
        """The mock's response; records its status."""
        response = super().respond(request)
        operation = self.judge.operation(request)
        if operation is None:
            return response
        if is_key_of(self.checked_clause, operation):
            status = self.judge.documented_status(operation, response.status)
            self.observed.add((operation.label, status))
        return response


def _fails(check: ProviderCheck, session: ProviderSession) -> bool:
    try:
        check.run(session)
    except ContractBroken:
        return True
    except (CouldNotJudge, NotJudged):
        return False
    return False


def _is_about(check: ProviderCheck, operation: Operation) -> bool:
    """Whether a check is about the operation, or about the whole API."""
    of_whole_api = isinstance(check, OwnCheck) and check.operation is None
    return of_whole_api or is_key_of(check.clauses[0], operation)
