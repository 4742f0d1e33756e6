"""A provider that redirects in a loop: nothing follows it, and it is one finding an operation."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from clausebook.checks.provider.conformance import successes
from clausebook.checks.provider.fuzz import FuzzConfig
from clausebook.checks.provider.listing import listed_fuzz_checks
from clausebook.checks.provider.precondition import precondition_failure
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.judge import Judge
from clausebook.openapi import load
from clausebook.report.finding import ContractBroken, Finding
from fakes.notes_api import KEY, NOTES, Spoiled, checks, deployed
from fakes.written_documents import written

GET = Request("GET", "/notes/ann?form=full", (("X-Token", KEY),))


def in_a_loop(request: Request) -> Response:
    return Response(302, (("Location", request.target),))


class Looping(Spoiled):
    """Answers every request of some methods with a redirect to itself."""

    def __init__(self, *methods: str) -> None:
        super().__init__(
            lambda asked, right, _: in_a_loop(asked) if asked.method in methods else right(asked)
        )


@pytest.mark.parametrize("methods", [("DELETE",), ("POST", "GET", "DELETE")], ids=" ".join)
def test_a_redirect_in_a_loop_is_one_finding_for_each_operation_that_has_it(
    methods: tuple[str, ...],
) -> None:
    app = Looping(*methods)
    found: list[Finding] = []
    with deployed(app) as deployment:
        for check in [*checks(), *(it.check for it in listed_fuzz_checks(FuzzConfig(NOTES, 5)))]:
            with suppress(NotJudged):
                try:
                    check.run(deployment)
                except ContractBroken as error:
                    found += error.findings

    assert [finding.clause.split()[0] for finding in found] == list(methods)
    assert all(finding.actual.startswith("302 to /notes") for finding in found)
    assert sum(request.method in methods for request in app.asked) <= 9 * len(methods)


def test_an_operation_that_does_not_redirect_is_judged_all_the_same() -> None:
    kept = 0
    with deployed(Looping("DELETE")) as deployment:
        for check in checks(having="GET /notes/{} query"):
            check.run(deployment)
            kept += 1

    assert kept > 5


def test_a_redirect_that_is_documented_hinders_nothing(tmp_path: Path) -> None:
    data = yaml.safe_load(NOTES.path.read_text(encoding="utf-8"))
    data["paths"]["/notes/{name}"]["get"]["responses"]["302"] = {"description": "It moved."}
    path = tmp_path / "notes.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    moving = load(path)
    exchange = Exchange(GET, in_a_loop(GET))

    with deployed(Looping()) as deployment:
        there = replace(deployment, document=moving, judge=Judge(moving))
        precondition_failures = [
            precondition_failure(it, it.document.operation("GET", "/notes/{name}"), exchange)
            for it in (deployment, there)
        ]

    assert precondition_failures == [
        f"the valid request is redirected: 302 to {GET.target}",
        "",
    ]


@pytest.mark.parametrize(
    ("documented", "right"),
    [
        (["200", "307"], ["200"]),
        (["307", "404"], ["307"]),
        (["3XX", "303"], ["3XX", "303"]),
        (["404", "default"], ["default"]),
        (["404"], []),
    ],
    ids=" ".join,
)
def test_a_redirect_is_the_success_where_no_other_is_documented(
    tmp_path: Path, documented: list[str], right: list[str]
) -> None:
    responses = {status: {"description": "So."} for status in documented}
    text = json.dumps({"/a": {"get": {"responses": responses}}})

    assert successes(written(tmp_path, f"paths: {text}\n").operation("GET", "/a")) == right
