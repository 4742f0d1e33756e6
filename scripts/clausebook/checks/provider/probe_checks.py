"""The checks of one exchange: each clause of a request probed from inside and outside.

How a probe is carried out is `conformance`'s subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clausebook.checks.provider.conformance import acceptance_of, rejections_of
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.stateful_check import confirm
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey
from clausebook.errors import NotJudged
from clausebook.openapi import Operation
from clausebook.report.finding import Finding
from clausebook.resources import Expect, Probe

_TOGETHER = {
    Expect.REJECTED: "what it does not allow is refused",
    Expect.UNAUTHENTICATED: "strangers are refused",
    Expect.NO_SUCCESS: "what it does not name has no success",
}


@dataclass(frozen=True)
class ConformanceCheck:
    """One thing to hold a provider to. `clauses` are the keys it guards, whatever the answer.

    `probes` is one to be accepted, or all of one clause that are to be refused.
    """

    name: str
    clauses: tuple[str, ...]
    probes: tuple[Probe, ...] = field(repr=False)

    def run(self, session: ProviderSession) -> None:
        """Sends the probes to the deployment and judges what comes of them.

        Raises:
            ContractBroken: an answer breaks the document, twice; carries each finding.
            NotJudged: this deployment gives no occasion to judge, and why.
            Unreachable: nothing listens there.
        """
        first = self.probes[0]

        def story(there: ProviderSession) -> list[Finding]:
            if first.expects is Expect.ACCEPTED:
                return acceptance_of(there, first)
            return rejections_of(there, self.probes)

        confirm(session, first.clause, first.draft.operation, story)


@dataclass(frozen=True)
class WithoutExample:
    """Stands for the checks of an operation without a known-good request, which judge nothing."""

    name: str
    clauses: tuple[str, ...]
    faults: tuple[str, ...]

    def run(self, session: ProviderSession) -> None:
        """Raises NotJudged with what the best request that can be made breaks."""
        raise NotJudged(
            "the document and the facts give no request that the operation accepts, since the one "
            f"made of them breaks {', '.join(self.faults)}; give each required parameter and the "
            "body an example"
        )


@check_family(
    stage=Kind.PROVIDER,
    id="conformance/clauses",
    source="OpenAPI 3.1, 4.8.10 to 4.8.24",
    phase=Phase.CONFORMANCE,
)
def probe_checks(
    planner: Planner, operation: Operation
) -> Iterator[ConformanceCheck | WithoutExample]:
    """Requests that the document allows are accepted, and those that it forbids are rejected."""
    faults = tuple(planner.faults(planner.good(operation)))
    if faults:
        key = str(ClauseKey.of(operation, "operation"))
        yield WithoutExample(f"{key}: has a known-good request", (key,), faults)
        return
    together: dict[tuple[str, str], list[Probe]] = {}
    for probe in planner.probes(operation):
        alone = (probe.clause, probe.what) if probe.expects is Expect.ACCEPTED else None
        together.setdefault(alone or (probe.clause, probe.expects), []).append(probe)
    for (clause, _), probes in together.items():
        name = probes[0].name
        if len(probes) > 1 and probes[0].expects is not Expect.ACCEPTED:
            name = f"{clause}: {_TOGETHER[probes[0].expects]}"
        # A clause about a path, such as its methods, is probed by each of its operations.
        of_one_method = ClauseKey.parse(clause).method == operation.method
        own = name if of_one_method else f"{operation.method}: {name}"
        yield ConformanceCheck(own, (clause,), tuple(probes))
