"""Addresses at which the promise holds: those of the document and those of single operations."""

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
# OAS 3.1, 4.8.1: where nothing is said, the service is at `/`.
_UNSAID: list[Any] = [{"url": "/"}]
_PORTS = {"http": ":80", "https": ":443"}
_AUTHORITY = re.compile(r"(https?)://([^/]*)", re.IGNORECASE)
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def compare_servers(recorder: Recorder) -> None:
    """Records addresses that went or came, for the document and where an operation has its own.

    What counts is the address at which an operation is called, wherever the document says it.
    """
    old, new = recorder.old, recorder.new
    before, after = (document.data.get("servers") or _UNSAID for document in (old, new))
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
        (was, was_at), (now, now_at) = own_before[key], own_after[key]
        lists = was if was is not None else before, now if now is not None else after
        _compare(recorder, key.at("servers"), lists, (was_at, now_at))


def _own(document: Document) -> dict[ClauseKey, tuple[list[Any] | None, str]]:
    found: dict[ClauseKey, tuple[list[Any] | None, str]] = {}
    for operation in document.operations:
        item_pointer = operation.pointer.rpartition("/")[0]
        item = document.resolve(document.data["paths"][operation.path])
        own = operation.raw.get("servers")
        pointer = operation.pointer if own is not None else item_pointer
        servers = own if own is not None else item.get("servers")
        found[ClauseKey.of(operation)] = (
            servers,
            join(pointer if servers is not None else "", "servers"),
        )
    return found


def _compare(
    recorder: Recorder,
    clause: ClauseKey,
    lists: tuple[list[Any], list[Any]],
    pointers: tuple[str, str],
) -> None:
    was, now = (_addresses(servers) for servers in lists)
    lost = [url for url in was if not _among(url, now)]
    gained = [url for url in now if not _among(url, was)]
    if lost:
        recorder.change(
            *(BREAKING, CONSUMERS, clause, "server-removed"),
            f"{_listed(lost)} is no address of the service any more: consumers that call it "
            "find nothing.",
            (list(was), list(now)),
            pointers,
        )
    if gained:
        recorder.change(
            *(COMPATIBLE, PROVIDERS, clause, "server-added"),
            f"{_listed(gained)} is an address of the service now: the others still are."
            if not lost
            else f"{_listed(gained)} is an address of the service now.",
            (list(was), list(now)),
            pointers,
        )
    if lost or gained:
        return
    defaults = _defaults(lists[0]), _defaults(lists[1])
    if len(lists[0]) == len(lists[1]) and defaults[0] != defaults[1]:
        recorder.change(
            *(WARNING, CONSUMERS, clause, "server-default"),
            "A default of a server variable changed: consumers that leave it out call another "
            "address, and the old one still works.",
            defaults,
            pointers,
        )


def _addresses(servers: Iterable[Mapping[str, Any]]) -> dict[str, None]:
    """Each address with its variables filled in; one that may be anything stays `{}`."""
    found: dict[str, None] = {}
    for server in servers:
        variables = server.get("variables", {})
        names = list(dict.fromkeys(_VARIABLE.findall(server["url"])))
        values = [variables.get(name, {}).get("enum") or ["{}"] for name in names]
        for row in itertools.islice(itertools.product(*values), _MOST):
            url = server["url"]
            for name, value in zip(names, row, strict=True):
                url = url.replace(f"{{{name}}}", str(value))
            found[_plain(url)] = None
    return found


def _plain(url: str) -> str:
    """One spelling: host in small letters, no usual port (RFC 3986, 6.2), no last `/`."""

    def authority(found: re.Match[str]) -> str:
        scheme, host = found[1].lower(), found[2].lower()
        return f"{scheme}://{host.removesuffix(_PORTS[scheme])}"

    return _AUTHORITY.sub(authority, url, count=1).rstrip("/")


def _among(url: str, others: Iterable[str]) -> bool:
    if url in others:
        return True
    for other in others:
        if "{}" in other:
            open_parts = "[^/]*".join(map(re.escape, other.split("{}")))
            if re.fullmatch(open_parts, url):
                return True
    return False


def _defaults(servers: Iterable[Mapping[str, Any]]) -> list[str]:
    """The address that each server has where nobody chooses, sorted: their order says nothing."""
    found = []
    for server in servers:
        variables = server.get("variables", {})
        url = server["url"]
        for name in _VARIABLE.findall(url):
            url = url.replace(f"{{{name}}}", str(variables.get(name, {}).get("default", "{}")))
        found.append(_plain(url))
    return sorted(found)


def _listed(urls: list[str]) -> str:
    return ", ".join(url or "/" for url in urls[:3]) + (
        f" and {len(urls) - 3} more" if len(urls) > 3 else ""
    )
