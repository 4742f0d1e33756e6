"""Random exploration: what is drawn, and when an answer to it convicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks.provider.fuzz import FuzzCheck, FuzzConfig
from clausebook.checks.provider.generator_process import GeneratorProcess
from clausebook.checks.provider.listing import listed_fuzz_checks
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.report.finding import ContractBroken
from clausebook.resources import Draft
from fakes.notes_api import NOTES, Spoiled, deployed

MOST = 5


def properties(seed: int = 0, beside: GeneratorProcess | None = None) -> list[FuzzCheck]:
    """The properties of the notes."""
    return [it.check for it in listed_fuzz_checks(FuzzConfig(NOTES, MOST, seed, beside))]


def _property(name: str) -> FuzzCheck:
    return next(drawn for drawn in properties() if drawn.name.startswith(name))


@pytest.mark.parametrize("name", [drawn.name for drawn in properties()])
def test_a_right_provider_holds(name: str) -> None:
    with deployed(Spoiled()) as deployment:
        _property(name).run(deployment)


def _takes_all(request: Request, right: Any, provider: Spoiled) -> Response:
    answer: Response = right(request)
    return Response(204) if request.method == "DELETE" and answer.status == 400 else answer


def test_a_wrong_request_that_is_taken_is_found_by_the_clause_it_breaks() -> None:
    with deployed(Spoiled(_takes_all)) as deployment, pytest.raises(ContractBroken) as found:
        _property("DELETE /notes/{} operation: random invalid").run(deployment)

    clause = found.value.findings[0].clause
    assert clause.startswith("DELETE /notes/{} ")
    assert not clause.endswith(" operation")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (204, "accepted although invalid: "),
        (302, "not rejected although invalid: "),
        (500, "causes a server error although invalid: "),
    ],
)
def test_a_wrong_request_is_told_by_what_became_of_it(status: int, told: str) -> None:
    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        wrong = request.method == "DELETE" and answer.status == 400
        return Response(status) if wrong else answer

    with deployed(Spoiled(spoil)) as deployment, pytest.raises(ContractBroken) as found:
        _property("DELETE /notes/{} operation: random invalid").run(deployment)

    messages = [f.message for f in found.value.findings if f.expected == "a 4xx"]
    assert messages
    assert all(message.startswith(told) for message in messages)


def test_a_valid_request_that_fails_is_told_in_a_sentence() -> None:
    def fails(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        return replace(answer, status=500) if request.method == "GET" else answer

    with deployed(Spoiled(fails)) as deployment, pytest.raises(ContractBroken) as found:
        _property("GET /notes/{} operation: random valid").run(deployment)

    assert "a valid request causes a server error" in [f.message for f in found.value.findings]


def test_an_answer_that_is_wrong_once_and_not_again_is_not_judged() -> None:
    def fails_at_first(request: Request, right: Any, provider: Spoiled) -> Response:
        answer: Response = right(request)
        reads = [asked for asked in provider.asked if asked.method == "GET"]
        return replace(answer, status=500) if reads == [request] else answer

    with (
        deployed(Spoiled(fails_at_first)) as deployment,
        pytest.raises(NotJudged, match="did not reproduce"),
    ):
        _property("GET /notes/{} operation: random valid").run(deployment)


def test_another_process_draws_the_same_each_time() -> None:
    def drawn_beside() -> list[Sequence[Draft]]:
        with GeneratorProcess() as process:
            return [drawn.draw() for drawn in properties(beside=process)]

    first = drawn_beside()

    assert first == drawn_beside()
    assert [draft.operation for draft in first[0]] == [NOTES.operations[0]] * len(first[0])


def test_another_seed_draws_others() -> None:
    drawn, others = (properties(seed)[0].draw() for seed in (1, 2))

    assert drawn != others


def test_no_more_is_drawn_than_was_asked_for() -> None:
    assert all(len(drawn.draw()) <= MOST for drawn in properties())
