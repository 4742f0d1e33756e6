"""Credentials: which sets of them open an operation, before and after.

A scheme goes by how it shows on the wire, as in clause keys; its name in the document says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.clauses import ClauseKey, place_name, security_place
from clausebook.diff.recording import Recorder
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING
from clausebook.schema.equality import same

_Alternative = frozenset[str]
_BY_URL = "openIdConnect"


def compare_security(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Records which credentials no longer open the operation, and which newly do."""
    was = _alternatives(recorder.old, old)
    now = _alternatives(recorder.new, new)
    pointers = _pointer(old), _pointer(new)
    for alternative, name in was.items():
        if not any(other <= alternative for other in now):
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(name), "security-narrowed"),
                f"{_called(name)} alone no longer opens the operation: "
                "consumers that send just that are turned away.",
                (_names(was), _names(now)),
                pointers,
            )
    for alternative, name in now.items():
        # More than what was already enough opened the operation before, too.
        if not any(other <= alternative for other in was):
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(name), "security-widened"),
                f"{_called(name)} opens the operation now.",
                (_names(was), _names(now)),
                pointers,
            )
    _schemes(recorder, key, old, new)


def _alternatives(document: Document, operation: Operation) -> dict[_Alternative, str]:
    """The sets of credentials and scopes of which any one is enough; the empty set is none."""
    schemes = document.data.get("components", {}).get("securitySchemes", {})
    found: dict[_Alternative, str] = {}
    for requirement in operation.security or ({},):
        demanded = {name: document.resolve(schemes[name]) for name in requirement}
        parts = {_identity(scheme) for scheme in demanded.values()}
        parts |= {
            f"{_identity(scheme)} scope {scope}"
            for name, scheme in demanded.items()
            for scope in requirement[name]
        }
        name = security_place(demanded.values())
        scopes = sorted({scope for names in requirement.values() for scope in names})
        found[frozenset(parts)] = f"{name} ({', '.join(scopes)})" if scopes else name
    return found


def _identity(scheme: Mapping[str, Any]) -> str:
    if scheme["type"] == _BY_URL:
        return f"{_BY_URL} {scheme.get('openIdConnectUrl', '')}"
    name = security_place([scheme])
    return name if scheme.get("in") == "query" else name.lower()


def _schemes(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """What changed inside a scheme that both use: where tokens come from, of what form they are."""
    was, now = _used(recorder.old, old), _used(recorder.new, new)
    for identity, (scheme, pointer) in was.items():
        if identity not in now:
            continue
        other, other_pointer = now[identity]
        pairs = (("flows", BREAKING), ("bearerFormat", WARNING))
        for member, level in pairs:
            before, after = _essence(scheme.get(member)), _essence(other.get(member))
            if before is None and member == "bearerFormat":
                continue
            if not same(before, after) and not _kept(before, after):
                recorder.change(
                    *(level, CONSUMERS, key.at(identity), f"security-{member}"),
                    f"{member} of {_called(identity)} changed: consumers get their tokens by it.",
                    (before, after),
                    (join(pointer, member), join(other_pointer, member)),
                )


def _used(document: Document, operation: Operation) -> dict[str, tuple[Mapping[str, Any], str]]:
    schemes = document.data.get("components", {}).get("securitySchemes", {})
    found = {}
    for name in (name for requirement in operation.security for name in requirement):
        scheme, pointer = document.resolve_at(
            schemes[name], join("/components/securitySchemes", name)
        )
        found[_identity(scheme)] = scheme, pointer
    return found


def _essence(value: Any) -> Any:
    """Flows without their scopes' descriptions; anything else as it is."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: {**flow, "scopes": sorted(flow.get("scopes", {}))}
        for name, flow in value.items()
        if isinstance(flow, Mapping)
    }


def _kept(before: Any, after: Any) -> bool:
    """Whether every flow of before is there with its addresses and at least its scopes."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return False
    return all(
        name in after
        and set(flow["scopes"]) <= set(after[name]["scopes"])
        and all(after[name].get(k) == v for k, v in flow.items() if k.endswith("Url"))
        for name, flow in before.items()
    )


def _pointer(operation: Operation) -> str:
    return join(operation.pointer if "security" in operation.raw else "", "security")


def _names(alternatives: Mapping[_Alternative, str]) -> list[str]:
    return sorted(place_name(name) for name in alternatives.values())


def _called(name: str) -> str:
    told = name if name.startswith(_BY_URL) else place_name(name)
    return "No credential" if told == "none" else f"`{told}`"
