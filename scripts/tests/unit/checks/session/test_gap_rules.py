"""What a response shows and the document leaves out is its gap, not an error of the service."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clausebook.checks.configured import ConfiguredCheck
from clausebook.checks.levelled import levelled
from clausebook.checks.provider.listing import built_in_families
from clausebook.errors import Level
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.judge import Judge
from clausebook.openapi import load
from clausebook.report.finding import ContractBroken, Finding
from fakes.notes_api import Spoiled, checks, deployed
from fakes.paths import DOCUMENTS

JSON = (("Content-Type", "application/json"),)
HTML = (("Content-Type", "text/html"),)
GET = Request("GET", "/notes/ann?form=full", (("X-Token", "x"),))
DELETE = Request("DELETE", "/notes/ann", (("X-Token", "x"),))
TOO_LONG = replace(GET, target="/notes/much-too-long?form=full")


def rules(request: Request, response: Response) -> list[str]:
    with deployed(Spoiled()) as session:
        return [it.rule for it in session.judge_response(Exchange(request, response))]


@pytest.mark.parametrize(
    ("request_", "response", "expected"),
    [
        (GET, Response(404, JSON, b"{}"), ["gap/undocumented-status"]),
        (GET, Response(422), ["gap/undocumented-status"]),
        (GET, Response(500), ["provider/broken"]),
        (GET, Response(201), ["provider/broken"]),
        (GET, Response(302), ["provider/broken"]),
        (GET, Response(400, HTML, b"<p>"), ["provider/broken"]),
        (TOO_LONG, Response(400, HTML, b"<p>"), ["provider/broken"]),
        (TOO_LONG, Response(404, HTML, b"<p>"), ["gap/undocumented-status"]),
        (DELETE, Response(204, (), b"x"), ["provider/broken"]),
    ],
    ids=[
        *("404", "422", "500", "201", "302", "wrong shape", "a wrong request's shape"),
        *("the router's own", "a body of 204"),
    ],
)
def test_an_undocumented_4xx_is_a_gap_and_other_responses_are_not(
    request_: Request, response: Response, expected: list[str]
) -> None:
    assert rules(request_, response) == expected


def judge_with(folder: Path, response: str) -> Judge:
    """The judge of the notes whose GET documents this 404 in place of the 400."""
    text = (DOCUMENTS / "notes.yaml").read_text("utf-8")
    before, name, after = text.partition("operationId: showNote\n")
    refused = "'400': {$ref: '#/components/responses/Refused'}"
    path = folder / "notes.yaml"
    path.write_text(before + name + after.replace(refused, response, 1), "utf-8")
    return Judge(load(path))


def test_a_404_for_a_value_that_no_route_takes_owes_no_documented_shape(tmp_path: Path) -> None:
    judge = judge_with(tmp_path, "'404': {$ref: '#/components/responses/Refused'}")
    with deployed(Spoiled()) as session:
        session.judge = judge
        for request, found in ((TOO_LONG, 0), (GET, 1)):
            exchange = Exchange(request, Response(404, HTML, b"<p>Not Found</p>"))
            assert len(session.judge_response(exchange)) == found, request


def test_a_body_of_a_response_that_documents_no_content_is_a_gap(tmp_path: Path) -> None:
    judge = judge_with(tmp_path, "'404': {description: No such note.}")
    with deployed(Spoiled()) as session:
        session.judge = judge
        exchange = Exchange(GET, Response(404, JSON, b'{"message": "no"}'))
        assert [it.rule for it in session.judge_response(exchange)] == ["gap/undocumented-body"]


def _refusing_with(status: int) -> Any:
    def refuse(request: Request, right: Any, provider: Spoiled) -> Response:
        response: Response = right(request)
        return replace(response, status=status) if response.status == 400 else response

    return refuse


def test_a_gap_is_found_once_for_each_status_of_an_operation() -> None:
    found: list[Finding] = []
    with deployed(Spoiled(_refusing_with(422))) as session:
        for check in checks(having="GET /notes/{} query"):
            try:
                check.run(session)
            except ContractBroken as error:
                found += error.findings

    assert [(it.rule, it.clause, it.message) for it in found] == [
        ("gap/undocumented-status", "GET /notes/{} responses", "the status 422 is not documented")
    ]


def test_a_rejection_that_is_not_documented_may_have_no_effect_either() -> None:
    def deleting(request: Request, right: Any, provider: Spoiled) -> Response:
        response: Response = _refusing_with(422)(request, right, provider)
        if response.status == 422 and request.method == "GET":
            right(Request("DELETE", "/notes/ann", request.headers))
        return response

    with deployed(Spoiled(deleting)) as session:
        (check,) = checks(having="GET /notes/{} query form /enum: rejects")
        with pytest.raises(ContractBroken, match="deleted an existing resource") as error:
            check.run(session)

    assert "gap/undocumented-status" in {it.rule for it in error.value.findings}


@pytest.mark.parametrize(
    ("level", "expected"),
    [(Level.NOTE, [Level.NOTE]), (Level.ERROR, [Level.ERROR])],
    ids=["by default", "strict"],
)
def test_a_finding_that_falls_under_a_rule_has_its_level(
    level: Level, expected: list[Level]
) -> None:
    gap = Finding("c", "provider", "m", rule="gap/undocumented-status")
    family = ConfiguredCheck(built_in_families()[0], Level.ERROR)

    with pytest.raises(ContractBroken) as error, levelled(family, {gap.rule: level}):
        raise ContractBroken([gap])

    assert [it.level for it in error.value.findings] == expected


def test_a_finding_whose_rule_is_off_is_left_out() -> None:
    gap = Finding("c", "provider", "m", rule="gap/undocumented-status")
    family = ConfiguredCheck(built_in_families()[0], Level.ERROR)
    rules: dict[str, Level | None] = {gap.rule: None}

    with levelled(family, rules):
        raise ContractBroken([gap])
    with pytest.raises(ContractBroken) as error, levelled(family, rules):
        raise ContractBroken([gap, replace(gap, rule="")])

    assert [it.rule for it in error.value.findings] == [family.check.id]
