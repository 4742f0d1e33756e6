"""Somebody else's note stays, whatever we do, and its owner's credential stays hidden."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clausebook.config.facts import FactsError, Foreign
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.report.finding import ContractBroken, Finding
from fakes.guard_runs import assert_cannot_run, guard
from fakes.notes_api import FACTS, KEY, Spoiled, checks, deployed
from fakes.paths import DOCUMENTS
from fakes.serving import running

OWNER = "Owner-77xxYY88zzWW.Vv"
ENTRY = Foreign("name", "theirs", 401, {"X-Token": "NOTES_OWNER"})
FOREIGN = replace(FACTS, foreign=(ENTRY,))
STAYS = "DELETE /notes/{} effect: the foreign name 'theirs' is unchanged"
THEIRS = Request("DELETE", "/notes/theirs", (("X-Token", KEY),))
REFUSED = Response(401, (("Content-Type", "application/json"),), b'{"message": "no"}')
NOTES_FILE = DOCUMENTS / "notes.yaml"
FACTS_FILE = """\
known = [{name = "ann"}]
foreign = [{parameter = "name", value = "theirs", status = 401, header_env = {X-Token = "OWN"}}]
"""


def of_two(taken_by: str = "", shown: bytes = b"") -> Spoiled:
    """Notes of two people. `theirs` also goes when we ask this; reads then show that."""

    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        theirs, owner = b"theirs" in request.body or "theirs" in request.target, OWNER.encode()
        asked = f"{request.method} {'theirs' if theirs else 'ours'}"
        if (request.header("X-Token") or "").encode() == owner and theirs:
            answer: Response = right(request.with_header("X-Token", KEY))
            return replace(answer, body=shown) if shown and answer.status == 400 else answer
        if request.header("X-Token") == KEY and asked == taken_by:
            right(THEIRS)
        refused = theirs and request.header("X-Token") == KEY
        return REFUSED if refused else right(request)

    return Spoiled(spoil)


def findings(app: Spoiled) -> tuple[Finding, ...]:
    (check,) = checks(FOREIGN, STAYS)
    with deployed(app, FOREIGN) as deployment:
        try:
            check.run(deployment)
        except ContractBroken as error:
            return error.findings
    return ()


@pytest.mark.parametrize(
    ("taken_by", "clause"),
    [
        ("", ""),
        ("DELETE theirs", "DELETE /notes/{} response 401"),
        ("POST theirs", "POST /notes response 401"),
        ("DELETE ours", "DELETE /notes/{} effect"),
        ("POST ours", "POST /notes effect"),
    ],
)
def test_what_is_somebody_elses_stays(
    taken_by: str, clause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTES_OWNER", OWNER)
    found = findings(of_two(taken_by))

    assert [finding.clause for finding in found] == ([clause] if clause else [])


def test_a_header_that_names_somebody_elses_thing_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A service behind a gateway may trust such a header more than the path."""
    monkeypatch.setenv("NOTES_OWNER", OWNER)
    app = of_two()
    trusting = app._spoil
    assert trusting is not None

    def spoil(request: Request, right: Any, provider: Spoiled) -> Response:
        if request.method == "DELETE" and request.header("X-Name") == "theirs":
            return right(THEIRS)  # type: ignore[no-any-return]
        return trusting(request, right, provider)

    app._spoil = spoil
    (finding,) = findings(app)

    assert finding.clause == "DELETE /notes/{} effect"
    assert "X-Name: theirs" in finding.reproduce


def test_an_answer_that_repeats_the_owners_credential_is_shown_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NOTES_OWNER", OWNER)
    (finding,) = findings(of_two("DELETE theirs", f"not {OWNER} nor {KEY}".encode()))

    assert "not *** nor ***" in finding.actual
    assert OWNER not in str(finding)


def test_an_owner_that_is_not_shown_the_thing_settles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NOTES_OWNER", "another-than-the-owner")
    (check,) = checks(FOREIGN, STAYS)
    with (
        deployed(of_two(), FOREIGN) as deployment,
        pytest.raises(NotJudged, match="the owner cannot read the foreign resource: 401"),
    ):
        check.run(deployment)


@pytest.mark.parametrize("value", [None, "", "a\nb", "\u00e9"])
def test_an_owner_without_a_credential_is_told(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTES_OWNER", raising=False)
    if value is not None:
        monkeypatch.setenv("NOTES_OWNER", value)

    with pytest.raises(FactsError, match="'NOTES_OWNER', which header_env names for X-Token"):
        ENTRY.owner()


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    """The options of a guard run that knows of somebody else's note."""
    (tmp_path / "facts.toml").write_text(FACTS_FILE, "utf-8")
    options = ["--only", "provider", "--spec", str(NOTES_FILE), "--max-examples", "1"]
    return [*options, "--facts", str(tmp_path / "facts.toml")]


def test_guard_wants_the_variable_before_it_asks_anything(tmp_path: Path, asked: list[str]) -> None:
    done = guard(tmp_path, *asked, "--url", "http://127.0.0.1:9")

    assert_cannot_run(done, "'theirs'", "'OWN'", "set it in the environment")


def test_guard_hides_the_owners_credential_however_it_is_cut(
    tmp_path: Path, asked: list[str]
) -> None:
    cut = "x" * 190 + OWNER  # an answer is quoted by its first 200 characters
    header = f"X-Token: {KEY}"
    with running(of_two("DELETE theirs", cut.encode())) as url:
        done = guard(tmp_path, *asked, "--url", url, "--header", header, OWN=OWNER)

    assert "the request changed the foreign name 'theirs'" in done.stdout, done.stdout + done.stderr
    assert OWNER[:8] not in done.stdout + done.stderr
