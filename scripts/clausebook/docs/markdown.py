"""Escapes texts of a document for Markdown: cells, paragraphs and code.

Descriptions are CommonMark (OpenAPI) and keep their markup; HTML and images are escaped.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_MARKS = re.compile(r"[\\*_\[\]~`]")
_SLUG = re.compile(r"[^\w\- ]")
_BLOCK = re.compile(r"^(\s*)(#|>|\||={3,}$|-{3,}$)", re.MULTILINE)


def cell(text: str) -> str:
    """The text as a table cell: on one line, column borders escaped."""
    # In a table a border must be escaped even inside code (GFM, 4.10).
    return _inert(" ".join(str(text).split())).replace("|", "\\|")


def sentence(text: str) -> str:
    """A generated sentence as a table cell; only code in backticks is markup."""
    escaped, last = "", 0
    line = " ".join(str(text).split())
    for match in _CODE.finditer(line):
        escaped += _MARKS.sub(r"\\\g<0>", line[last : match.start()]) + match[0]
        last = match.end()
    return cell(escaped + _MARKS.sub(r"\\\g<0>", line[last:]))


def paragraph(text: str) -> str:
    """The text as paragraphs and lists; it cannot open a heading, quote or table."""
    return _BLOCK.sub(r"\1\\\2", _inert(str(text).strip()))


def code(text: str) -> str:
    """The text as inline code, also in a table."""
    line = " ".join(str(text).split()).replace("|", "\\|")
    marks = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    blank = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{marks}{blank}{line}{blank}{marks}"


def block(text: str, language: str = "") -> str:
    """The text as a code block, with a fence longer than any in the text."""
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def slug(heading: str) -> str:
    """The anchor that code hosts give a heading of this text."""
    return _SLUG.sub("", heading.strip().lower()).replace(" ", "-")


def _inert(text: str) -> str:
    """The text with HTML and images escaped outside of code."""
    escaped, last = "", 0
    for match in _CODE.finditer(text):
        escaped += _escaped(text[last : match.start()]) + match[0]
        last = match.end()
    return escaped + _escaped(text[last:])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[")
