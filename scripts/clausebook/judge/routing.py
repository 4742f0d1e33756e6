"""Which operation a request is for: templates matched, concrete paths first (OAS 3.1, 4.8.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from clausebook.clauses.key import template_names
from clausebook.openapi import Document, Operation

_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")


class Router:
    """Finds the operation of a method and a path."""

    def __init__(self, document: Document) -> None:
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in document.operations:
            by_path.setdefault(operation.path, {})[operation.method] = operation
        self._concrete = {
            _literal(path): (path, methods) for path, methods in by_path.items() if "{" not in path
        }
        self._templates = [
            (_pattern(path), template_names(path), path, methods)
            for path, methods in by_path.items()
            if "{" in path
        ]
        # More literal text first: /a/{b}/c before /a/{b}/{c}.
        self._templates.sort(key=lambda entry: len(entry[1]))

    def find(
        self, method: str, path: str
    ) -> tuple[Operation | None, str | None, Mapping[str, str]]:
        """The operation, the path template, and the raw path values.

        An undocumented method on a documented path has a template but no operation.
        """
        normal = _normal(path)
        if normal in self._concrete:
            template, methods = self._concrete[normal]
            return methods.get(method), template, {}
        first: tuple[str, Mapping[str, str]] | None = None
        for pattern, names, template, methods in self._templates:
            match = pattern.fullmatch(path) or pattern.fullmatch(normal)
            if match:
                values = dict(zip(names, match.groups(), strict=True))
                if method in methods:
                    return methods[method], template, values
                first = first or (template, values)
        return (None, *first) if first else (None, None, {})


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"\{[^{}]*\}", path)
    return re.compile("([^/]+)".join(re.escape(_literal(piece)) for piece in pieces))


def _literal(piece: str) -> str:
    """Text of a path template as it is sent."""
    return _normal(quote(piece, safe="/%:@!$&'()*+,;="))


def _normal(path: str) -> str:
    """The path with no octet encoded that needs none (RFC 3986, 6.2.2.1 and 6.2.2.2)."""
    return _ENCODED.sub(_decoded, path) if "%" in path else path


def _decoded(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    needs_none = character.isascii() and (character.isalnum() or character in "-._~")
    return character if needs_none else match[0].upper()
