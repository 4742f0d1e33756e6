"""The values in a request by which it may identify resources."""

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
    """All values of a request by place (path, query, header, cookie, body) and name.

    `path_values` are still percent-encoded. Header names are in lower case.
    """
    values: dict[Slot, list[str]] = {}
    for place, name, text in _texts(request, path_values):
        values.setdefault((place, name), []).append(text)
    return values


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
    """All members of the body with their values, also nested and repeated ones.

    Empty if the body parses neither as JSON nor as a form.
    """
    if "x-www-form-urlencoded" in (request.header("content-type") or ""):
        text = request.body.decode("utf-8", "replace")
        return list(parse_qsl(text, keep_blank_values=True))
    all_members: list[tuple[str, Any]] = []

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        all_members.extend(pairs)
        return dict(pairs)

    try:
        json.loads(request.body, object_pairs_hook=keep)
    except (ValueError, RecursionError):
        return []
    return all_members
