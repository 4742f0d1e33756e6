"""The provider's side of the proof: each wrong provider against the true document's checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from clausebook.auth import Secret
from clausebook.checks.provider.listing import ProviderCheck, provider_checks
from clausebook.checks.provider.own_checks import OwnCheck
from clausebook.checks.provider.probe_checks import WithoutExample
from clausebook.checks.registry import RegisteredCheck
from clausebook.checks.session import ProviderSession, RunState
from clausebook.clauses import is_key_of
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun, CouldNotJudge, NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.default_facts import default_facts, default_keys
from clausebook.mock.responses import rejection_of, success_of
from clausebook.mutation import Mutant
from clausebook.mutation.mutant_provider import MutantProvider
from clausebook.mutation.rejections import is_unanswerable, kind_of, unanswerable
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding

_NO_EXAMPLE = "not judged: the document gives no request that it accepts; add an example"


class ProviderSide:
    """Holds wrong providers against the checks of one document."""

    def __init__(
        self,
        document: Document,
        facts: Facts,
        registered: Sequence[RegisteredCheck] | None = None,
    ) -> None:
        self.document = document
        self._facts = default_facts(facts)
        self._judge = Judge(document)
        self._keys = default_keys(document)
        checks = provider_checks(document, self._facts, registered)
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
        self.left_out: list[str] = []
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
            session = self._session(transport)
            for check in self._in_order(broken):
                if _fails(check, session):
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
        """The right provider must pass every check; what it answers is what a break can show in.

        A check of one's own may ask for what no document says: one that it fails is left out.
        """
        failed: list[ProviderCheck] = []
        recorder = _Recorder(self.document, self._keys)
        with closing(AsgiTransport(recorder)) as transport:
            session = self._session(transport)
            for check in self._checks:
                recorder.asking = check.clauses[0]
                try:
                    check.run(session)
                except NotJudged:
                    continue
                except CouldNotJudge as error:
                    raise CannotRun(str(error)) from error
                except ContractBroken as error:
                    finding = error.findings[0]
                    if isinstance(check, OwnCheck):
                        failed.append(check)
                        self.left_out.append(_left_out(check, finding))
                        continue
                    raise CannotRun(
                        f"{self.document.shown}: the provider made from it fails {check.name!r} "
                        f"itself ({finding.message}: {finding.actual}); mend the examples there"
                    ) from error
        self._checks = [check for check in self._checks if check not in failed]
        self._answered = recorder.answered

    def _session(self, transport: AsgiTransport) -> ProviderSession:
        # A wrong answer of 429 stays wrong however long it is waited for.
        run = RunState(retry_budget=0)
        known = self.document, self._judge, self._facts
        return ProviderSession.over(*known, transport, keys=self._keys, run=run)

    def _in_order(self, broken: Mutant) -> Sequence[ProviderCheck]:
        """The checks of the clause first, then those of its operation; no other could notice."""
        own = [check for check in self._checks if broken.clause in check.clauses]
        rest = [c for c in self._checks if c not in own and _is_about(c, broken.operation)]
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

    def respond(self, request: Request) -> Response:
        """The right answer, noted."""
        response = super().respond(request)
        operation = self.judge.operation(request)
        if operation is not None and is_key_of(self.asking, operation):
            status = self.judge.documented_status(operation, response.status)
            self.answered.add((operation.label, status))
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


def _left_out(check: OwnCheck, finding: Finding) -> str:
    return (
        f"{check.name!r} takes no part in the proof: the provider made from the document fails it "
        f"({finding.message})"
    )
