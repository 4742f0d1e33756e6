"""A document's texts and values as Python source that can mean nothing but themselves."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable
from typing import Any

_WIDTH = 92


def literal(value: Any) -> str:
    """The value by its `repr`, which must read back as the same value.

    Raises:
        ValueError: it does not, as that of an infinite number.
    """
    text = repr(value)
    try:
        same = ast.literal_eval(text) == value
    except (ValueError, SyntaxError):
        same = False
    if not same:
        raise ValueError(f"{text} is no literal of Python")
    return text


def docstring(paragraphs: Iterable[str], indent: str = "") -> str:
    """The paragraphs as a docstring, wrapped but for those with line ends of their own."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += ["", *_wrapped(paragraph, _WIDTH - len(indent))]
    inner = f"\n{indent}".join(map(_escaped, lines[1:]))
    inner = "\n".join(line.rstrip() for line in inner.split("\n"))
    end = f"\n{indent}" if "\n" in inner else ""
    made = f'"""{inner}{end}"""'
    if not isinstance(ast.literal_eval(made), str):
        raise ValueError(f"{made} is no text")
    return made


def one_line(text: Any) -> str:
    """The text on one line, without what is not printable."""
    return "".join(filter(str.isprintable, " ".join(str(text).split())))


def _wrapped(paragraph: str, width: int) -> list[str]:
    if paragraph.startswith("    ") or "\n" in paragraph:
        return paragraph.split("\n")
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]


def _escaped(line: str) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in line).replace("\\", "\\\\")
    return shown.replace('"', '\\"') if '"""' in shown or shown.endswith('"') else shown
