"""Probes of an operation's security: each alternative opens it, and nothing like one does."""

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

_LONGEST_MOVED = 1_000  # with a longer target a server may answer before any provider sees it
_BASE64 = f"{string.ascii_uppercase}{string.ascii_lowercase}{string.digits}-_"


def _other_end(value: str) -> str:
    """The value with another last character.

    In base64 the last one may hold bits that no decoder looks at, so its highest bit is changed.
    """
    place = _BASE64.find(value[-1:])
    return f"{value[:-1]}{_BASE64[(place + 32) % 64] if value and place >= 0 else '0'}"


def _null(value: str) -> str:
    """What a caller sends who has no credential and writes that down, after the scheme's name."""
    scheme, blank, _ = value.partition(" ")
    return f"{scheme} null" if blank else "null"


_TAMPERED: Mapping[str, Callable[[str], str]] = {
    "an empty {}": lambda value: "",
    "a blank {}": lambda value: " ",
    "the beginning of the right {}": lambda value: value[:-1],
    "more than the right {}": lambda value: f"{value}0",
    "something before the right {}": lambda value: f"0{value}",
    "the end of the right {}": lambda value: value[1:],
    "another last character of the right {}": _other_end,
    "the word null as the {}": _null,
    "the right {} backwards": lambda value: value[::-1],
    "the right {} in other case": str.swapcase,
}

_MADE_UP = {
    "basic": "Basic Y2xhdXNlYm9vazptYWRlLXVw",
    "bearer": "Bearer clausebook-made-up",
    "sdk-hmac-sha256": (
        "SDK-HMAC-SHA256 Access=CLAUSEBOOKMADEUP0000, SignedHeaders=host;x-sdk-date, Signature="
        "6f8d1c3b5a7e9f20416385a7c9ebfd0e2143658709badcfe13579bdf02468ace"
    ),
}


def credential_probes(document: Document, clauses: list[Clause], good: Draft) -> Iterator[Probe]:
    """For each alternative: the known-good request with it, without a part, with a part tampered.

    An operation that anybody may call must only be open to each.
    """
    alternatives = [clause for clause in clauses if clause.keyword == "security"]
    schemes = schemes_of(document)
    if any(not clause.value for clause in alternatives):
        yield from _open_to_all(alternatives, schemes, good)
        return
    if not alternatives:
        return
    key = str(ClauseKey.of(good.operation, alternatives[0].place))
    parts = [schemes[name] for clause in alternatives for name in clause.value if name in schemes]
    yield Probe(key, "no credential", Expect.UNAUTHENTICATED, good, tamper=_without(parts))
    yield from _other_strangers(key, parts, good)
    for clause in alternatives:
        names = tuple(clause.value)
        asked = [schemes[name] for name in names if schemes[name].place == "header"]
        made_up = {scheme.parameter: _made_up(scheme) for scheme in asked}
        if made_up:
            what = f"a made-up {' and '.join(made_up)}"
            yield Probe(key, what, Expect.UNAUTHENTICATED, good, tamper=_instead(parts, made_up))
        for name, value in made_up.items() if len(made_up) > 1 else ():
            # Half of a credential may be refused as a wrong request.
            what = f"a made-up {name} alone"
            yield Probe(key, what, Expect.REJECTED, good, tamper=_instead(parts, {name: value}))
        yield Probe(clause.key, "this credential", Expect.ACCEPTED, good, names)
        for name in names:
            yield from _of_part(clause.key, schemes[name], good, names)


def _other_strangers(key: str, parts: list[Scheme], good: Draft) -> Iterator[Probe]:
    """Callers who prove nothing and hope that something else opens the door."""
    less = required_only(good)
    if less != good:
        what = "no credential and nothing optional"
        yield Probe(key, what, Expect.UNAUTHENTICATED, less, tamper=_without(parts))
    # What nobody asked for may be refused before the credential is missed.
    near = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}
    what = "no credential, said to come from the provider's own machine,"
    yield Probe(key, what, Expect.REJECTED, good, tamper=_instead(parts, near))
    asked = {scheme.kind for scheme in parts}
    for kind in [kind for kind in ("basic", "bearer") if kind not in asked]:
        made_up = {"Authorization": _MADE_UP[kind]}
        what = f"a made-up {kind} credential, which nobody asks for,"
        yield Probe(key, what, Expect.REJECTED, good, tamper=_instead(parts, made_up))


