"""The site beside the running service: its pages, its forms, and cross-origin calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from clausebook.config.application import load_application
from clausebook.config.settings import find_settings
from clausebook.docs.programs import Programs
from clausebook.docs.site import site_files
from clausebook.docs.try_it import TryIt
from clausebook.judge import Judge
from clausebook.judge.verdict_log import VerdictLog
from clausebook.openapi import load
from fakes.browser import chromium, opened, serious_issues
from fakes.paths import ROOT
from fakes.serving import running

DELETE = "DELETE /v2/{project_id}/checkpoints"
NAMED = {
    "path project_id": "e9993fc787d94b6c886cbaa340f9c0f4",
    "query stream_name": "orders",
    "query app_name": "billing",
    "query checkpoint_type": "LAST_READ",
    "query partition_id": "0",
}
COMMIT = {
    "operation": "POST /v2/{project_id}/checkpoints",
    "values": {"path project_id": NAMED["path project_id"]},
    "body": json.dumps(
        {
            "stream_name": "orders",
            "app_name": "billing",
            "checkpoint_type": "LAST_READ",
            "partition_id": "0",
            "sequence_number": "2",
        }
    ),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Our service with its site; the address is that of the service."""
    settings = find_settings(ROOT)
    document = load(settings.spec)
    inner: Any = load_application(settings)
    files = site_files(document, settings, Programs(document, settings.generated).shown())
    lines: list[str] = []
    judged = VerdictLog(inner, Judge(document), lines.append)
    with running(TryIt(judged, document, files, inner.token)) as url:
        yield url


def tried(address: str, call: dict[str, Any], **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/docs/try", json=call, headers=headers, trust_env=False)


def test_a_good_call_is_answered_and_judged(address: str) -> None:
    committed = tried(address, COMMIT).json()
    deleted = tried(address, {"operation": DELETE, "values": NAMED, "body": None}).json()

    assert (committed["status"], deleted["status"]) == (201, 204)
    assert deleted["verdict"].endswith("-> 204 kept")
    assert deleted["broken"] == []


def test_a_wrong_call_names_the_clause_that_it_breaks(address: str) -> None:
    values = {**NAMED, "query app_name": "a" * 51}
    said = tried(address, {"operation": DELETE, "values": values, "body": None}).json()

    assert said["status"] == 400
    assert "kept: rejected for" in said["verdict"]
    assert [it["clause"] for it in said["broken"]] == [
        "DELETE /v2/{}/checkpoints query app_name /maxLength"
    ]


@pytest.mark.parametrize(
    "call",
    [{}, [], {"operation": "GET /none", "values": {}}, {"operation": DELETE, "values": 5}],
    ids=json.dumps,
)
def test_a_call_that_is_none_is_rejected(call: Any, address: str) -> None:
    answer = tried(address, call)

    assert answer.status_code == 400
    assert answer.text.startswith("cannot make a request of this")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example:80"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_page_of_another_site_may_not_call(headers: dict[str, str], address: str) -> None:
    assert tried(address, COMMIT, **headers).status_code == 403


def test_a_plain_form_may_not_call(address: str) -> None:
    text = json.dumps(COMMIT)
    answer = httpx.post(
        f"{address}/docs/try", content=text, headers={"Content-Type": "text/plain"}, trust_env=False
    )

    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/docs", 307),
        ("/docs/", 200),
        ("/docs/clauses.html", 200),
        ("/docs/none.html", 404),
        ("/docs/../pyproject.toml", 404),
        ("/docs/%2e%2e/pyproject.toml", 404),
        ("/docsets", 404),
        ("/v2/p/checkpoints", 401),
    ],
)
def test_the_site_is_below_docs_and_the_service_where_it_was(
    path: str, status: int, address: str
) -> None:
    assert httpx.get(address + path, trust_env=False).status_code == status


def test_a_form_of_the_page_calls_the_service_and_shows_the_verdict(address: str) -> None:
    with chromium() as browser, opened(browser) as (page, watched):
        page.goto(f"{address}/docs/operations.html")
        commit = page.locator(f"form.try[data-operation='{COMMIT['operation']}']")
        commit.locator("button").click()
        commit.locator(".result .state.kept").wait_for()
        assert "-> 201 kept" in commit.locator(".result .state").text_content()

        delete = page.locator(f"form.try[data-operation='{DELETE}']")
        delete.locator("input[name='query app_name']").fill("b" * 51)
        delete.locator("button").click()
        delete.locator(".result .state.broken").wait_for()
        assert "query app_name /maxLength" in delete.locator(".result li").text_content()
        assert serious_issues(page) == []

    assert watched.elsewhere(address) == []
    assert watched.complaints == []
