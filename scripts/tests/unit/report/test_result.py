"""Reports: one result as text and as JSON, and the credentials that neither shows."""

from __future__ import annotations

import dataclasses
import json

import pytest
from clausebook.http.redaction import STAND_IN, Secrets
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


def test_text_ends_each_finding_with_its_line_to_repeat_it_unbroken() -> None:
    lines = render(RUN, "text").splitlines()

    assert f"  repeat:   {FINDING.reproduce}" in lines


def test_text_ends_with_the_verdict() -> None:
    assert render(RUN, "text").splitlines()[-1] == (
        "broken: 1 of 3 clauses kept, 1 broken, 1 not judged, 1 finding; spec/things.yaml, 3.2 s"
    )


def test_quiet_text_leaves_the_table_out_and_nothing_else() -> None:
    text = render(RUN, "text", quiet=True)

    assert "checks" not in text
    assert FINDING.message in text
    assert "broken: 1 of 3" in text


@pytest.mark.parametrize("quiet", [False, True])
def test_what_is_amiss_with_the_configuration_is_a_note(quiet: bool) -> None:
    noted = dataclasses.replace(RUN, notes=["the waiver of 'x' expired"])

    assert "\nnote: the waiver of 'x' expired\n" in render(noted, "text", quiet=quiet)
    for form in ("junit", "github", "markdown", "html"):
        assert "expired" in render(noted, form)


@pytest.mark.parametrize("color", [False, True])
def test_text_is_coloured_only_on_request(color: bool) -> None:
    assert ("\x1b[" in render(RUN, "text", color=color)) is color


def test_text_from_elsewhere_cannot_act_on_a_terminal() -> None:
    hostile = dataclasses.replace(FINDING, actual="\x1b]0;gone\x07 [red]\u202e\r\nok")
    text = render(dataclasses.replace(RUN, findings=[hostile]), "text")

    assert r"\x1b]0;gone\x07 [red]\u202e\r" in text
    assert not set(text) & set("\x1b\x07\u202e\r")


def test_json_is_the_documented_shape() -> None:
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
    assert data["findings"] == [dataclasses.asdict(FINDING)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("X-Auth-Token: s3cr3t/+ é", id="as it is"),
        pytest.param("?token=s3cr3t%2F%2B%20%C3%A9", id="percent-encoded"),
        pytest.param("token=s3cr3t%2F%2B+%C3%A9", id="as a form"),
        pytest.param("/s3cr3t/%2B%20%C3%A9", id="in a path"),
        pytest.param('{"t": "s3cr3t/+ \\u00e9"}', id="in JSON"),
    ],
)
def test_a_secret_is_masked_in_every_spelling(text: str) -> None:
    masked = Secrets(["s3cr3t/+ é"]).mask(text)

    assert "s3cr3t" not in masked
    assert "$TOKEN" in masked


def test_the_credential_behind_a_scheme_is_a_secret_of_its_own() -> None:
    assert Secrets(["Bearer abcdef"]).mask("token abcdef was refused") == "token $TOKEN was refused"


def test_a_secret_inside_another_leaves_nothing_behind() -> None:
    assert Secrets(["abc", "abcdef"]).mask("abcdef abc") == "$TOKEN $TOKEN"


def test_secrets_are_masked_at_any_depth() -> None:
    assert Secrets(["abc"]).mask_all({"abc": [{"a": "xabcx"}, 1, None]}) == {
        "$TOKEN": [{"a": "x$TOKENx"}, 1, None]
    }


@pytest.mark.parametrize(
    "text",
    [
        "cut at its end: tok-0123456",
        "6789abcdef: cut at its beginning",
        "TOK-0123456789ABCDEF",
        "fedcba98",
    ],
    ids=["beginning", "end", "other case", "backwards"],
)
def test_a_piece_of_a_credential_is_masked_too(text: str) -> None:
    """Answers are quoted cut, and probes send a credential in other case and backwards."""
    shown = Secrets(["tok-0123456789abcdef"]).mask(text)

    assert STAND_IN in shown
    assert not any(piece in shown.lower() for piece in ("tok-01", "abcdef", "fedcba"))


def test_a_scheme_s_name_is_no_piece_of_a_credential() -> None:
    assert (
        Secrets(["Bearer 0123456789abcdef"]).mask("Bearer is the scheme") == "Bearer is the scheme"
    )
