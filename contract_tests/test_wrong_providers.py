"""Do the checks have teeth: wrong providers of DIS, one defect each, convicted by a provider check.

Each is judged as any deployment is: nothing here knows what its defect is. Random exploration takes
no part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from clausebook.checks.provider.listing import ProviderCheck, provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken, Finding
from wrong_providers.listing import FAMILIES, FAULTS, FaultyService, faulty

# What no clause states shows in the clause of whatever it hinders first.
UNSTATED = ("", "DELETE /v2/{}/checkpoints effect")


@pytest.fixture(scope="module")
def checks(clausebook_document: Document, clausebook_facts: Facts) -> list[ProviderCheck]:
    """The checks of the document."""
    return provider_checks(clausebook_document, clausebook_facts)


@pytest.fixture
def session(
    request: pytest.FixtureRequest,
    clausebook_document: Document,
    clausebook_facts: Facts,
    clausebook_judge: Judge,
) -> Iterator[ProviderSession]:
    """The wrong provider that the test's parameter names, with credentials that open it."""
    service: FaultyService = faulty(request.param)
    credentials = {"X-Auth-Token": service.token}
    keys = {"signature": service.key}
    known = clausebook_document, clausebook_judge, clausebook_facts
    with closing(AsgiTransport(service)) as transport:
        yield ProviderSession.over(*known, transport, credentials, {}, keys)


def convicting(checks: list[ProviderCheck], session: ProviderSession) -> tuple[Finding, ...]:
    """What the first check finds that finds anything."""
    for check in checks:
        try:
            check.run(session)
        except ContractBroken as broken:
            return broken.findings
        except NotJudged:
            continue
    return ()


@pytest.mark.parametrize("session", FAULTS, indirect=True, ids=str)
def test_a_wrong_provider_is_convicted_for_the_clause_it_breaks(
    checks: list[ProviderCheck], session: ProviderSession, request: pytest.FixtureRequest
) -> None:
    clause = FAULTS[request.node.callspec.params["session"]].clause
    own = [check for check in checks if clause in check.clauses]
    others = [check for check in checks if check not in own]

    findings = convicting([*own, *others], session)

    assert findings
    named = {finding.clause for finding in findings}
    assert clause in UNSTATED or any(key.startswith(clause) for key in named), named


@pytest.mark.parametrize("clause", ["DELETE /v2/{}/checkpoints query app_name /maxLength"])
def test_the_checks_of_a_clause_pass_a_right_provider(
    clause: str,
    checks: list[ProviderCheck],
    clausebook_document: Document,
    clausebook_facts: Facts,
    clausebook_judge: Judge,
) -> None:
    """So that a conviction above is the defect's doing, not the way in which it is judged."""
    service = faulty()
    credentials = {"X-Auth-Token": service.token}
    known = clausebook_document, clausebook_judge, clausebook_facts
    own = [check for check in checks if clause in check.clauses]

    with closing(AsgiTransport(service)) as transport:
        assert own
        assert convicting(own, ProviderSession.over(*known, transport, credentials)) == ()


def test_no_family_is_thin() -> None:
    assert len(FAULTS) >= 90
    assert {name: len(family) >= 7 for name, family in FAMILIES.items()} == dict.fromkeys(
        FAMILIES, True
    )
