"""Below which path the operations are, where `--url` names none and the document's servers do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlsplit

from clausebook.http.exchange import Request
from clausebook.http.transport import HttpTransport, NoResponse
from clausebook.http.transport.route import Route
from clausebook.openapi import Document, Operation

_SECONDS = 10.0
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def base_url_of(url: str, route: Route, document: Document) -> str:
    """The URL to judge: `url`, or the path of the documented server below it.

    The path is joined where `url` has none, one documented request without credentials and effect
    gets a 404 there, and another response below the server's path.
    """
    path = _server_path(document)
    if not path or urlsplit(url).path.strip("/"):
        return url
    request = _harmless_request(document)
    joined = f"{url.rstrip('/')}{path}"
    is_below = _status(url, route, request) == 404 and _status(joined, route, request) not in (
        None,
        404,
    )
    return joined if is_below else url


def _server_path(document: Document) -> str:
    """The path of the first server of every operation; empty where they differ or have none."""
    paths = {_path_of(_server(document, operation)) for operation in document.operations}
    return paths.pop() if len(paths) == 1 else ""


def _server(document: Document, operation: Operation) -> Mapping[str, Any]:
    """The operation's own first server, else that of its path, else the document's."""
    item = document.resolve(document.data["paths"][operation.path])
    listed = (owner.get("servers") for owner in (operation.raw, item, document.data))
    return next((servers[0] for servers in listed if servers), {})


def _path_of(server: Mapping[str, Any]) -> str:
    variables = server.get("variables") or {}

    def default(match: re.Match[str]) -> str:
        return str(variables.get(match[1], {}).get("default", ""))

    try:
        path = urlsplit(_VARIABLE.sub(default, str(server.get("url", "")))).path
    except ValueError:
        return ""
    segments = [segment for segment in path.split("/") if segment not in ("", ".")]
    return "".join(f"/{segment}" for segment in segments) if ".." not in segments else ""


def _harmless_request(document: Document) -> Request:
    """A documented GET that needs no value in its path; else OPTIONS of the first path."""
    for operation in document.operations:
        if operation.method == "GET" and "{" not in operation.path:
            return Request("GET", quote(operation.path))
    return Request("OPTIONS", quote(_VARIABLE.sub("0", document.operations[0].path)))


def _status(url: str, route: Route, request: Request) -> int | None:
    with closing(HttpTransport(url, _SECONDS, route=route)) as transport:
        try:
            return transport.send(request).response.status
        except NoResponse:
            return None
