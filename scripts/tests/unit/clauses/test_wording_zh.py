"""A keyword without a Chinese sentence keeps its English one."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.clauses import clauses_of, wording_zh
from clausebook.docs import languages
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


def test_a_part_without_a_wording_is_said_in_english_and_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(case for case in CASES if case.id == "then-false")
    clause = next(c for c in clauses_of(document_of([case], tmp_path)) if "/then/" in c.key)
    monkeypatch.delitem(wording_zh._PARTS_WITHOUT_NAME, "then")

    assert language("zh").sentence(clause) == clause.sentence


def test_a_word_of_the_site_that_is_missing_is_shown_in_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    english = languages._words("en")
    monkeypatch.setattr(languages, "_words", lambda code: {"en": english, "zh": {}}[code])

    assert language.__wrapped__("zh").words == english
