"""Texts and values of a document as safe Python literals and docstrings."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable
from typing import Any

_WIDTH = 92


def literal(value: Any) -> str:
    """The value as a Python literal.

    Raises:
        ValueError: its `repr` is no literal of the same value, such as that of infinity.
    """
    text = repr(value)
    try:
        same = ast.literal_eval(text) == value
    except (ValueError, SyntaxError):
        same = False
    if not same:
        raise ValueError(f"{text} is not a Python literal")
    return text


def docstring(paragraphs: Iterable[str], indent: str = "") -> str:
    """The paragraphs as a docstring, wrapped unless they have line ends."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += ["", *_wrapped(paragraph, _WIDTH - len(indent))]
    inner = f"\n{indent}".join(map(_escaped, lines[1:]))
    inner = "\n".join(line.rstrip() for line in inner.split("\n"))
    end = f"\n{indent}" if "\n" in inner else ""
    source = f'"""{inner}{end}"""'
    if not isinstance(ast.literal_eval(source), str):
        raise ValueError(f"{source} is not a string")
    return source


def one_line(text: Any) -> str:
    """The text on one line, without unprintable characters."""
    return "".join(filter(str.isprintable, " ".join(str(text).split())))


def _wrapped(paragraph: str, width: int) -> list[str]:
    if paragraph.startswith("    ") or "\n" in paragraph:
        return paragraph.split("\n")
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]


def _escaped(line: str) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in line).replace("\\", "\\\\")
    return shown.replace('"', '\\"') if '"""' in shown or shown.endswith('"') else shown
