r"""Patterns of ECMA-262, which OpenAPI means, as Python spells them.

They differ in `$`, `\d`, `\w`, `\s`, `.`, code points, named groups and classes of nothing.
"""

from __future__ import annotations

import re
import warnings

_DIGIT, _WORD = "0-9", "A-Za-z0-9_"
_SPACE = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SETS = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_NO_LINE_END = r"[^\n\r\u2028\u2029]"
_CODE_POINT = re.compile(r"\\u(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{4}))|\\x([0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"\\c([A-Za-z])")
_NAMED = re.compile(r"\(\?<([A-Za-z_$][\w$]*)>")
_NAME_OF = re.compile(r"\\k<([A-Za-z_$][\w$]*)>")


def python_pattern(pattern: str) -> str | None:
    """The same pattern for `re.search`; None where Python cannot express it."""
    try:
        written = _Translation(pattern).whole()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(written)
    except (re.error, ValueError, IndexError, OverflowError, RecursionError, FutureWarning):
        return None
    return written


class _Translation:
    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def whole(self) -> str:
        parts = []
        while self._at < len(self._text):
            parts.append(self._next())
        return "".join(parts)

    def _next(self) -> str:
        sign = self._text[self._at]
        if sign == "\\":
            return self._escape(within=False)
        if sign == "[":
            return self._class()
        if named := _NAMED.match(self._text, self._at):
            self._at = named.end()
            return f"(?P<{named[1].replace('$', '_')}>"
        self._at += 1
        return {"$": r"\Z", ".": _NO_LINE_END}.get(sign, sign)

    def _escape(self, within: bool) -> str:
        rest = self._text
        if point := _CODE_POINT.match(rest, self._at):
            self._at = point.end()
            return re.escape(chr(int(point[1] or point[2] or point[3], 16)))
        if control := _CONTROL.match(rest, self._at):
            self._at = control.end()
            return f"\\x{ord(control[1].upper()) - 64:02x}"
        if name := _NAME_OF.match(rest, self._at):
            self._at = name.end()
            return f"(?P={name[1].replace('$', '_')})"
        sign = rest[self._at + 1]
        self._at += 2
        if sign.lower() in _SETS:
            inner = _SETS[sign.lower()]
            if sign.islower():
                return inner if within else f"[{inner}]"
            if within:
                raise ValueError(sign)  # a negated set inside a class
            return f"[^{inner}]"
        if sign in "bB" and not within:
            edge = f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))"
            return edge if sign == "b" else f"(?!{edge})"
        if sign == "b":
            return r"\x08"
        if sign == "0":
            return r"\x00"
        if sign in "nrtfv" or sign.isdigit():
            return f"\\{sign}"
        if sign.isalpha():
            raise ValueError(sign)  # \p{...}, and what has no meaning
        return re.escape(sign)

    def _class(self) -> str:
        self._at += 1
        negated = self._text.startswith("^", self._at)
        self._at += negated
        parts = []
        while self._text[self._at] != "]":
            sign = self._text[self._at]
            if sign == "\\":
                parts.append(self._escape(within=True))
            else:
                self._at += 1
                parts.append(f"\\{sign}" if sign in "[&~|" else sign)
        self._at += 1
        inner = "".join(parts).replace("--", r"-\-")
        if not inner:
            return r"[\s\S]" if negated else r"(?!)"
        return f"[{'^' if negated else ''}{inner}]"
