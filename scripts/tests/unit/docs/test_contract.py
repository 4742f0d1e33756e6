"""CONTRACT.md: its content, and that texts of a document stay inert in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.clauses import clauses_of
from clausebook.clauses.wording_zh import chinese
from clausebook.docs import contract_files
from clausebook.openapi import Document
from fakes.documented_sites import SCRIPT, hostile, write_document
from markdown_it import MarkdownIt


def edition(document: Document, name: str = "CONTRACT.md") -> str:
    return contract_files(document)[name].decode()


def test_an_error_without_advice_in_the_document_has_the_advice_of_the_rfc(tmp_path: Path) -> None:
    responses = {"204": {"description": "Gone."}, "409": {"description": "Busy."}}
    paths = {"/a": {"delete": {"responses": responses}}}
    info = {"title": "A", "version": "1"}
    text = edition(write_document(tmp_path, {"openapi": "3.1.0", "info": info, "paths": paths}))

    assert "| 409 |  | Busy. | Read the current state, resolve the conflict" in text


def test_no_html_of_a_hostile_document_is_markup(tmp_path: Path) -> None:
    text = edition(write_document(tmp_path, hostile()))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inner = [child for token in tokens for child in token.children or []]

    assert SCRIPT in text.replace("&lt;", "<")
    assert not [token for token in tokens if token.type == "html_block"]
    assert not [token.content for token in inner if token.type in ("html_inline", "image")]


def test_a_text_with_a_column_border_keeps_the_columns_of_its_table(tmp_path: Path) -> None:
    data = hostile()
    data["paths"]["/harm"]["get"]["parameters"][0]["description"] = "a | b\n| c \\| d `x|y`"
    text = edition(write_document(tmp_path, data))
    html = MarkdownIt("commonmark").enable("table").render(text)
    rows = [row for row in html.split("<tr>") if "a | b" in row]

    assert len(rows) == 1
    assert rows[0].count("<td>") == 7


@pytest.mark.parametrize(
    ("keyword", "value", "part"),
    [
        ("maxLength", 5, "最多 5 个字符"),
        ("minItems", 2, "至少 2 项"),
        ("enum", ["a"], '等于 "a"'),
        ("exclusiveMinimum", 0, "大于 0"),
        ("uniqueItems", True, "没有重复的项"),
    ],
)
def test_a_keyword_is_worded_in_chinese(
    keyword: str, value: object, part: str, tmp_path: Path
) -> None:
    inner = {"type": "array", "items": {keyword: value}}
    schema = {"type": "object", "properties": {"list": inner}}
    content = {"application/json": {"schema": schema}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"204": {"description": "Done."}},
    }
    info = {"title": "A", "version": "1"}
    data = {"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": operation}}}
    document = write_document(tmp_path, data)
    told = [chinese(clause) for clause in clauses_of(document) if clause.keyword == keyword]

    assert told == [f"请求体中的 `list` 的每一项{part}。"]
