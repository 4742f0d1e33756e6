"""The HTML page of a failing run in Chromium: three sizes, both themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from clausebook.report import Run, render
from fakes.browser import SIZES, chromium, opened, serious_issues
from fakes.reports import KEY, judged

LONG = "curl -X GET 'http://127.0.0.1/things?kind=" + "a" * 9000 + "'"


def failing() -> Run:
    """A failing run with words longer than a line everywhere."""
    run = judged()
    first, *findings = run.findings
    first = replace(first, message="b" * 300, expected="c" * 599, reproduce=LONG)
    clauses = list(run.clauses)
    clauses[2] = replace(clauses[2], why="d" * 2000)
    return replace(run, findings=[first, *findings], clauses=clauses, missing_facts=["e" * 300])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all of these tests."""
    with chromium() as started:
        yield started


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_fits_the_window_and_is_accessible(
    browser: Any, tmp_path: Path, size: str, theme: str
) -> None:
    path = tmp_path / "report.html"
    path.write_text(render(failing(), "html"), encoding="utf-8")
    with opened(browser, size, theme) as (page, watched):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        wide, shown = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        issues = serious_issues(page)

    assert wide <= shown
    assert issues == []
    assert [it for it in watched.complaints if "Content Security Policy" not in it] == []


def test_a_long_text_is_folded_but_complete() -> None:
    page = render(failing(), "html")

    assert (
        f"{escape(LONG[:240])}… ({len(LONG)} characters)</summary>{escape(LONG)}</details>" in page
    )
    assert f"<dd>{'c' * 599}</dd>" in page


def test_broken_clauses_come_first_in_their_operation() -> None:
    run = replace(judged(), clauses=judged().clauses[::-1])
    rows = render(run, "html").partition("One by one")[2]

    assert rows.index(escape(KEY)) < rows.index("GET /things/{} response 200")