def _instead(
    parts: list[Scheme], headers: Mapping[str, str]
) -> Callable[[Request], Request | None]:
    """Other headers in place of the credentials."""

    def tamper(request: Request) -> Request | None:
        bare = _without(parts)(request)
        if bare is not None:
            for name, value in headers.items():
                bare = bare.with_header(name, value)
        return bare

    return tamper


def _open_to_all(
    alternatives: list[Clause], schemes: Mapping[str, Scheme], good: Draft
) -> Iterator[Probe]:
    """What anybody may call takes the request with no credential, and with any that is named."""
    parts = [schemes[name] for clause in alternatives for name in clause.value if name in schemes]
    bare = _without(parts)
    for clause in alternatives:
        if clause.value:
            yield Probe(clause.key, "this credential", Expect.ACCEPTED, good, tuple(clause.value))
        else:
            yield Probe(
                *(clause.key, "no credential", Expect.ACCEPTED, good, ()),
                tamper=lambda request: bare(request) or request,
            )


def _of_part(
    key: str, scheme: Scheme, good: Draft, alternative: tuple[str, ...]
) -> Iterator[Probe]:
    if len(alternative) > 1:
        what = f"{scheme.parameter} left out"
        yield Probe(key, what, Expect.UNAUTHENTICATED, good, alternative, _without([scheme]))
    for words, change in _TAMPERED.items():
        what = words.format(scheme.parameter)
        yield Probe(key, what, Expect.UNAUTHENTICATED, good, alternative, _changing(scheme, change))
    for words, move in misplaced_credentials(scheme).items():
        what = f"the right {scheme.parameter} {words}"
        # What nobody asked for may be refused before the credential is missed.
        yield Probe(key, what, Expect.REJECTED, good, alternative, _moving(scheme, move))


def _moving(
    scheme: Scheme, move: Callable[[Request, str], Request]
) -> Callable[[Request], Request | None]:
    def tamper(request: Request) -> Request | None:
        value = _value(scheme, request)
        if not value or len(value) > _LONGEST_MOVED:
            return None
        return move(_with(scheme, request, None), value)

    return tamper


def _without(schemes: list[Scheme]) -> Callable[[Request], Request | None]:
    def tamper(request: Request) -> Request | None:
        bare = request
        for scheme in schemes:
            bare = _with(scheme, bare, None)
        return None if bare == request else bare

    return tamper


def _made_up(scheme: Scheme) -> str:
    """What looks like a credential of the scheme and was never given out."""
    if scheme.made_by_signature:
        return f"{current_time():{DATE_FORMAT}}"
    return _MADE_UP.get(scheme.kind, "clausebook-made-up")


def _changing(scheme: Scheme, change: Callable[[str], str]) -> Callable[[Request], Request | None]:
    def tamper(request: Request) -> Request | None:
        value = _value(scheme, request)
        if value is None or change(value) == value:
            return None
        return _with(scheme, request, change(value))

    return tamper


def _pairs(scheme: Scheme, request: Request) -> list[tuple[str, str]]:
    cookies = scheme.place == "cookie"
    text = request.header("Cookie") or "" if cookies else request.query
    pairs = (pair.strip().partition("=") for pair in text.split(";" if cookies else "&") if pair)
    return [(name, value) for name, _, value in pairs]


def _value(scheme: Scheme, request: Request) -> str | None:
    if scheme.place == "header":
        return request.header(scheme.parameter)
    found = (value for name, value in _pairs(scheme, request) if name == scheme.parameter)
    return next((unquote(value) for value in found), None)


def _with(scheme: Scheme, request: Request, value: str | None) -> Request:
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
