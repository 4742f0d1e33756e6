"""CONTRACT.md in both languages: every clause has its source, and diffs stay small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clausebook.clauses import clauses_of
from clausebook.clauses.wording_zh import chinese
from clausebook.config.settings import find_settings
from clausebook.docs import contract_files
from clausebook.docs.markdown import slug
from clausebook.openapi import Document, load

OURS = find_settings(Path(__file__).parent).spec


def edition(document: Document, name: str = "CONTRACT.md") -> str:
    return contract_files(document)[name].decode()


def beside(folder: Path, text: str) -> Document:
    for path in OURS.parent.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / OURS.name).write_text(text, encoding="utf-8")
    return load(folder / OURS.name)


@pytest.mark.parametrize("name", ["CONTRACT.md", "CONTRACT.zh.md"])
def test_every_clause_stands_in_each_edition_with_its_source(name: str) -> None:
    document = load(OURS)
    text = edition(document, name)

    for clause in clauses_of(document):
        key = clause.key.replace("|", "\\|")
        rows = [line for line in text.splitlines() if f"| `{key}` |" in line]
        assert len(rows) == 1
        assert not rows[0].endswith("| not stated |")


@pytest.mark.parametrize("name", ["CONTRACT.md", "CONTRACT.zh.md"])
def test_every_anchor_leads_to_a_heading(name: str) -> None:
    text = edition(load(OURS), name)
    headings = {slug(line.lstrip("# ")) for line in text.splitlines() if line.startswith("#")}
    anchors = set(re.findall(r"\]\(#([^)]+)\)", text))

    assert anchors
    assert anchors <= headings


def test_a_changed_clause_changes_only_the_lines_about_it(tmp_path: Path) -> None:
    text = OURS.read_text("utf-8")
    old = edition(beside(tmp_path, text)).splitlines()
    new = edition(beside(tmp_path, text.replace("maxLength: 50", "maxLength: 40"))).splitlines()
    changed = [line for line in new if line not in old]

    assert len(old) == len(new)
    assert len(changed) == 2
    assert all("app_name" in line and "40 characters" in line for line in changed)


def test_an_error_is_listed_by_code_with_what_to_do() -> None:
    lines = edition(load(OURS)).splitlines()
    row = next(line for line in lines if line.startswith("| 429 | `DIS.4303` |"))

    assert row.endswith(
        "| Wait as long as Retry-After says, longer each time without it, then repeat. |"
    )


def test_every_clause_has_a_sentence_in_chinese() -> None:
    for clause in clauses_of(load(OURS)):
        told = chinese(clause)
        assert re.search(r"[\u4e00-\u9fff]", told)
        assert told.endswith("。")
        assert told.count("`") % 2 == 0
