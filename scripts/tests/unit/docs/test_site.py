"""The site as files: its links, its evidence, and that it loads nothing from other hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clausebook.docs.evidence import read_evidence, read_score
from clausebook.docs.site import site_files, write_site
from clausebook.errors import CannotRun
from clausebook.report import render
from fakes.documented_sites import (
    SCRIPT,
    Page,
    broken_links,
    hostile,
    large,
    make_site,
    settings_of,
    write_document,
)
from fakes.reports import compared, judged


def report(folder: Path, **changed: Any) -> Path:
    data = {**judged().as_data(), **changed}
    path = folder / "guard.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize("data", [hostile(), large(12)], ids=["hostile", "large"])
def test_every_link_of_another_document_resolves(data: dict[str, Any], tmp_path: Path) -> None:
    site = make_site(write_document(tmp_path, data), tmp_path)

    assert list(broken_links(site)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"clauses": [{"key": "a", "verdict": "fine", "guarded_by": []}]},
        {"clauses": [{"key": "a"}]},
        {"clauses": 5},
        {"stages": [{}]},
        {"version": 1},
    ],
    ids=["a verdict", "half a clause", "not a list", "a bare stage", "an old version"],
)
def test_a_file_that_is_not_a_report_cannot_be_used(
    changed: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(CannotRun, match=r"guard\.json is (no|a) report of (clausebook|version 1)"):
        read_evidence(report(tmp_path, **changed))


def test_a_comparison_is_no_evidence(tmp_path: Path) -> None:
    path = tmp_path / "diff.json"
    path.write_text(render(compared(), "json"), encoding="utf-8")

    with pytest.raises(CannotRun, match=r"diff\.json is a report of diff"):
        read_evidence(path)
    with pytest.raises(CannotRun, match=r"diff\.json has no mutants"):
        read_score(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"score": 5}'])
def test_a_file_that_is_not_a_report_of_prove_cannot_be_used(text: str, tmp_path: Path) -> None:
    path = tmp_path / "prove.json"
    path.write_text(text)

    with pytest.raises(CannotRun, match=r"prove\.json"):
        read_score(path)


def test_nothing_of_a_hostile_document_is_an_element(tmp_path: Path) -> None:
    site = make_site(write_document(tmp_path, hostile()), tmp_path)

    assert SCRIPT.replace("<", "&lt;").replace(">", "&gt;") in (site / "index.html").read_text()
    for path in site.glob("*.html"):
        for tag, given in Page(path.read_text("utf-8")).elements:
            assert tag not in ("img", "iframe", "object", "embed")
            assert tag != "script" or str(given.get("src")).endswith(".js")
            assert not [name for name in given if name.startswith("on")]
            assert not str(given.get("href", "")).startswith("javascript:")


def test_the_second_site_replaces_the_first(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    document = write_document(tmp_path / "spec", large(4))
    files = site_files(document, settings_of(document, tmp_path), ())
    write_site({**files, "old.html": "old"}, tmp_path / "site")
    write_site(files, tmp_path / "site")

    assert {path.name for path in (tmp_path / "site").iterdir()} == set(files)
    assert [path.name for path in tmp_path.iterdir() if path.name != "spec"] == ["site"]


def test_a_folder_that_is_not_a_site_is_left_unchanged(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")

    with pytest.raises(CannotRun, match="no site of clausebook"):
        write_site({"index.html": ""}, tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "dear"
