"""Credentials by security scheme in whole runs of guard, and that no secret is in any output."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fakes.command import assert_one_line, completed, run
from fakes.secured_items import (
    BASIC,
    BEARER,
    CLIENT,
    CLIENT_FLOW,
    CLIENT_SECRET,
    GIVEN,
    HEADER_KEY,
    HTTP_BASIC,
    IN_COOKIE,
    IN_HEADER,
    IN_QUERY,
    PASSWORD,
    QUERY_KEY,
    USER,
    Service,
)
from fakes.serving import running
from starlette.responses import HTMLResponse, Response

FLOW = """
[tool.clausebook.credentials.oauth]
flow = "clientCredentials"
client_id = "env:CLIENT"
client_secret = "env:CLIENT_SECRET"
"""
LOGIN = """
[tool.clausebook.credentials.session]
login = { operation = "logIn", body = { user = "env:USER_NAME", password = "env:PASSWORD" } }
"""
VARIABLES = {
    "CLIENT": CLIENT,
    "CLIENT_SECRET": CLIENT_SECRET,
    "USER_NAME": USER,
    "PASSWORD": PASSWORD,
    "QUERY_KEY": QUERY_KEY,
    "HEADER_KEY": HEADER_KEY,
    "BASIC": BASIC,
}


class Judged:
    """What a run of guard came to: exit code, report, and everything that it printed or wrote."""

    def __init__(self, folder: Path, service: Service, *options: str, config: str = "") -> None:
        spec = service.write(folder)
        (folder / "pyproject.toml").write_text(
            f'[tool.clausebook]\nspec = "{spec.name}"\n{config}', "utf-8"
        )
        words = ["guard", "--only", "provider", "--workers", "1", "--max-examples", "3"]
        report = folder / "report.json"
        with running(service.application) as url:
            done = completed(
                [*words, "--url", url, "--format", "json", "--output", str(report), *options],
                folder,
                VARIABLES,
            )
        self.code = done.returncode
        self.output = done.stdout + done.stderr
        self.report: dict[str, Any] = json.loads(report.read_text("utf-8"))
        files = [path for path in folder.rglob("*") if path.is_file()]
        self.written = "".join(path.read_text("utf-8", "replace") for path in files)
        self.service = service

    def of_operations(self) -> dict[str, str]:
        """The verdict of each operation and success but the login's: nobody told it a password."""
        clauses = self.report["clauses"]
        keys = [it for it in clauses if it["key"].endswith((" operation", " 201", " 200", " 204"))]
        return {it["key"]: it["verdict"] for it in keys if "/login" not in it["key"]}

    def assert_judged_wholly(self) -> None:
        """Asserts that every operation was accepted, and nothing was found."""
        errors = [it for it in self.report["findings"] if it["level"] == "error"]
        assert errors == []
        assert self.code == 0, self.output
        assert set(self.of_operations().values()) == {"kept"}, self.of_operations()

    def assert_shows_no_secret(self) -> None:
        """Asserts that no spelling of a secret stands in the output or in any file."""
        secrets = [*GIVEN, *self.service.tokens, base64.b64encode(BASIC.encode()).decode()]
        for secret in secrets:
            for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]):
                assert form not in self.output
                assert form not in self.written


@pytest.fixture(autouse=True)
def _no_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def _credentials(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("--credential", pair)]


@pytest.mark.parametrize(
    ("schemes", "given"),
    [
        pytest.param({"inQuery": IN_QUERY}, ["inQuery=env:QUERY_KEY"], id="a query key"),
        pytest.param({"inCookie": IN_COOKIE}, ["inCookie=env:HEADER_KEY"], id="a cookie"),
        pytest.param({"basic": HTTP_BASIC}, ["basic=env:BASIC"], id="basic"),
        pytest.param(
            {"inHeader": IN_HEADER, "inQuery": IN_QUERY},
            ["inHeader=env:HEADER_KEY", "inQuery=env:QUERY_KEY"],
            id="two alternatives",
        ),
        pytest.param(
            {"inHeader": IN_HEADER, "inQuery": IN_QUERY},
            ["inQuery=env:QUERY_KEY"],
            id="one of two alternatives",
        ),
    ],
)
def test_a_service_is_judged_wholly_by_the_credential_of_its_scheme(
    tmp_path: Path, schemes: dict[str, Any], given: list[str]
) -> None:
    judged = Judged(tmp_path, Service(schemes), *_credentials(*given))

    judged.assert_judged_wholly()
    judged.assert_shows_no_secret()


def test_two_schemes_of_one_header_are_tried_one_at_a_time(tmp_path: Path) -> None:
    service = Service({"basic": HTTP_BASIC, "session": BEARER})
    judged = Judged(tmp_path, service, *_credentials("basic=env:BASIC"), config=LOGIN)

    judged.assert_judged_wholly()
    judged.assert_shows_no_secret()
    securities = [it for it in judged.report["clauses"] if " security " in it["key"]]
    assert {it["verdict"] for it in securities} == {"kept"}


