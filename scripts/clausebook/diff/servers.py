"""Compares servers: those of the document and those of single paths and operations."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from clausebook.clauses import ClauseKey
from clausebook.diff.recording import Recorder
from clausebook.openapi import Document
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING

_MOST = 500
# OAS 3.1, 4.8.1: the default.
_DEFAULT_SERVERS: list[Any] = [{"url": "/"}]
_PORTS = {"http": ":80", "https": ":443"}
_AUTHORITY = re.compile(r"(https?)://([^/]*)", re.IGNORECASE)
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def compare_servers(recorder: Recorder) -> None:
    """Records removed and added server URLs of the document, and of operations with their own.

    What counts is the URL at which an operation is called, whichever object declares it.
    """
    old, new = recorder.old, recorder.new
    before, after = (document.data.get("servers") or _DEFAULT_SERVERS for document in (old, new))
    own_before, own_after = _own(old), _own(new)
    common = [key for key in own_before if key in own_after]
    inherited = [own_before[key][0] is None and own_after[key][0] is None for key in common]
    if any(inherited) or not common:
        _compare(
            recorder, ClauseKey.of_document("servers"), (before, after), ("/servers", "/servers")
        )
    for key, inherits in zip(common, inherited, strict=True):
        if inherits:
            continue
        (old_value, was_at), (new_value, now_at) = own_before[key], own_after[key]
        lists = (
            old_value if old_value is not None else before,
            new_value if new_value is not None else after,
        )
        _compare(recorder, key.at("servers"), lists, (was_at, now_at))


def _own(document: Document) -> dict[ClauseKey, tuple[list[Any] | None, str]]:
    servers_of: dict[ClauseKey, tuple[list[Any] | None, str]] = {}
    for operation in document.operations:
        item_pointer = operation.pointer.rpartition("/")[0]
        item = document.resolve(document.data["paths"][operation.path])
        own = operation.raw.get("servers")
        pointer = operation.pointer if own is not None else item_pointer
        servers = own if own is not None else item.get("servers")
        servers_of[ClauseKey.of(operation)] = (
            servers,
            join(pointer if servers is not None else "", "servers"),
        )
    return servers_of


def _compare(
    recorder: Recorder,
    clause: ClauseKey,
    lists: tuple[list[Any], list[Any]],
    pointers: tuple[str, str],
) -> None:
    old, new = (_addresses(servers) for servers in lists)
    lost = [url for url in old if not _among(url, new)]
    gained = [url for url in new if not _among(url, old)]
    if lost:
        recorder.change(
            *(BREAKING, CONSUMERS, clause, "server-removed"),
            f"{_listed(lost)} was removed from the servers: consumers that call it fail.",
            (list(old), list(new)),
            pointers,
        )
    if gained:
        recorder.change(
            *(COMPATIBLE, PROVIDERS, clause, "server-added"),
            f"{_listed(gained)} was added to the servers: the others remain."
            if not lost
            else f"{_listed(gained)} was added to the servers.",
            (list(old), list(new)),
            pointers,
        )
    if lost or gained:
        return
    defaults = _defaults(lists[0]), _defaults(lists[1])
    if len(lists[0]) == len(lists[1]) and defaults[0] != defaults[1]:
        recorder.change(
            *(WARNING, CONSUMERS, clause, "server-default"),
            "A default of a server variable changed: consumers that do not set it call another "
            "URL, and the old one still works.",
            defaults,
            pointers,
        )


def _addresses(servers: Iterable[Mapping[str, Any]]) -> dict[str, None]:
    """Each URL with its variables filled in; a variable without an enum becomes `{}`."""
    addresses: dict[str, None] = {}
    for server in servers:
        variables = server.get("variables", {})
        names = list(dict.fromkeys(_VARIABLE.findall(server["url"])))
        values = [variables.get(name, {}).get("enum") or ["{}"] for name in names]
        for row in itertools.islice(itertools.product(*values), _MOST):
            url = server["url"]
            for name, value in zip(names, row, strict=True):
                url = url.replace(f"{{{name}}}", str(value))
            addresses[_plain(url)] = None
    return addresses


def _plain(url: str) -> str:
    """The normalized URL: lower-case host, no default port (RFC 3986, 6.2), no final `/`."""

    def authority(match: re.Match[str]) -> str:
        scheme, host = match[1].lower(), match[2].lower()
        return f"{scheme}://{host.removesuffix(_PORTS[scheme])}"

    return _AUTHORITY.sub(authority, url, count=1).rstrip("/")


def _among(url: str, addresses: Iterable[str]) -> bool:
    if url in addresses:
        return True
    for address in addresses:
        if "{}" in address:
            open_parts = "[^/]*".join(map(re.escape, address.split("{}")))
            if re.fullmatch(open_parts, url):
                return True
    return False


def _defaults(servers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each server's URL with the defaults of its variables, sorted."""
    addresses = []
    for server in servers:
        variables = server.get("variables", {})
        url = server["url"]
        for name in _VARIABLE.findall(url):
            url = url.replace(f"{{{name}}}", str(variables.get(name, {}).get("default", "{}")))
        addresses.append(_plain(url))
    return sorted(addresses)


def _listed(urls: list[str]) -> str:
    return ", ".join(url or "/" for url in urls[:3]) + (
        f" and {len(urls) - 3} more" if len(urls) > 3 else ""
    )
