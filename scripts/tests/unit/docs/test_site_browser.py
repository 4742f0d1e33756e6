"""The site in Chromium: from a file, in three sizes, both themes, by keyboard, without scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.browser import chromium, opened
from fakes.documented_sites import SCRIPT, hostile, large, make_site, ran, write_document


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all of these tests."""
    with chromium() as started:
        yield started


def drawn(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/{name}.html")
    if name == "reference":
        page.wait_for_selector("#redoc h2")


def test_the_search_finds_one_of_sixty_operations_and_its_clause(
    browser: Any, tmp_path: Path
) -> None:
    document = write_document(tmp_path, large(60))
    site = make_site(document, tmp_path, ran(document, "curl -i")).as_uri()
    assert len(document.operations) == 60
    with opened(browser) as (page, watched):
        for name in ("index", "operations", "clauses", "reference"):
            start = time.perf_counter()
            drawn(page, site, name)
            assert time.perf_counter() - start < 3
        page.fill("#search", "createThing23")
        page.click("#found a >> nth=0")
        page.wait_for_url("**/operations.html#op-post-things23")
        page.wait_for_function(
            "document.querySelector('#op-post-things23').getBoundingClientRect().top < 400"
        )
        page.fill("#search", "GET /things29 limit maximum")
        page.click("#found a")
        page.wait_for_url("**/clauses.html#c-*")
        assert "at most 29" in page.locator("tr:target").text_content()

    assert watched.complaints == []


@pytest.mark.parametrize("name", ["index", "operations", "clauses", "reference"])
def test_no_script_of_a_hostile_document_runs(name: str, browser: Any, tmp_path: Path) -> None:
    document = write_document(tmp_path, hostile())
    site = make_site(document, tmp_path, ran(document, SCRIPT)).as_uri()
    with opened(browser) as (page, watched):
        drawn(page, site, name)
        page.fill("#search", "script")
        page.wait_for_selector("#found li")
        page.wait_for_timeout(300)
        harmed = page.evaluate("window.harmed")

    assert harmed is None
    assert watched.elsewhere(site) == []
    assert watched.complaints == []
