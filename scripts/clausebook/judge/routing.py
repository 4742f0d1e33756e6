"""Finds the operation of a request: concrete paths before path templates (OAS 3.1, 4.8.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from clausebook.clauses.key import template_names
from clausebook.openapi import Document, Operation

_PERCENT_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")


class RouteMatch(NamedTuple):
    """The operation that a method and a path match.

    An undocumented method on a documented path has a template but no operation. The path values are
    still percent-encoded.
    """

    operation: Operation | None
    template: str | None
    path_values: Mapping[str, str]


class Router:
    """Finds the operation of a method and a path."""

    def __init__(self, document: Document) -> None:
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in document.operations:
            by_path.setdefault(operation.path, {})[operation.method] = operation
        self._concrete = {
            _as_sent(path): (path, methods) for path, methods in by_path.items() if "{" not in path
        }
        self._templates = [
            (_pattern(path), template_names(path), path, methods)
            for path, methods in by_path.items()
            if "{" in path
        ]
        # Fewer parameters first: /a/{b}/c before /a/{b}/{c}.
        self._templates.sort(key=lambda entry: len(entry[1]))

    def find(self, method: str, path: str) -> RouteMatch:
        """The match of a request; its path has no server's path prefix."""
        normalized = _normalized(path)
        if normalized in self._concrete:
            template, methods = self._concrete[normalized]
            return RouteMatch(methods.get(method), template, {})
        without_method: RouteMatch | None = None
        for pattern, names, template, methods in self._templates:
            match = pattern.fullmatch(path) or pattern.fullmatch(normalized)
            if match:
                path_values = dict(zip(names, match.groups(), strict=True))
                if method in methods:
                    return RouteMatch(methods[method], template, path_values)
                without_method = without_method or RouteMatch(None, template, path_values)
        return without_method or RouteMatch(None, None, {})


def _pattern(template: str) -> re.Pattern[str]:
    literals = re.split(r"\{[^{}]*\}", template)
    return re.compile("([^/]+)".join(re.escape(_as_sent(literal)) for literal in literals))


def _as_sent(literal: str) -> str:
    """The literal text of a path template, percent-encoded as in a request."""
    return _normalized(quote(literal, safe="/%:@!$&'()*+,;="))


def _normalized(path: str) -> str:
    """The path without percent-encoded unreserved characters (RFC 3986, 6.2.2.1 and 6.2.2.2)."""
    return _PERCENT_ENCODED.sub(_decode_unreserved, path) if "%" in path else path


def _decode_unreserved(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    unreserved = character.isascii() and (character.isalnum() or character in "-._~")
    return character if unreserved else match[0].upper()
