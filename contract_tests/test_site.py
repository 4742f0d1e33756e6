"""The site of this contract: its links, its evidence, its size."""

from __future__ import annotations

from pathlib import Path

from clausebook.clauses import clauses_of
from clausebook.config.settings import find_settings
from clausebook.docs.pages import clause_anchor
from clausebook.docs.site import site_files
from clausebook.openapi import load
from clausebook.report import ClauseVerdict, MutantVerdict, Proof, Run, Stage, render
from fakes.documented_sites import (
    Page,
    broken_links,
    make_site,
    settings_of,
)

OURS = find_settings(Path(__file__).parent).spec

KEY = "DELETE /v2/{}/checkpoints query app_name /maxLength"


def report(folder: Path) -> Path:
    clause = ClauseVerdict(KEY, "/paths", "request", ("client", "provider"), "kept")
    stage = Stage("provider", "kept", 61, 812, 1.9)
    path = folder / "guard.json"
    run = Run(OURS.name, 1.9, [stage], [clause])
    path.write_text(render(run, "json"), encoding="utf-8")
    return path


def test_every_link_of_our_site_resolves(tmp_path: Path) -> None:
    site = make_site(load(OURS), tmp_path)

    assert sum(len(Page(path.read_text("utf-8")).links) for path in site.glob("*.html")) > 100
    assert list(broken_links(site)) == []


def test_each_clause_has_a_row_with_its_evidence(tmp_path: Path) -> None:
    document = load(OURS)
    files = site_files(document, settings_of(document, tmp_path), (), guard=report(tmp_path))
    page = files["clauses.html"]
    anchors = Page(page).anchors

    for clause in clauses_of(document):
        assert clause_anchor(clause.key) in anchors
    row = page[page.index(clause_anchor(KEY)) :].partition("</tr>")[0]
    assert "client, provider" in row
    assert 'data-state="kept"' in row
    other = page[page.index(clause_anchor(KEY.replace("max", "min"))) :].partition("</tr>")[0]
    assert 'data-state="not-judged"' in other
    assert "the report does not contain this clause" in other
    assert ">812<" in files["index.html"]


def test_without_a_report_the_pages_say_that_nothing_was_judged(tmp_path: Path) -> None:
    document = load(OURS)
    files = site_files(document, settings_of(document, tmp_path), ())

    assert "Not judged: no report" in files["index.html"]
    assert "Not judged: no report" in files["clauses.html"]
    assert 'data-state="kept"' not in files["clauses.html"]
    assert "no report of <code>prove</code>" in files["index.html"]


def test_the_score_and_the_surviving_mutants_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "prove.json"
    survivor = MutantVerdict(KEY, "51 characters are taken", "app_name=aa", "provider", False, "")
    run = Run(OURS.name, proof=Proof([survivor], []))
    path.write_text(render(run, "json"), encoding="utf-8")
    document = load(OURS)
    page = site_files(document, settings_of(document, tmp_path), (), prove=path)["index.html"]

    assert "<strong>1</strong> survived" in page
    assert "51 characters are taken" in page


def test_pages_name_no_host_to_load_from(tmp_path: Path) -> None:
    site = make_site(load(OURS), tmp_path)

    assert "cdn.redoc.ly" not in (site / "redoc.standalone.js").read_text("utf-8")
    for path in site.glob("*.html"):
        loaded = [
            given.get("src") or given.get("href") or ""
            for tag, given in Page(path.read_text("utf-8")).elements
            if tag in ("script", "link")
        ]
        assert not [it for it in loaded if "//" in it]
    assert sum(path.stat().st_size for path in site.iterdir()) < 2_500_000
