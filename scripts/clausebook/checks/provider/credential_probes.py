"""Probes of an operation's security: each alternative is accepted, similar credentials are not."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, unquote

from clausebook.auth import Scheme, schemes_of
from clausebook.auth.signature import DATE_FORMAT, current_time
from clausebook.checks.provider.wrong_location import misplaced_credentials
from clausebook.clauses import Clause, ClauseKey
from clausebook.http.exchange import Request
from clausebook.openapi import Document
from clausebook.resources.draft import Draft, required_only
from clausebook.resources.probe import Expect, Probe

_LONGEST_IN_TARGET = 1_000  # characters; the web server itself may reject a longer target
_BASE64 = f"{string.ascii_uppercase}{string.ascii_lowercase}{string.digits}-_"


def _other_last_character(value: str) -> str:
    """The value with another last character.

    In base64, decoders ignore the lowest bits of the last one, so this changes its highest bit.
    """
    digit = _BASE64.find(value[-1:])
    return f"{value[:-1]}{_BASE64[(digit + 32) % 64] if value and digit >= 0 else '0'}"


def _null(value: str) -> str:
    """The word null in place of the credential, after the scheme's name if there is one."""
    scheme, space, _ = value.partition(" ")
    return f"{scheme} null" if space else "null"


_TAMPERED: Mapping[str, Callable[[str], str]] = {
    "an empty {}": lambda value: "",
    "a blank {}": lambda value: " ",
    "a valid {} without its last character": lambda value: value[:-1],
    "a valid {} with one more character at the end": lambda value: f"{value}0",
    "a valid {} with one more character at the start": lambda value: f"0{value}",
    "a valid {} without its first character": lambda value: value[1:],
    "a valid {} with another last character": _other_last_character,
    "the word null as the {}": _null,
    "a valid {} reversed": lambda value: value[::-1],
    "a valid {} with its case swapped": str.swapcase,
}

_INVALID = {
    "basic": "Basic Y2xhdXNlYm9vazptYWRlLXVw",
    "bearer": "Bearer clausebook-made-up",
    "sdk-hmac-sha256": (
        "SDK-HMAC-SHA256 Access=CLAUSEBOOKMADEUP0000, SignedHeaders=host;x-sdk-date, Signature="
        "6f8d1c3b5a7e9f20416385a7c9ebfd0e2143658709badcfe13579bdf02468ace"
    ),
}


def credential_probes(document: Document, clauses: list[Clause], valid: Draft) -> Iterator[Probe]:
    """For each alternative: the valid request with its credential, without it, with it tampered.

    A public operation only has to accept each alternative.
    """
    alternatives = [clause for clause in clauses if clause.keyword == "security"]
    schemes = schemes_of(document)
    if any(not clause.value for clause in alternatives):
        yield from _public_probes(alternatives, schemes, valid)
        return
    if not alternatives:
        return
    key = str(ClauseKey.of(valid.operation, alternatives[0].place))
    parts = [schemes[name] for clause in alternatives for name in clause.value if name in schemes]
    if any(all(schemes[name].is_certificate for name in it.value) for it in alternatives):
        # The connection proves who asks, whatever else a request carries.
        for clause in alternatives:
            names = tuple(clause.value)
            yield Probe(clause.key, "the valid credential", Expect.ACCEPTED, valid, names)
        return
    yield Probe(key, "no credential", Expect.UNAUTHENTICATED, valid, tamper=_removing(parts))
    yield from _bypass_attempts(key, parts, valid)
    for clause in alternatives:
        names = tuple(clause.value)
        header_schemes = [
            schemes[name]
            for name in names
            if schemes[name].place == "header" and not schemes[name].is_certificate
        ]
        invalid = {scheme.parameter: _invalid_credential(scheme) for scheme in header_schemes}
        if invalid:
            description = f"an invalid {' and '.join(invalid)}"
            yield Probe(
                key, description, Expect.UNAUTHENTICATED, valid, tamper=_replacing(parts, invalid)
            )
        for name, value in invalid.items() if len(invalid) > 1 else ():
            # A provider may reject half of a credential as a malformed request.
            description = f"an invalid {name} alone"
            yield Probe(
                key, description, Expect.REJECTED, valid, tamper=_replacing(parts, {name: value})
            )
        yield Probe(clause.key, "the valid credential", Expect.ACCEPTED, valid, names)
        for name in names:
            others = [part for part in parts if part.name != name]
            if not schemes[name].is_certificate:
                yield from _tampered_probes(clause.key, schemes[name], valid, names, others)


def _bypass_attempts(key: str, parts: list[Scheme], valid: Draft) -> Iterator[Probe]:
    """Requests without a valid credential that try to bypass authentication."""
    shortest = required_only(valid)
    if shortest != valid:
        description = "no credential and no optional parameter"
        yield Probe(key, description, Expect.UNAUTHENTICATED, shortest, tamper=_removing(parts))
    # A provider may reject an unexpected header or parameter before it checks the credential.
    local = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}
    description = "no credential, with headers that claim a local client,"
    yield Probe(key, description, Expect.REJECTED, valid, tamper=_replacing(parts, local))
    documented = {scheme.kind for scheme in parts}
    for kind in [kind for kind in ("basic", "bearer") if kind not in documented]:
        invalid = {"Authorization": _INVALID[kind]}
        description = f"an invalid credential of the undocumented scheme {kind}"
        yield Probe(key, description, Expect.REJECTED, valid, tamper=_replacing(parts, invalid))


