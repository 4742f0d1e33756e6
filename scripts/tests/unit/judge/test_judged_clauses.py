"""The clauses that the judge applies to a response."""

from __future__ import annotations

import pytest
from clausebook.clauses import ClauseKey
from clausebook.judge import Judge
from clausebook.openapi import load
from fakes.paths import ROOT

DOCUMENT = load(ROOT / "spec" / "dis-checkpoints.yaml")
(DELETE,) = [operation for operation in DOCUMENT.operations if operation.method == "DELETE"]


@pytest.mark.parametrize(
    ("status", "places"),
    [
        ("204", {"responses", "response 204", "response 204 no content"}),
        (None, {"responses"}),
    ],
    ids=["documented", "undocumented"],
)
def test_a_response_is_judged_by_its_status_and_by_the_list_of_statuses(
    status: str | None, places: set[str]
) -> None:
    keys = [ClauseKey.parse(key) for key in Judge(DOCUMENT).clauses_of_response(DELETE, status)]

    assert {key.place for key in keys} == places
    assert all(key.is_about(DELETE) for key in keys)
