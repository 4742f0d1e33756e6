"""Compares security: which sets of credentials an operation accepts.

A scheme is identified by its form on the wire, as in clause keys, not by its name.
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
    """Records which sets of credentials no longer suffice, and which suffice now."""
    before = _alternatives(recorder.old, old)
    after = _alternatives(recorder.new, new)
    pointers = _pointer(old), _pointer(new)
    for alternative, name in before.items():
        if not any(accepted <= alternative for accepted in after):
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(name), "security-narrowed"),
                f"{_scheme_name(name)} alone is no longer accepted: "
                "requests that carry only this are rejected.",
                (_names(before), _names(after)),
                pointers,
            )
    for alternative, name in after.items():
        # A superset of what sufficed before sufficed too.
        if not any(accepted <= alternative for accepted in before):
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(name), "security-widened"),
                f"{_scheme_name(name)} is accepted now.",
                (_names(before), _names(after)),
                pointers,
            )
    _schemes(recorder, key, old, new)


def _alternatives(document: Document, operation: Operation) -> dict[_Alternative, str]:
    """The alternative sets of credentials and scopes; the empty set means no credential."""
    schemes = document.data.get("components", {}).get("securitySchemes", {})
    alternatives: dict[_Alternative, str] = {}
    for requirement in operation.security or ({},):
        required = {name: document.resolve(schemes[name]) for name in requirement}
        parts = {_identity(scheme) for scheme in required.values()}
        parts |= {
            f"{_identity(scheme)} scope {scope}"
            for name, scheme in required.items()
            for scope in requirement[name]
        }
        name = security_place(required.values())
        scopes = sorted({scope for names in requirement.values() for scope in names})
        alternatives[frozenset(parts)] = f"{name} ({', '.join(scopes)})" if scopes else name
    return alternatives


def _identity(scheme: Mapping[str, Any]) -> str:
    if scheme["type"] == _BY_URL:
        return f"{_BY_URL} {scheme.get('openIdConnectUrl', '')}"
    name = security_place([scheme])
    return name if scheme.get("in") == "query" else name.lower()


def _schemes(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Compares flows and bearerFormat of schemes that both documents use."""
    old_value, new_value = _schemes_of(recorder.old, old), _schemes_of(recorder.new, new)
    for identity, (scheme, pointer) in old_value.items():
        if identity not in new_value:
            continue
        counterpart, counterpart_pointer = new_value[identity]
        pairs = (("flows", BREAKING), ("bearerFormat", WARNING))
        for member, level in pairs:
            before, after = _essence(scheme.get(member)), _essence(counterpart.get(member))
            if before is None and member == "bearerFormat":
                continue
            if not same(before, after) and not _flows_remain(before, after):
                recorder.change(
                    *(level, CONSUMERS, key.at(identity), f"security-{member}"),
                    f"{member} of {_scheme_name(identity)} changed: consumers depend on it.",
                    (before, after),
                    (join(pointer, member), join(counterpart_pointer, member)),
                )


def _schemes_of(
    document: Document, operation: Operation
) -> dict[str, tuple[Mapping[str, Any], str]]:
    schemes = document.data.get("components", {}).get("securitySchemes", {})
    schemes_by_identity = {}
    for name in (name for requirement in operation.security for name in requirement):
        scheme, pointer = document.resolve_at(
            schemes[name], join("/components/securitySchemes", name)
        )
        schemes_by_identity[_identity(scheme)] = scheme, pointer
    return schemes_by_identity


def _essence(value: Any) -> Any:
    """Flows without their scopes' descriptions; anything else as it is."""
    if not isinstance(value, Mapping):
        return value
    return {
        name: {**flow, "scopes": sorted(flow.get("scopes", {}))}
        for name, flow in value.items()
        if isinstance(flow, Mapping)
    }


def _flows_remain(before: Any, after: Any) -> bool:
    """Whether every old flow still exists with its URLs and at least its scopes."""
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


def _scheme_name(name: str) -> str:
    shown = name if name.startswith(_BY_URL) else place_name(name)
    return "No credential" if shown == "none" else f"`{shown}`"