def _replacing(
    parts: list[Scheme], headers: Mapping[str, str]
) -> Callable[[Request], Request | None]:
    """Replaces the credentials by other headers."""

    def tamper(request: Request) -> Request | None:
        without = _removing(parts)(request)
        if without is not None:
            for name, value in headers.items():
                without = without.with_header(name, value)
        return without

    return tamper


def _public_probes(
    alternatives: list[Clause], schemes: Mapping[str, Scheme], valid: Draft
) -> Iterator[Probe]:
    """A public operation accepts requests without a credential, and with each documented one."""
    parts = [schemes[name] for clause in alternatives for name in clause.value if name in schemes]
    without = _removing(parts)
    for clause in alternatives:
        if clause.value:
            yield Probe(
                *(clause.key, "the valid credential", Expect.ACCEPTED, valid),
                tuple(clause.value),
            )
        else:
            yield Probe(
                *(clause.key, "no credential", Expect.ACCEPTED, valid, ()),
                tamper=lambda request: without(request) or request,
            )


def _tampered_probes(
    key: str, scheme: Scheme, valid: Draft, alternative: tuple[str, ...], others: list[Scheme]
) -> Iterator[Probe]:
    if len(alternative) > 1:
        description = f"a request without {scheme.parameter}"
        yield Probe(
            key, description, Expect.UNAUTHENTICATED, valid, alternative, _removing([scheme])
        )
    for template, change in _TAMPERED.items():
        description = template.format(scheme.parameter)
        yield Probe(
            key, description, Expect.UNAUTHENTICATED, valid, alternative, _changing(scheme, change)
        )
    for place, move in misplaced_credentials(scheme).items():
        description = f"a valid {scheme.parameter} {place}"
        # A provider may reject an unexpected header or parameter before it checks the credential.
        yield Probe(
            key, description, Expect.REJECTED, valid, alternative, _moving(scheme, move, others)
        )


def _moving(
    scheme: Scheme, move: Callable[[Request, str], Request], others: list[Scheme]
) -> Callable[[Request], Request | None]:
    """Moves a credential to a place where no other scheme of the operation is documented."""

    def tamper(request: Request) -> Request | None:
        value = _credential(scheme, request)
        if not value or len(value) > _LONGEST_IN_TARGET:
            return None
        moved = move(_with_credential(scheme, request, None), value)
        is_documented = any(
            _credential(it, moved) is not None and _credential(it, request) is None for it in others
        )
        return None if is_documented else moved

    return tamper


def _removing(schemes: list[Scheme]) -> Callable[[Request], Request | None]:
    def tamper(request: Request) -> Request | None:
        without = request
        for scheme in schemes:
            without = _with_credential(scheme, without, None)
        return None if without == request else without

    return tamper


def _invalid_credential(scheme: Scheme) -> str:
    """A well-formed credential of the scheme that the provider never issued."""
    if scheme.made_by_signature:
        return f"{current_time():{DATE_FORMAT}}"
    return _INVALID.get(scheme.kind, "clausebook-made-up")


def _changing(scheme: Scheme, change: Callable[[str], str]) -> Callable[[Request], Request | None]:
    def tamper(request: Request) -> Request | None:
        value = _credential(scheme, request)
        if value is None or change(value) == value:
            return None
        return _with_credential(scheme, request, change(value))

    return tamper


def _pairs(scheme: Scheme, request: Request) -> list[tuple[str, str]]:
    cookies = scheme.place == "cookie"
    text = request.header("Cookie") or "" if cookies else request.query
    pairs = (pair.strip().partition("=") for pair in text.split(";" if cookies else "&") if pair)
    return [(name, value) for name, _, value in pairs]


def _credential(scheme: Scheme, request: Request) -> str | None:
    if scheme.place == "header":
        return request.header(scheme.parameter)
    values = (value for name, value in _pairs(scheme, request) if name == scheme.parameter)
    return next((unquote(value) for value in values), None)


def _with_credential(scheme: Scheme, request: Request, value: str | None) -> Request:
    """The request with the scheme's credential set to `value`, or without it."""
    if scheme.place == "header":
        present = request.header(scheme.parameter) is not None
        return request.with_header(scheme.parameter, value) if present else request
    pairs = [
        (name, old if name != scheme.parameter else quote(value or "", safe=""))
        for name, old in _pairs(scheme, request)
        if name != scheme.parameter or value is not None
    ]
    if scheme.place == "cookie":
        text = "; ".join(f"{name}={old}" for name, old in pairs)
        return request.with_header("Cookie", text or None) if request.header("Cookie") else request
    query = "&".join(f"{name}={old}" for name, old in pairs)
    return replace(request, target=f"{request.path}?{query}" if query else request.path)
