"""Markdown for a code host: texts of a document as cells, paragraphs and code that stay inert.

Descriptions are CommonMark by OpenAPI's own rule and keep their marks; HTML and images lose theirs.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_MARKS = re.compile(r"[\\*_\[\]~`]")
_SLUG = re.compile(r"[^\w\- ]")
_BLOCK = re.compile(r"^(\s*)(#|>|\||={3,}$|-{3,}$)", re.MULTILINE)


def cell(text: str) -> str:
    """A text within a table: on one line, with no column border in it."""
    # Within a table even code must not hold a bare border (GFM, 4.10).
    return _inert(" ".join(str(text).split())).replace("|", "\\|")


def sentence(text: str) -> str:
    """A text of ours within a table: what it quotes is no Markdown, but for code in backticks."""
    told, last = "", 0
    line = " ".join(str(text).split())
    for found in _CODE.finditer(line):
        told += _MARKS.sub(r"\\\g<0>", line[last : found.start()]) + found[0]
        last = found.end()
    return cell(told + _MARKS.sub(r"\\\g<0>", line[last:]))


def paragraph(text: str) -> str:
    """A text of its own, paragraphs and lists kept; it cannot open a heading, quote or table."""
    return _BLOCK.sub(r"\1\\\2", _inert(str(text).strip()))


def code(text: str) -> str:
    """A text as code within a line or a table."""
    told = " ".join(str(text).split()).replace("|", "\\|")
    marks = "`" * (1 + max((len(run) for run in re.findall("`+", told)), default=0))
    blank = " " if told.startswith("`") or told.endswith("`") or not told else ""
    return f"{marks}{blank}{told}{blank}{marks}"


def block(text: str, language: str = "") -> str:
    """A text as a block of code, which nothing in it can end."""
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def slug(heading: str) -> str:
    """The anchor that code hosts give a heading of this text."""
    return _SLUG.sub("", heading.strip().lower()).replace(" ", "-")


def _inert(text: str) -> str:
    """HTML and images escaped outside of code, where they are text anyway."""
    told, last = "", 0
    for found in _CODE.finditer(text):
        told += _escaped(text[last : found.start()]) + found[0]
        last = found.end()
    return told + _escaped(text[last:])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[")
