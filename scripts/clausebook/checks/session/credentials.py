"""The credentials of a run: which alternative of an operation they meet, and what must be hidden.

They come as headers with their values, and as secrets by security scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from clausebook.auth import (
    CredentialTable,
    Scheme,
    Secret,
    SecretKey,
    credential_text,
    credentials_for,
    schemes_of,
    secrets_in_hand,
)
from clausebook.auth.tokens import FetchedToken
from clausebook.http.exchange import Request
from clausebook.http.redaction import MIN_LEAK_LENGTH
from clausebook.openapi import Document, Operation
from clausebook.resources import Draft


class Credential(NamedTuple):
    """A credential as it travels: the header that holds it alone, '' for another place."""

    scheme: str
    header: str
    text: str


class Credentials:
    """`headers` are sent with their values, `keys` make the credential of a scheme each time."""

    def __init__(
        self, document: Document, headers: Mapping[str, str], keys: Mapping[str, Secret]
    ) -> None:
        self._document = document
        self._headers = headers
        self._keys = keys
        self._schemes = schemes_of(document)
        shared = [it for it in self._schemes.values() if _header_of(it) == "authorization"]
        self._shares_authorization = len(shared) > 1

    def applied(self, draft: Draft, names: tuple[str, ...], host: str) -> Request | None:
        """The request with the credentials of these schemes, and of no other of the operation.

        None where one is lacking.
        """
        schemes = [self._schemes[name] for name in names]
        by_header = [scheme for scheme in schemes if self._is_in_headers(scheme)]
        others: dict[str, list[str]] = {
            scheme.name: [] for scheme in schemes if scheme not in by_header
        }
        kept = {_header_of(scheme) for scheme in by_header}
        left_out = self._headers_of(draft.operation) - kept
        headers = {n: value for n, value in self._headers.items() if n.lower() not in left_out}
        request = draft.request(headers)
        if not others:
            return request
        try:
            sign = credentials_for(self._document, self._keys, host, [others])
        except LookupError:
            return None
        return sign(request.with_header("Host", host))

    def lacking(self, operation: Operation) -> str:
        """Why no alternative of the operation can be met, and what helps; '' where one can."""
        alternatives = [tuple(alternative) for alternative in operation.security]
        lacking = [[name for name in it if not self._has(name)] for it in alternatives]
        if not lacking or not all(lacking):
            return ""
        names = min(lacking, key=len)
        return "; ".join(self._cure(name) for name in names)

    def in_hand(self) -> Iterator[Credential]:
        """What the keys make of themselves, without fetching a token."""
        for name, secrets in secrets_in_hand(self._keys).items():
            scheme = self._schemes.get(name)
            if scheme is None or scheme.is_certificate:
                continue
            for secret in secrets:
                yield from _travelling(scheme, secret)

    def problems(self) -> list[str]:
        """Why tokens of this run could not be fetched."""
        return [token.problem for token in self._fetched() if token.problem]

    def renewals(self) -> list[str]:
        """Which tokens were renewed, and how often."""
        return [
            f"the token of {token.scheme.name} was refused and renewed "
            + ("once" if token.renewals == 1 else f"{token.renewals} times")
            for token in self._fetched()
            if token.renewals
        ]

    def _fetched(self) -> Iterable[FetchedToken]:
        return self._keys.fetched.values() if isinstance(self._keys, CredentialTable) else ()

    def _cure(self, name: str) -> str:
        scheme, keys = self._schemes[name], self._keys
        if isinstance(keys, CredentialTable) and name in keys.fetched:
            return keys.fetched[name].problem
        if scheme.is_certificate:
            return f"no client certificate for {name} (mutualTLS); pass --client-cert FILE"
        return (
            f"no credential for {name} ({_described(scheme)}); pass --credential "
            f"{name}=env:VARIABLE"
        )

    def _has(self, name: str) -> bool:
        scheme = self._schemes[name]
        hands = secrets_in_hand(self._keys).values()
        is_signed = scheme.made_by_signature and any(
            isinstance(secret, SecretKey) for secrets in hands for secret in secrets
        )
        return is_signed or name in self._keys or self._is_in_headers(scheme)

    def _headers_of(self, operation: Operation) -> set[str]:
        names = {name for alternative in operation.security for name in alternative}
        return {_header_of(self._schemes[name]) for name in names}

    def _is_in_headers(self, scheme: Scheme) -> bool:
        """Whether the headers that were given hold the credential of this scheme."""
        given = {name.lower(): value for name, value in self._headers.items()}
        value = given.get(_header_of(scheme))
        if value is None or scheme.is_certificate:
            return False
        if scheme.place == "cookie":
            names = [pair.partition("=")[0].strip() for pair in value.split(";")]
            return scheme.parameter in names
        word, blank, _ = value.partition(" ")
        is_told_apart = self._shares_authorization and blank and scheme.word
        return not is_told_apart or word.lower() == scheme.kind


def _header_of(scheme: Scheme) -> str:
    """The lower-case header that a scheme's credential is in; '' where it is in none."""
    if scheme.is_certificate:
        return ""
    places = {"header": scheme.parameter.lower(), "cookie": "cookie"}
    return places.get(scheme.place, "")


def _described(scheme: Scheme) -> str:
    if scheme.kind == "apiKey":
        return f"apiKey in {scheme.place} {scheme.parameter}"
    return f"http {scheme.kind}" if scheme.word else scheme.kind


def _travelling(scheme: Scheme, secret: Secret) -> Iterator[Credential]:
    if isinstance(secret, SecretKey):
        for text in filter(None, (secret.secret, secret.security_token)):
            yield Credential(scheme.name, "", text)
        return
    try:
        text = credential_text(scheme, secret)
    except LookupError:
        text = secret
    if scheme.place == "header":
        yield Credential(scheme.name, scheme.parameter, text)
    elif len(secret) < MIN_LEAK_LENGTH:  # alone it would be redacted wherever it stands by chance
        pair = f"{quote(scheme.parameter, safe='')}={quote(text, safe='')}"
        yield Credential(scheme.name, "", pair)
    if len(secret) >= MIN_LEAK_LENGTH:
        yield Credential(scheme.name, "", secret)
    password = secret.partition(":")[2] if scheme.kind == "basic" else ""
    if len(password) >= MIN_LEAK_LENGTH:
        yield Credential(scheme.name, "", password)
