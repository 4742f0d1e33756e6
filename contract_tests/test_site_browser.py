"""The site in Chromium: from a file, in three sizes, both themes, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clausebook.clauses import clauses_of
from clausebook.config.settings import find_settings
from clausebook.openapi import load
from fakes.browser import SIZES, chromium, opened, serious_issues
from fakes.documented_sites import make_site, ran

OURS = find_settings(Path(__file__).parent).spec

PAGES = ("index", "operations", "operations.zh", "clauses", "reference", "sources", "changes")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all of these tests."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of our site, as a file."""
    folder = tmp_path_factory.mktemp("ours")
    (folder / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0\n\n- Begun.\n")
    document = load(OURS)
    return make_site(document, folder, ran(document, "curl -i 'https://x.example'")).as_uri()


def drawn(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/{name}.html")
    if name == "reference":
        page.wait_for_selector("#redoc h2")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_complains_asks_elsewhere_or_has_a_serious_issue(
    name: str, theme: str, browser: Any, site: str
) -> None:
    with opened(browser, theme=theme) as (page, watched):
        drawn(page, site, name)
        complaints = list(watched.complaints)
        issues = serious_issues(page)

    assert complaints == []
    assert watched.elsewhere(site) == []
    assert issues == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(name: str, size: str, browser: Any, site: str) -> None:
    with opened(browser, size) as (page, _):
        drawn(page, site, name)
        surplus = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert surplus <= 0


@pytest.mark.parametrize("name", PAGES)
def test_the_first_view_comes_within_a_second(name: str, browser: Any, site: str) -> None:
    with opened(browser) as (page, _):
        page.goto(f"{site}/{name}.html")
        paint = page.evaluate(
            "() => new Promise(done => new PerformanceObserver(list => done("
            "list.getEntriesByName('first-contentful-paint')[0].startTime))"
            ".observe({type: 'paint', buffered: true}))"
        )

    assert paint < 1000


def test_the_filter_leaves_the_clauses_that_fit(browser: Any, site: str) -> None:
    keys = [clause.key for clause in clauses_of(load(OURS))]
    with opened(browser) as (page, _):
        drawn(page, site, "clauses")
        rows = page.locator("section.clauses tbody tr:visible")
        assert rows.count() == len(keys)

        page.fill("#f-text", "app_name maxLength")
        assert rows.count() == 1
        assert page.text_content("#shown") == "1 clause"
        address = page.url
        page.click("text=Show all")
        page.wait_for_function("document.querySelector('#shown').textContent.startsWith('3')")
        page.select_option("#f-operation", "GET /v2/{project_id}/checkpoints")
        page.select_option("#f-side", "response")
        clauses = [it for it in clauses_of(load(OURS)) if it.operation and it.side == "response"]
        wanted = [it for it in clauses if it.operation and it.operation.method == "GET"]
        assert rows.count() == len(wanted)
        page.select_option("#f-state", "not-judged")
        assert rows.count() == len(wanted)
        page.goto("about:blank")
        page.goto(address)
        assert rows.count() == 1


def test_the_search_and_the_theme_work_by_keyboard(browser: Any, site: str) -> None:
    with opened(browser) as (page, watched):
        drawn(page, site, "index")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("/")
        page.keyboard.type("app_name maxlength")
        page.wait_for_selector("#found a")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/clauses.html#c-*")
        target = page.locator("tr:target")
        assert "at most 50 characters" in target.text_content()
        assert target.is_visible()
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.focus("#theme")
        page.keyboard.press("Enter")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
        drawn(page, site, "reference")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"

    assert watched.complaints == []


@pytest.mark.parametrize("name", [it for it in PAGES if it != "reference"])
def test_without_scripts_the_text_is_there(name: str, browser: Any, site: str) -> None:
    with opened(browser, java_script_enabled=False) as (page, _):
        page.goto(f"{site}/{name}.html")

        assert page.locator("h1").is_visible()
        assert page.locator("main :is(h2, p, li, td):visible").count() > 1
        assert not page.locator("#theme").is_visible()


def test_without_scripts_the_reference_leads_to_the_text(browser: Any, site: str) -> None:
    with opened(browser, java_script_enabled=False) as (page, _):
        page.goto(f"{site}/reference.html")
        page.click("#waiting a")

        assert page.locator("text=DELETE").first.is_visible()


def test_a_copied_example_is_the_example(browser: Any, site: str) -> None:
    with opened(browser) as (page, _):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        drawn(page, site, "operations")
        page.locator(".copy:visible").first.click()
        page.wait_for_selector("text=/Copied|Selected/")
        selected = page.evaluate("getSelection().toString() || navigator.clipboard.readText()")

    assert selected == "curl -i 'https://x.example'"
