"""Translations beside a document: missing and stale ones, and invalid files."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.errors import CannotRun
from clausebook.openapi import load
from lint_rules import every_text_is_translated

SPEC = """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /things:
    get:
      summary: List things
      responses:
        "200":
          description: All of
            them.
          content:
            application/json:
              schema:
                properties: {description: {type: string, description: A word.}}
              example: {description: no text of ours}
"""
WHOLE = "\n".join(
    f"- {{text: {text}, translation: 译}}"
    for text in ("Things", "List things", "All of them.", "A word.")
)


def findings(folder: Path, translations: str) -> list[str]:
    (folder / "things.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "translations.zh.yaml").write_text(translations, encoding="utf-8")
    return [str(found) for found in every_text_is_translated(load(folder / "things.yaml"))]


def test_a_document_with_every_text_translated_has_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path, WHOLE) == []


def test_a_text_without_a_translation_is_a_finding_with_its_place(tmp_path: Path) -> None:
    found = findings(tmp_path, WHOLE.replace("All of them.", "All of it."))

    assert len(found) == 2
    assert "things.yaml:9:" in found[0]
    assert "an entry for 'All of them.'" in found[0]
    assert "does not have (any more)" in found[1]
    assert "All of it." in found[1]


def test_an_empty_translation_is_none(tmp_path: Path) -> None:
    found = findings(
        tmp_path, WHOLE.replace("A word., translation: 译", "A word., translation: ''")
    )

    assert len(found) == 1
    assert "'A word.'" in found[0]


def test_without_a_file_nothing_is_demanded(tmp_path: Path) -> None:
    (tmp_path / "things.yaml").write_text(SPEC, encoding="utf-8")

    assert list(every_text_is_translated(load(tmp_path / "things.yaml"))) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: b", "entry 1"),
        ("- {text: a}", "entry 1"),
        ("- {text: a, translation: b}\n- {text: 1, translation: b}", "entry 2"),
        ("- [", "cannot read"),
    ],
)
def test_a_file_that_holds_no_translations_cannot_be_used(
    text: str, part: str, tmp_path: Path
) -> None:
    with pytest.raises(CannotRun, match=part):
        findings(tmp_path, text)
