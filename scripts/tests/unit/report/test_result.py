"""Reports: one result as text and as JSON."""

from __future__ import annotations

import dataclasses
import json

import pytest
from clausebook.report import ClauseVerdict, Run, Stage, render
from clausebook.report.finding import Finding

FINDING = Finding(
    clause="GET /things query kind /maxLength",
    stage="provider",
    message="6 characters were accepted",
    expected="4xx",
    actual="200",
    reproduce='curl -i -X GET -H "X-Auth-Token: $TOKEN" http://127.0.0.1/things?kind=' + "a" * 200,
)
RUN = Run(
    spec="spec/things.yaml",
    seconds=3.25,
    stages=[Stage("lint", "kept", 1, 1, 0.5), Stage("provider", "broken", 2, 40, 1.25)],
    clauses=[
        ClauseVerdict(FINDING.clause, "/paths", "request", ("provider",), "broken"),
        ClauseVerdict("GET /things response 200", "/paths", "response", ("provider",), "kept"),
        ClauseVerdict("GET /things operation", "/paths", "request", (), "not judged", "no check"),
    ],
    findings=[FINDING],
)


def test_text_has_a_row_for_each_stage() -> None:
    rows = [line.split() for line in render(RUN, "text").splitlines()[:3]]

    assert rows == [
        ["stage", "verdict", "checks", "cases", "seconds"],
        ["lint", "kept", "1", "1", "0.5"],
        ["provider", "broken", "2", "40", "1.2"],
    ]


def test_text_does_not_wrap_the_command_that_reproduces_a_finding() -> None:
    lines = render(RUN, "text").splitlines()

    assert f"  repeat:   {FINDING.reproduce}" in lines


def test_text_ends_with_the_verdict() -> None:
    assert render(RUN, "text").splitlines()[-1] == (
        "broken: 1 of 3 clauses kept, 1 broken, 1 not judged, 1 finding; spec/things.yaml, 3.2 s"
    )


def test_quiet_text_omits_only_the_table() -> None:
    text = render(RUN, "text", quiet=True)

    assert "checks" not in text
    assert FINDING.message in text
    assert "broken: 1 of 3" in text


@pytest.mark.parametrize("quiet", [False, True])
def test_a_configuration_problem_is_shown_as_a_note(quiet: bool) -> None:
    noted = dataclasses.replace(RUN, notes=["the waiver of 'x' expired"])

    assert "\nnote: the waiver of 'x' expired\n" in render(noted, "text", quiet=quiet)
    for form in ("junit", "github", "markdown", "html"):
        assert "expired" in render(noted, form)


@pytest.mark.parametrize("color", [False, True])
def test_text_is_coloured_only_on_request(color: bool) -> None:
    assert ("\x1b[" in render(RUN, "text", color=color)) is color


def test_hostile_text_cannot_control_a_terminal() -> None:
    hostile = dataclasses.replace(FINDING, actual="\x1b]0;gone\x07 [red]\u202e\r\nok")
    text = render(dataclasses.replace(RUN, findings=[hostile]), "text")

    assert r"\x1b]0;gone\x07 [red]\u202e\r" in text
    assert not set(text) & set("\x1b\x07\u202e\r")


def test_json_has_the_documented_members() -> None:
    data = json.loads(render(RUN, "json"))

    assert list(data) == [
        "version", "verdict", "spec", "seconds", "stages", "clauses", "findings",
        "never_accepted", "is_mock", "missing_facts", "could_not_judge", "notes",
    ]  # fmt: skip
    assert data["version"] == 2
    assert data["verdict"] == "broken"
    assert data["stages"][1] == {
        "name": "provider", "verdict": "broken", "checks": 2, "cases": 40, "seconds": 1.25,
    }  # fmt: skip
    assert data["clauses"][2] == {
        "key": "GET /things operation",
        "pointer": "/paths",
        "side": "request",
        "guarded_by": [],
        "verdict": "not judged",
        "why": "no check",
        "place": "",
    }
    assert data["findings"] == [{**dataclasses.asdict(FINDING), "clauses": [], "operations": []}]
