"""The checks that one exchange decides: valid and invalid requests for each request clause.

It groups the probes; `conformance` sends and judges them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clausebook.checks.provider.conformance import (
    CONFORMANCE,
    acceptance_findings,
    rejection_findings,
)
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.stateful_check import confirm
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey, parameters_of, request_bodies_of
from clausebook.errors import NotJudged
from clausebook.openapi import Document, Operation
from clausebook.report.finding import Finding
from clausebook.resources import Expect, Probe
from clausebook.schema.bounds import oversized

_GROUP_NAMES = {
    Expect.REJECTED: "rejects invalid values",
    Expect.UNAUTHENTICATED: "rejects unauthenticated requests",
    Expect.NO_SUCCESS: "rejects undocumented requests",
}


@dataclass(frozen=True)
class ConformanceCheck:
    """A check of one clause. `clauses` are the keys that it guards.

    `probes` are one that the provider should accept, or all of one clause that it should reject.
    """

    name: str
    clauses: tuple[str, ...]
    probes: tuple[Probe, ...] = field(repr=False)

    def run(self, session: ProviderSession) -> None:
        """Sends the probes to the provider and judges the responses and side effects.

        Raises:
            ContractBroken: a failure reproduces; carries each finding.
            NotJudged: the check cannot judge this provider, and why.
            Unreachable: nothing listens at the address.
        """
        first = self.probes[0]

        def steps(session: ProviderSession) -> list[Finding]:
            if first.expects is Expect.ACCEPTED:
                return acceptance_findings(session, first)
            return rejection_findings(session, self.probes)

        confirm(session, first.clause, first.draft.operation, steps)


@dataclass(frozen=True)
class NoValidRequest:
    """Stands for the checks of an operation without a valid request, which judge nothing."""

    name: str
    clauses: tuple[str, ...]
    broken_clauses: tuple[str, ...]
    oversized: str = ""  # why no request is made, where the document demands too large a value

    def run(self, session: ProviderSession) -> None:
        """Raises NotJudged with the clauses that the operation's example breaks, or its sizes."""
        raise NotJudged(
            self.oversized
            or "the document and the facts give no valid request; the best one breaks "
            f"{', '.join(self.broken_clauses)}; give each required parameter and the body an "
            "example"
        )


def oversized_request(document: Document, operation: Operation) -> str:
    """Why no request of the operation is made, if one needs too large a value; else ''."""
    places = (*parameters_of(document, operation), *request_bodies_of(document, operation))
    return next(filter(None, (oversized(place.schema.value) for place in places)), "")


@check_family(
    stage=Kind.PROVIDER,
    id=CONFORMANCE,
    source="OpenAPI 3.1, 4.8.10 to 4.8.24",
    phase=Phase.CONFORMANCE,
)
def probe_checks(
    planner: Planner, operation: Operation
) -> Iterator[ConformanceCheck | NoValidRequest]:
    """Requests that the document allows are accepted, and those that it forbids are rejected."""
    broken_clauses = tuple(planner.broken_clauses(planner.valid_request(operation)))
    if broken_clauses:
        key = str(ClauseKey.of(operation, "operation"))
        why = oversized_request(planner.document, operation)
        yield NoValidRequest(f"{key}: has a valid request", (key,), broken_clauses, why)
        return
    groups: dict[tuple[str, str], list[Probe]] = {}
    for probe in planner.probes(operation):
        is_accepted = probe.expects is Expect.ACCEPTED
        kind = probe.description if is_accepted else probe.expects
        groups.setdefault((probe.clause, kind), []).append(probe)
    for (clause, _), probes in groups.items():
        name = probes[0].name
        if len(probes) > 1 and probes[0].expects is not Expect.ACCEPTED:
            name = f"{clause}: {_GROUP_NAMES[probes[0].expects]}"
        # Each operation of a path probes the clauses about the path, such as its methods.
        if ClauseKey.parse(clause).method != operation.method:
            name = f"{operation.method}: {name}"
        yield ConformanceCheck(name, (clause,), tuple(probes))
