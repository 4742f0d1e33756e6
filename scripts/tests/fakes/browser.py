"""Chromium for the tests of the site; skips them if it is not installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SIZES = {"desktop": (1440, 900), "tablet": (820, 1100), "phone": (390, 844)}
# Root needs the first; the others disable Chromium's own requests.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Watched:
    """The console messages, errors and requests of a page."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def elsewhere(self, base: str) -> list[str]:
        """The requests to other URLs than the site's."""
        return [url for url in self.requests if not url.startswith((base, "data:", "blob:"))]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; skips the test with the reason if it is not installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("chromium is not installed; CHROMIUM may name another place")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Any, size: str = "desktop", theme: str = "light", **more: Any) -> Iterator[Any]:
    """A page in a fresh profile, and its recorded messages and requests."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, **more
    )
    try:
        page, watched = context.new_page(), Watched()
        page.set_default_timeout(15_000)
        page.on("console", lambda it: watched.complaints.append(f"{it.type}: {it.text}"))
        page.on("pageerror", lambda it: watched.complaints.append(f"error: {it}"))
        page.on("request", lambda it: watched.requests.append(it.url))
        yield page, watched
    finally:
        context.close()


def serious_issues(page: Any) -> list[str]:
    """The accessibility violations that axe-core rates serious or critical."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    page.evaluate((Path(package.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{it['id']}: {node['target']} {node['failureSummary']}"
        for it in found
        if it["impact"] in ("serious", "critical")
        for node in it["nodes"]
    ]