@pytest.mark.parametrize(
    ("schemes", "config"),
    [
        pytest.param({"session": BEARER}, LOGIN, id="a login operation"),
        pytest.param({"oauth": CLIENT_FLOW}, FLOW, id="OAuth2 client credentials"),
    ],
)
def test_a_token_is_fetched_once_and_the_service_judged_wholly(
    tmp_path: Path, schemes: dict[str, Any], config: str
) -> None:
    judged = Judged(tmp_path, Service(schemes), config=config)

    judged.assert_judged_wholly()
    judged.assert_shows_no_secret()
    assert judged.service.logins == 1


def test_a_token_that_expires_during_the_run_is_renewed_and_that_is_said_once(
    tmp_path: Path,
) -> None:
    judged = Judged(tmp_path, Service({"session": BEARER}, uses=25), config=LOGIN)

    judged.assert_judged_wholly()
    judged.assert_shows_no_secret()
    (note,) = judged.report["notes"]
    assert "the token of session was refused and renewed" in note
    assert judged.service.logins > 2


@pytest.mark.parametrize(
    ("login", "words"),
    [
        pytest.param(
            lambda: HTMLResponse("<h1>Sorry</h1>"),
            "no token for session: POST /login answers 200 without /access_token",
            id="200 with an error page",
        ),
        pytest.param(
            lambda: Response(status_code=503),
            "no token for session: POST /login answers 503",
            id="down",
        ),
    ],
)
def test_a_login_that_brings_no_token_is_named_once_and_the_rest_is_judged(
    tmp_path: Path, login: Any, words: str
) -> None:
    schemes = {"session": BEARER, "inHeader": IN_HEADER}
    service = Service(schemes, login=login)
    options = _credentials("inHeader=env:HEADER_KEY")
    judged = Judged(tmp_path, service, *options, config=LOGIN)

    assert [it for it in judged.report["notes"] if "no token" in it] == [words]
    findings = [it for it in judged.report["findings"] if "/items" in it["clause"]]
    assert findings == []
    judged.assert_shows_no_secret()


def test_a_token_endpoint_that_is_down_ends_a_run_that_judges_nothing_with_exit_2(
    tmp_path: Path,
) -> None:
    service = Service({"oauth": CLIENT_FLOW}, login=lambda: Response(status_code=503))
    spec = service.write(tmp_path)
    (tmp_path / "pyproject.toml").write_text(f'[tool.clausebook]\nspec = "{spec.name}"\n{FLOW}')
    with running(service.application) as url:
        words = ["guard", "--only", "provider", "--workers", "1", "--url", url]
        done = completed(words, tmp_path, VARIABLES)

    assert done.returncode == 2, done.stdout + done.stderr
    assert "/token answers 503" in done.stderr
    assert service.logins <= 2


def test_a_credential_that_is_missing_is_named_once_with_the_option(tmp_path: Path) -> None:
    judged = Judged(tmp_path, Service({"session": BEARER}))

    (note,) = [it for it in judged.report["notes"] if "--credential" in it]
    expected = "no credential for session (http bearer); pass --credential session=env:VARIABLE"
    assert note == expected


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        pytest.param("inHeadr=env:HEADER_KEY", ["'inHeadr'", "mean 'inHeader'?"], id="name"),
        pytest.param("inHeader=env:NOWHERE", ["'NOWHERE' is not set"], id="variable"),
        pytest.param("inHeader=hunter2-secret", ["inHeader", "write env:VARIABLE"], id="a value"),
        pytest.param("inHeader", ["SCHEME=env:VARIABLE"], id="no equals sign"),
        pytest.param("basic=env:HEADER_KEY", ["USER:PASSWORD"], id="no colon"),
        pytest.param("tls=env:HEADER_KEY", ["mutualTLS", "--client-cert"], id="mutualTLS"),
        pytest.param("digest=env:HEADER_KEY", ["digest", "leave it out"], id="digest"),
    ],
)
def test_a_credential_that_cannot_be_used_is_one_line(
    tmp_path: Path,
    given: str,
    parts: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEADER_KEY", HEADER_KEY)
    schemes = {"inHeader": IN_HEADER, "basic": HTTP_BASIC, "tls": {"type": "mutualTLS"}}
    service = Service({**schemes, "digest": {"type": "http", "scheme": "digest"}})
    words: list[str | Path] = ["guard", "--spec", service.write(tmp_path), "--project", tmp_path]
    done = run(capsys, *words, "--url", "http://127.0.0.1:1", "--credential", given)

    assert_one_line(done, *parts)
    assert "hunter2" not in done[2]
    assert HEADER_KEY not in done[2]
