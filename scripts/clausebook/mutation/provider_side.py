"""The provider's side of the proof: each wrong provider against the true document's checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from clausebook.auth import Secret
from clausebook.checks.provider.listing import ConformanceCheck, WithoutExample, provider_checks
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.session.deployment import Deployment
from clausebook.checks.session.state import SessionState
from clausebook.clauses import is_key_of
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun, NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.default_facts import default_facts, default_keys
from clausebook.mock.responses import rejection_of, success_of
from clausebook.mutation import Mutant
from clausebook.mutation.mutant_provider import MutantProvider
from clausebook.mutation.rejections import is_unanswerable, kind_of, unanswerable
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken

_NO_EXAMPLE = "not judged: the document gives no request that it accepts; add an example"


class ProviderSide:
    """Holds wrong providers against the checks of one document."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self.document = document
        self._facts = default_facts(facts)
        self._judge = Judge(document)
        self._keys = default_keys(document)
        checks = provider_checks(document, self._facts)
        self._unanswerable = unanswerable(checks)
        self._checks = [
            check
            for check in checks
            if not isinstance(check, WithoutExample) and not is_unanswerable(check)
        ]
        self.unjudged = [
            *((c.clauses[0], _NO_EXAMPLE) for c in checks if isinstance(c, WithoutExample)),
            *self._unanswerable.values(),
        ]
        self._answered: set[tuple[str, str | None]] = set()
        self._verify_unmutated_baseline()

    def close(self) -> None:
        """Nothing is left behind."""

    def concerns(self, broken: Mutant) -> bool:
        """Whether a provider can show this break in an answer that the checks ask for."""
        if broken.request is not None:
            refusal = broken.operation.label, kind_of(broken.clause)
            return not broken.weaker or refusal not in self._unanswerable
        return broken.weaker and self._instead(broken) is not None

    def kills(self, broken: Mutant) -> str | None:
        """The name of the first check that notices the break; None where it survives."""
        instead = self._instead(broken)
        wrong = MutantProvider(self.document, broken, self._keys, instead, self._judge)
        with closing(AsgiTransport(wrong)) as transport:
            deployment = self._deployment(transport)
            for check in self._in_order(broken):
                if _fails(check, deployment):
                    return check.name
        return None

    def _instead(self, broken: Mutant) -> str | None:
        """The documented status in whose stead a wrong answer is given; None where none can be.

        The status itself where the checks get it; else the success or the refusal that they get.
        """
        if broken.response is None:
            return None
        operation, first = broken.operation, broken.response.status // 100
        refusal = rejection_of(operation, ("400", "422"))
        usual = {2: success_of(operation), 4: refusal[0] if refusal else None}
        for status in (broken.status, usual.get(first)):
            if (operation.label, status) in self._answered:
                return status
        return None

    def _verify_unmutated_baseline(self) -> None:
        """The right provider must pass every check; what it answers is what a break can show in."""
        recorder = _Recorder(self.document, self._keys)
        with closing(AsgiTransport(recorder)) as transport:
            deployment = self._deployment(transport)
            for check in self._checks:
                recorder.asking = check.clauses[0]
                try:
                    check.run(deployment)
                except NotJudged:
                    continue
                except ContractBroken as error:
                    finding = error.findings[0]
                    raise CannotRun(
                        f"{self.document.shown}: the provider made from it fails {check.name!r} "
                        f"itself ({finding.message}: {finding.actual}); mend the examples there"
                    ) from error
        self._answered = recorder.answered

    def _deployment(self, transport: AsgiTransport) -> Deployment:
        known = self.document, self._judge, self._facts
        # A wrong answer of 429 stays wrong however long it is waited for.
        return Deployment(*known, transport, keys=self._keys, state=SessionState(patience=0))

    def _in_order(self, broken: Mutant) -> Sequence[ConformanceCheck | StatefulCheck]:
        """The checks of the clause first, then those of its operation; no other could notice."""
        own = [check for check in self._checks if broken.clause in check.clauses]
        rest = [
            c for c in self._checks if c not in own and is_key_of(c.clauses[0], broken.operation)
        ]
        others = [c for c in self._checks if broken.effect and c not in own and c not in rest]
        return [*own, *rest, *others]


class _Recorder(MockProvider):
    """The right provider, which remembers with what it answered the checks of each operation.

    What only prepares the check of another operation does not count: nobody may look at it.
    """

    def __init__(self, document: Document, keys: Mapping[str, Secret]) -> None:
        super().__init__(document, keys)
        self.answered: set[tuple[str, str | None]] = set()
        self.asking = ""

    def answer(self, request: Request) -> Response:
        """The right answer, noted."""
        response = super().answer(request)
        operation = self.judge.operation(request)
        if operation is not None and is_key_of(self.asking, operation):
            status = self.judge.documented_status(operation, response.status)
            self.answered.add((operation.label, status))
        return response


def _fails(check: ConformanceCheck | StatefulCheck, deployment: Deployment) -> bool:
    try:
        check.run(deployment)
    except ContractBroken:
        return True
    except NotJudged:
        return False
    return False
