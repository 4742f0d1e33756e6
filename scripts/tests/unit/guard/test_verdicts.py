"""The verdict of a clause from what the tests of each stage said."""

from __future__ import annotations

import pytest
from clausebook.clauses import clauses_of
from clausebook.guard.verdicts import StageTally, clause_verdicts
from clausebook.openapi import load
from clausebook.report import KEPT, NOT_JUDGED
from fakes.paths import DOCUMENTS

OPERATION = "DELETE /doors/{} operation"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (OPERATION, (NOT_JUDGED, "DELETE /doors/{door} documents no success")),
        ("DELETE /doors/{} responses", (KEPT, "")),
    ],
    ids=["the operation", "its responses"],
)
def test_an_operation_without_a_documented_success_is_not_kept(
    key: str, expected: tuple[str, str]
) -> None:
    clauses = list(clauses_of(load(DOCUMENTS / "public" / "no-success.yaml")))
    passed = StageTally(checks=1, kept={clause.key for clause in clauses})

    [verdict] = [it for it in clause_verdicts(clauses, {"provider": passed}) if it.key == key]

    assert (verdict.verdict, verdict.why) == expected
