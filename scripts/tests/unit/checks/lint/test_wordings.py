"""A keyword without a Chinese sentence is one note that names it."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.checks.configured import built_in_checks
from clausebook.checks.lint_run import lint_findings
from clausebook.checks.registry import Kind
from clausebook.clauses import wording_zh
from clausebook.errors import Level
from fakes.keyword_cases import CASES, KeywordCase, document_of

(RULE,) = (it for it in built_in_checks(Kind.LINT) if it.check.id == "wording/chinese")


def _cases(*names: str) -> list[KeywordCase]:
    return [case for case in CASES if case.id in names]


def test_every_keyword_has_a_chinese_sentence(tmp_path: Path) -> None:
    cases = [case for case in CASES if case.version == "3.1.0"]

    assert lint_findings(RULE, document_of(cases, tmp_path)) == ()


@pytest.mark.parametrize(
    ("table", "keyword"),
    [
        pytest.param(wording_zh._KEYWORDS, "maxLength", id="sentence of a keyword"),
        pytest.param(wording_zh._PARTS_WITHOUT_NAME, "then", id="name of a part"),
    ],
)
def test_a_missing_sentence_is_one_note_that_names_the_keyword(
    table: dict[str, object], keyword: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(table, keyword)

    [finding] = lint_findings(RULE, document_of(_cases("maxLength", "then"), tmp_path))

    assert finding.level is Level.NOTE
    assert f"the Chinese sentence for {keyword} is missing; English is shown" in finding.message
