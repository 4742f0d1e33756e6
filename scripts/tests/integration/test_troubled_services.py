"""Services that are slow, forgetful or strange about ids: each fault once, and no other verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fakes.guard_runs import guard
from fakes.serving import running
from fakes.shelf_service import (
    EmptyList,
    KeepsNothing,
    OneId,
    RedirectsToItself,
    ReusesIds,
    Shelf,
    WipedBetweenRequests,
    write_shelf,
)

_MOST_REQUESTS = 2_000


def judged(folder: Path, service: Shelf) -> dict[str, Any]:
    write_shelf(folder)
    with running(service) as url:
        words = ("--only", "provider", "--spec", "openapi.yaml", "--url", url, "--format", "json")
        done = guard(folder, *words, "--max-examples", "3")
    data: dict[str, Any] = json.loads(done.stdout)
    assert data["could_not_judge"] == []
    assert len(service.asked) < _MOST_REQUESTS
    return data


def _found(data: dict[str, Any]) -> set[tuple[str, str]]:
    return {(finding["clause"], finding["message"]) for finding in data["findings"]}


@pytest.mark.parametrize("kind", [OneId, EmptyList, ReusesIds])
def test_a_harmless_habit_about_ids_and_lists_changes_no_finding(
    tmp_path: Path, kind: type[Shelf]
) -> None:
    (tmp_path / "right").mkdir()

    assert _found(judged(tmp_path, kind())) == _found(judged(tmp_path / "right", Shelf()))


@pytest.mark.parametrize("kind", [KeepsNothing, WipedBetweenRequests, RedirectsToItself])
def test_a_service_whose_things_cannot_be_reached_is_named_once_for_each_operation(
    tmp_path: Path, kind: type[Shelf]
) -> None:
    data = judged(tmp_path, kind())

    unreached = [it["operation"] for it in data["never_accepted"]]
    assert unreached == ["GET /things/{thing_id}", "DELETE /things/{thing_id}"]
    assert len(data["findings"]) <= len(unreached)
    verdicts = {it["key"]: it["verdict"] for it in data["clauses"]}
    assert verdicts["POST /things operation"] == "kept"
