"""What a request names, read from what goes out: the texts at each place and name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from clausebook.http.exchange import Request, header_values
from clausebook.http.parameter_writing import text_of
from clausebook.resources.draft import Slot

NamedValues = Mapping[Slot, list[str]]


def named_values(request: Request, path_values: Mapping[str, str]) -> NamedValues:
    """Every text that the request says, by place (path, query, header, cookie, body) and name.

    `path_values` are those of its path, still encoded. The names of headers are in lower case.
    """
    found: dict[Slot, list[str]] = {}
    for place, name, text in _texts(request, path_values):
        found.setdefault((place, name), []).append(text)
    return found


def _texts(request: Request, path_values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, value in path_values.items():
        yield "path", name, unquote(value)
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        yield "query", name, value
    for line in header_values(request.headers, "cookie"):
        for pair in line.split(";"):
            name, _, value = pair.strip().partition("=")
            yield "cookie", name, unquote(value)
    for name, value in request.headers:
        yield "header", name.lower(), value
    for name, value in members(request):
        yield "body", name, text_of(value)


def members(request: Request) -> list[tuple[str, Any]]:
    """Every member of the body with its value, nested ones and repeated ones too.

    None where the body is neither JSON nor a form, as far as can be told.
    """
    if "x-www-form-urlencoded" in (request.header("content-type") or ""):
        text = request.body.decode("utf-8", "replace")
        return list(parse_qsl(text, keep_blank_values=True))
    found: list[tuple[str, Any]] = []

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(pairs)
        return dict(pairs)

    try:
        json.loads(request.body, object_pairs_hook=keep)
    except (ValueError, RecursionError):
        return []
    return found
