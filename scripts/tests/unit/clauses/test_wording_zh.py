"""A keyword without a Chinese sentence keeps its English one."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.clauses import clauses_of, wording_zh
from clausebook.docs.languages import language
from fakes.keyword_cases import CASES, document_of


def test_a_clause_without_a_chinese_sentence_has_its_english_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(case for case in CASES if case.id == "maxLength")
    clause = next(c for c in clauses_of(document_of([case], tmp_path)) if c.keyword == "maxLength")
    monkeypatch.delitem(wording_zh._KEYWORDS, "maxLength")

    assert language("zh").sentence(clause) == clause.sentence
    assert language("zh").limit("maxLength", 3) == "has at most 3 characters"
