"""Do the checks have teeth: wrong providers of DIS, one defect each, and the test that convicts it.

Each row is a named test that is green on the reference service and red on the wrong one, for the
clause that the defect breaks. Defects of effect alone are convicted in `test_lifecycle`.
"""

from __future__ import annotations

from contextlib import closing

import pytest
from clausebook.checks.deployment import Deployment
from clausebook.checks.provider import Check, provider_checks
from clausebook.document import Document
from clausebook.facts import Facts
from clausebook.finding import ContractBroken
from clausebook.judge import Judge
from clausebook.transport import AsgiTransport
from dis_faults import FAULTS, FaultyService, faulty
from test_provider import test_a_probe_is_answered_as_the_document_says as probe_test

APP = "DELETE /v2/{}/checkpoints query app_name"
TYPE = "DELETE /v2/{}/checkpoints query checkpoint_type"
PARTITION = "DELETE /v2/{}/checkpoints query partition_id"
TOKEN = "DELETE /v2/{}/checkpoints security apiKey header X-Auth-Token"
GOOD = "DELETE /v2/{}/checkpoints operation: the known-good request is accepted"
BYTES = (
    "DELETE /v2/{}/checkpoints response 204 no content: "
    "the known-good request, byte by byte is accepted"
)

CONVICTED_BY = {
    "200 instead of 204": GOOD,
    "202 instead of 204": GOOD,
    "204 with a body": BYTES,
    "204 with Content-Length": BYTES,
    "missing app_name accepted": f"{APP} /required: leaving it out is refused",
    "missing stream_name accepted": (
        "DELETE /v2/{}/checkpoints query stream_name /required: leaving it out is refused"
    ),
    "missing checkpoint_type accepted": f"{TYPE} /required: leaving it out is refused",
    "51 characters accepted": f"{APP} /maxLength: 51 characters is refused",
    "50 characters refused": f"{APP} /maxLength: a known name of length 50 is accepted",
    "empty app_name accepted": f"{APP} /minLength: 0 characters is refused",
    "any enum value accepted": f"{TYPE} /enum: an unknown member is refused",
    "enum in any case accepted": f"{TYPE} /enum: 'LAST_READ' in other case is refused",
    "500 on a bad enum": f"{TYPE} /enum: an unknown member is refused",
    "malformed partition_id accepted": f"{PARTITION} /pattern: something behind it is refused",
    "partition_id demanded": f"{PARTITION} /required: leaving it out is accepted",
    "token ignored": f"{TOKEN}: no credential is refused as a stranger",
    "empty token accepted": f"{TOKEN}: an empty X-Auth-Token is refused as a stranger",
    "prefix of the token accepted": (
        f"{TOKEN}: the beginning of the right X-Auth-Token is refused as a stranger"
    ),
    "token in any case accepted": (
        f"{TOKEN}: the right X-Auth-Token in other case is refused as a stranger"
    ),
    "error body of the wrong shape": f"{APP} /required: leaving it out is refused",
    "error without a media type": f"{APP} /required: leaving it out is refused",
    "HEAD deletes": "DELETE: * /v2/{}/checkpoints methods: HEAD is no success",
}


@pytest.fixture(scope="module")
def checks(clausebook_document: Document, clausebook_facts: Facts) -> dict[str, Check]:
    """The checks of the document by their names."""
    found = provider_checks(clausebook_document, clausebook_facts)
    return {check.name: check for check in found if isinstance(check, Check)}


def _judge(
    check: Check, service: FaultyService, document: Document, facts: Facts, judge: Judge
) -> None:
    credentials = {"X-Auth-Token": service.token}
    with closing(AsgiTransport(service)) as transport:
        probe_test(check, Deployment(document, judge, facts, transport, credentials))


@pytest.mark.parametrize("fault", CONVICTED_BY)
def test_the_named_check_convicts_the_wrong_provider_alone(
    fault: str,
    checks: dict[str, Check],
    clausebook_document: Document,
    clausebook_facts: Facts,
    clausebook_judge: Judge,
) -> None:
    check = checks[CONVICTED_BY[fault]]

    _judge(check, faulty(), clausebook_document, clausebook_facts, clausebook_judge)
    with pytest.raises(ContractBroken) as convicted:
        _judge(check, faulty(fault), clausebook_document, clausebook_facts, clausebook_judge)

    assert FAULTS[fault].clause in {finding.clause for finding in convicted.value.findings}


def test_every_defect_that_breaks_a_clause_has_its_row() -> None:
    """A foreign project and a trailing slash are facts of a deployment, which no clause states."""
    unstated = {"foreign project accepted"}

    assert {name for name, fault in FAULTS.items() if fault.clause} - unstated == set(CONVICTED_BY)
