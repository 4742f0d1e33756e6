r"""Translates the patterns of OpenAPI (ECMA-262) to Python's syntax.

The two differ in `$`, `\d`, `\w`, `\s`, `.`, code points, named groups and empty classes.
"""

from __future__ import annotations

import re
import warnings

_DIGIT, _WORD = "0-9", "A-Za-z0-9_"
_SPACE = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CHARACTER_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_NO_LINE_TERMINATOR = r"[^\n\r\u2028\u2029]"
_CODE_POINT = re.compile(r"\\u(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{4}))|\\x([0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"\\c([A-Za-z])")
_NAMED_GROUP = re.compile(r"\(\?<([A-Za-z_$][\w$]*)>")
_NAMED_REFERENCE = re.compile(r"\\k<([A-Za-z_$][\w$]*)>")


def python_pattern(pattern: str) -> str | None:
    """The equivalent pattern for `re.search`; None if Python cannot express it."""
    try:
        translated = _Translation(pattern).translate()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(translated)
    except (re.error, ValueError, IndexError, OverflowError, RecursionError, FutureWarning):
        return None
    return translated


class _Translation:
    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._position = 0

    def translate(self) -> str:
        parts = []
        while self._position < len(self._text):
            parts.append(self._next_token())
        return "".join(parts)

    def _next_token(self) -> str:
        character = self._text[self._position]
        if character == "\\":
            return self._escape(in_class=False)
        if character == "[":
            return self._character_class()
        if named := _NAMED_GROUP.match(self._text, self._position):
            self._position = named.end()
            return f"(?P<{named[1].replace('$', '_')}>"
        self._position += 1
        return {"$": r"\Z", ".": _NO_LINE_TERMINATOR}.get(character, character)

    def _escape(self, in_class: bool) -> str:
        text = self._text
        if code_point := _CODE_POINT.match(text, self._position):
            self._position = code_point.end()
            return re.escape(chr(int(code_point[1] or code_point[2] or code_point[3], 16)))
        if control := _CONTROL.match(text, self._position):
            self._position = control.end()
            return f"\\x{ord(control[1].upper()) - 64:02x}"
        if name := _NAMED_REFERENCE.match(text, self._position):
            self._position = name.end()
            return f"(?P={name[1].replace('$', '_')})"
        character = text[self._position + 1]
        self._position += 2
        if character.lower() in _CHARACTER_CLASSES:
            characters = _CHARACTER_CLASSES[character.lower()]
            if character.islower():
                return characters if in_class else f"[{characters}]"
            if in_class:
                raise ValueError(character)  # a negated set inside a class
            return f"[^{characters}]"
        if character in "bB" and not in_class:
            word_boundary = f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))"
            return word_boundary if character == "b" else f"(?!{word_boundary})"
        if character == "b":
            return r"\x08"
        if character == "0":
            return r"\x00"
        if character in "nrtfv" or character.isdigit():
            return f"\\{character}"
        if character.isalpha():
            raise ValueError(character)  # \p{...}, or an undefined escape
        return re.escape(character)

    def _character_class(self) -> str:
        self._position += 1
        negated = self._text.startswith("^", self._position)
        self._position += negated
        parts = []
        while self._text[self._position] != "]":
            character = self._text[self._position]
            if character == "\\":
                parts.append(self._escape(in_class=True))
            else:
                self._position += 1
                parts.append(f"\\{character}" if character in "[&~|" else character)
        self._position += 1
        characters = "".join(parts).replace("--", r"-\-")
        if not characters:
            return r"[\s\S]" if negated else r"(?!)"
        return f"[{'^' if negated else ''}{characters}]"
