r"""Patterns with `\p{...}` or `\u{...}` as Python reads them, for the making of texts alone.

Each class stands for some of its characters only, and one character stays one. What is made of
such a pattern is held against the judge's own matcher before anybody sees it.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:([pP])\{([^{}]*)\}|u\{([0-9A-Fa-f]+)\}|.)", re.DOTALL)
_LETTERS, _CAPITALS, _SMALL = "A-Za-z\u00e9", "A-Z", "a-z\u00e9"
_DIGITS, _MARKS, _BLANKS = "0-9", "\u0301", " "
_PUNCTUATION, _SYMBOLS, _CONTROLS = r"!-#%-*,\-./:;?@_", r"$+<=>^`|~", "\\t\\n"
_BY_NAME = {
    "l": _LETTERS,
    "letter": _LETTERS,
    "alphabetic": _LETTERS,
    "alpha": _LETTERS,
    "lu": _CAPITALS,
    "uppercase": _CAPITALS,
    "uppercase_letter": _CAPITALS,
    "ll": _SMALL,
    "lowercase": _SMALL,
    "lowercase_letter": _SMALL,
    "lo": "\u3042",
    "lt": "\u01c5",
    "lm": "\u02b0",
    "m": _MARKS,
    "mn": _MARKS,
    "mark": _MARKS,
    "n": _DIGITS,
    "nd": _DIGITS,
    "number": _DIGITS,
    "p": _PUNCTUATION,
    "punctuation": _PUNCTUATION,
    "po": "!-#%-',./:;?@",
    "pd": r"\-",
    "ps": "(",
    "pe": ")",
    "pc": "_",
    "s": _SYMBOLS,
    "symbol": _SYMBOLS,
    "sc": "$",
    "sm": "+<=>|~",
    "z": _BLANKS,
    "zs": _BLANKS,
    "separator": _BLANKS,
    "white_space": _BLANKS,
    "c": _CONTROLS,
    "cc": _CONTROLS,
    "any": " -~",
    "ascii": " -~",
    "emoji": "\U0001f600",
    "latin": _LETTERS,
    "greek": "\u03b1-\u03c9",
    "cyrillic": "\u0430-\u044f",
    "han": "\u4e00-\u4e10",
    "hiragana": "\u3042-\u3050",
    "arabic": "\u0627-\u062a",
}
_OTHERS = {"l": r"0-9 .\-", "n": r"A-Za-z .\-", "p": "A-Za-z0-9", "z": "A-Za-z0-9"}


def readable(pattern: str) -> str:
    """The pattern with each such class as a set of some of its characters."""
    found: list[str] = []
    at = depth = 0
    for escape in _ESCAPE.finditer(pattern):
        before = pattern[at : escape.start()]
        found.append(before)
        depth = _within(before, depth)
        found.append(_spelled(escape, bool(depth)))
        at = escape.end()
    return "".join([*found, pattern[at:]])


def _within(text: str, depth: int) -> int:
    """Whether the end of this text stands within square brackets, 1 or 0."""
    for sign in text:
        if sign == "[":
            depth = 1
        elif sign == "]":
            depth = 0
    return depth


def _spelled(escape: re.Match[str], inside: bool) -> str:
    letter, name, point = escape.groups()
    if point is not None:
        return re.escape(chr(int(point, 16)))
    if letter is None:
        return escape[0]
    short = name.rpartition("=")[2].lower()
    known = _BY_NAME.get(short, _LETTERS)
    if letter == "p":
        return known if inside else f"[{known}]"
    return _OTHERS.get(short[:1], "A-Za-z0-9") if inside else f"[^{known}]"
