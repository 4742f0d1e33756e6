"""Which clauses a response is held against."""

from __future__ import annotations

import pytest
from clausebook.clauses import ClauseKey
from clausebook.judge import Judge
from clausebook.openapi import load
from fakes.paths import ROOT

DOCUMENT = load(ROOT / "spec" / "dis-checkpoints.yaml")
(DELETE,) = [o for o in DOCUMENT.operations if o.method == "DELETE"]


@pytest.mark.parametrize(
    ("status", "places"),
    [
        ("204", {"responses", "response 204", "response 204 no content"}),
        (None, {"responses"}),
    ],
    ids=["documented", "undocumented"],
)
def test_a_response_is_held_against_its_own_status_and_the_list_of_statuses(
    status: str | None, places: set[str]
) -> None:
    keys = [ClauseKey.parse(k) for k in Judge(DOCUMENT).clauses_of_response(DELETE, status)]
    assert {key.place for key in keys} == places
    assert all(key.is_about(DELETE) for key in keys)
