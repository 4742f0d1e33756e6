"""The table of sources: every clause has one row, every row a clause and a source."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.clauses import clauses_of
from clausebook.errors import CannotRun
from clausebook.openapi import Document, load
from clausebook.report.finding import Finding
from lint_rules import every_clause_has_a_source

ROOT = Path(__file__).resolve().parents[1]
GOOD = (ROOT / "scripts" / "tests" / "documents" / "pets.yaml").read_text("utf-8")


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "pets.yaml"
    path.write_text(GOOD, "utf-8")
    return load(path, relative_to=tmp_path)


def sources_of(document: Document, *, without: str = "", extra: str = "") -> list[Finding]:
    rows = [f"| `{c.key}` | a page | |" for c in clauses_of(document) if c.key != without]
    table = [
        "# Sources",
        "",
        "| clause | source | fact |",
        "|---|---|---|",
        *rows,
        *([extra] * bool(extra)),
    ]
    document.path.with_name("SOURCES.md").write_text("\n".join(table) + "\n", "utf-8")
    return list(every_clause_has_a_source(document))


def test_a_document_without_a_table_of_sources_promises_none(document: Document) -> None:
    assert list(every_clause_has_a_source(document)) == []


def test_a_complete_table_of_sources_is_silent(document: Document) -> None:
    assert sources_of(document) == []


def test_a_clause_without_a_row_is_named_with_both_places(document: Document) -> None:
    missing = "GET /pets/{} path 1 /maxLength"

    [finding] = sources_of(document, without=missing)

    assert finding.clause == missing
    last = len(clauses_of(document)) + 3
    assert finding.message.startswith(f"SOURCES.md:{last}: no row")
    line = GOOD[: GOOD.index("maxLength: 8")].count("\n") + 1
    assert f"pets.yaml:{line}:" in finding.message


@pytest.mark.parametrize(
    ("row", "key", "message"),
    [
        pytest.param(
            "| `GET /cats operation` | a page | |", "GET /cats operation", "not have", id="stale"
        ),
        pytest.param(
            "| GET /pets/{} operation | a | |", "GET /pets/{} operation", "second", id="twice"
        ),
        pytest.param(
            r"| `GET /a\|b operation` | x |", "GET /a|b operation", "not have", id="escaped"
        ),
    ],
)
def test_a_row_that_is_stale_or_doubled_is_named_with_its_line(
    row: str, key: str, message: str, document: Document
) -> None:

    [finding] = sources_of(document, extra=row)

    assert finding.clause == key
    assert finding.message.startswith(f"SOURCES.md:{len(clauses_of(document)) + 5}: ")
    assert message in finding.message


def test_a_row_without_a_source_is_named(document: Document) -> None:
    key = "GET /pets/{} operation"

    [finding] = sources_of(document, without=key, extra=f"| `{key}` | | nothing |")

    assert (finding.clause, "no source" in finding.message) == (key, True)


def test_a_file_of_sources_without_a_table_cannot_be_judged(document: Document) -> None:
    document.path.with_name("SOURCES.md").write_text("# Sources\n", "utf-8")

    with pytest.raises(CannotRun, match="no table with the columns `clause` and `source`"):
        list(every_clause_has_a_source(document))
