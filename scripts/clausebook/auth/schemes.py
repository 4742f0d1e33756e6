"""Makes and verifies credentials for the security schemes of a document.

Source: OpenAPI 3.1, 4.8.27 and 4.8.30. The signature's algorithm is in `signature`.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote

from clausebook.auth.signature import (
    ALGORITHM,
    DATE_HEADER,
    SECURITY_TOKEN_HEADER,
    SecretKey,
    SignatureRejected,
    Signer,
    verify,
)
from clausebook.http.exchange import Request, header_values
from clausebook.openapi import Document

Secret = str | SecretKey
Sign = Callable[[Request], Request]
SIGNATURE = ALGORITHM.lower()
_CHALLENGED = ("digest", "hoba", "mutual", "negotiate", "scram-sha-1", "scram-sha-256")


class CredentialRejected(Exception):
    """The request lacks a valid credential for the scheme; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme, whose credential is `parameter` (such as a header) of `place`.

    `kind` is `apiKey`, `basic`, `bearer`, `sdk-hmac-sha256`, another HTTP scheme in lower case, or
    the document's own type. `word` is an HTTP scheme as the document spells it.
    """

    name: str
    kind: str
    place: str = "header"
    parameter: str = "Authorization"
    word: str = ""

    @property
    def made_by_signature(self) -> bool:
        """Whether signing sets this header, so that it needs no secret of its own."""
        return self.place == "header" and self.parameter.lower() == DATE_HEADER.lower()

    @property
    def is_certificate(self) -> bool:
        """Whether the connection proves who asks, so that no request can leave it out."""
        return self.kind == "mutualTLS"

    @property
    def needs_challenge(self) -> bool:
        """Whether the provider first asks something that each credential answers."""
        return self.kind in _CHALLENGED


def schemes_of(document: Document) -> dict[str, Scheme]:
    """The document's security schemes by name."""
    components = document.data.get("components") or {}
    return {
        name: _scheme(name, document.resolve(raw))
        for name, raw in (components.get("securitySchemes") or {}).items()
    }


def secret_headers(document: Document) -> frozenset[str]:
    """Lower-case names of the headers that may hold a secret; redact them in every output."""
    schemes = schemes_of(document).values()
    headers = [s for s in schemes if s.place == "header" and not s.made_by_signature]
    named = {scheme.parameter.lower() for scheme in headers}
    cookies = {"cookie" for s in schemes if s.place == "cookie"}
    signed = {SECURITY_TOKEN_HEADER.lower() for s in schemes if s.kind == SIGNATURE}
    return frozenset(named | cookies | signed)


def credentials_for(
    document: Document,
    secrets: Mapping[str, Secret],
    host: str = "",
    requirements: Sequence[Mapping[str, Any]] | None = None,
) -> Sign:
    """A function that adds the credentials of the first requirement that `secrets` can meet.

    `secrets` maps scheme names to a token, `name:password` for basic, or a SecretKey for a
    signature. `requirements` are the operation's, if they override the document's.

    Raises:
        LookupError: `secrets` meet no requirement; the message lists both.
    """
    schemes = schemes_of(document)
    alternatives = document.data.get("security", [{}]) if requirements is None else requirements
    for requirement in alternatives:
        required = [schemes[name] for name in requirement]
        signed = any(scheme.kind == SIGNATURE for scheme in required)
        needing_secrets = [s for s in required if not (signed and s.made_by_signature)]
        if all(scheme.name in secrets for scheme in needing_secrets):
            return _signer(needing_secrets, secrets, host)
    choices = " or ".join("+".join(requirement) or "nothing" for requirement in alternatives)
    raise LookupError(f"no credentials for {choices}; given: {sorted(secrets)}")


def verify_credential(scheme: Scheme, request: Request, secret: Secret, now: datetime) -> None:
    """Verify the credential that a request carries for one scheme.

    Raises:
        CredentialRejected: it is missing, wrong or sent twice.
    """
    if isinstance(secret, SecretKey):
        _verify_signature(request, secret, now)
        return
    expected = credential_text(scheme, secret)
    sent = _sent_credentials(scheme, request)
    if len(sent) != 1 or not hmac.compare_digest(sent[0].encode(), expected.encode()):
        raise CredentialRejected(
            f"{scheme.parameter} does not hold the credential of {scheme.name}"
        )


def _scheme(name: str, raw: Mapping[str, Any]) -> Scheme:
    if raw.get("type") == "apiKey":
        return Scheme(name, "apiKey", raw["in"], raw["name"])
    if raw.get("type") == "http":
        word = str(raw["scheme"])
        return Scheme(name, word.lower(), word=word)  # case-insensitive (RFC 9110, 11.1)
    if raw.get("type") in ("oauth2", "openIdConnect"):
        return Scheme(name, "bearer", word="Bearer")
    return Scheme(name, str(raw.get("type")))


def _signer(schemes: Sequence[Scheme], secrets: Mapping[str, Secret], host: str) -> Sign:
    def sign(request: Request) -> Request:
        # The signature comes last: it covers the other credentials.
        for scheme in sorted(schemes, key=lambda scheme: scheme.kind == SIGNATURE):
            secret = secrets[scheme.name]
            if isinstance(secret, SecretKey):
                request = Signer(secret, host).sign(request)
            elif not scheme.is_certificate:
                request = _with_credential(scheme, request, credential_text(scheme, secret))
        return request

    return sign


def credential_text(scheme: Scheme, secret: str) -> str:
    """What stands in the scheme's place. Raises LookupError for a scheme that has no such text."""
    if scheme.kind == "apiKey":
        return secret
    if scheme.kind == "basic":
        return f"Basic {base64.b64encode(secret.encode()).decode()}"
    if not scheme.word or scheme.needs_challenge:
        raise LookupError(f"no credential can be made for the scheme {scheme.name} ({scheme.kind})")
    first, blank, rest = secret.partition(" ")
    credential = rest if blank and first.lower() == scheme.kind else secret
    return f"{'Bearer' if scheme.kind == 'bearer' else scheme.word} {credential}"


def carries_credential(scheme: Scheme, request: Request, secret: str) -> bool:
    """Whether the request carries this credential of the scheme, whole and once."""
    return _sent_credentials(scheme, request) == [credential_text(scheme, secret)]


def with_other_credential(scheme: Scheme, request: Request, old: str, new: str) -> Request:
    """The request with the credential `new` in place of `old`, which it carries."""
    if scheme.place == "header":
        return request.with_header(scheme.parameter, credential_text(scheme, new))
    if scheme.place == "cookie":
        pairs = [pair.strip() for pair in (request.header("Cookie") or "").split(";")]
        sent, other = f"{scheme.parameter}={old}", f"{scheme.parameter}={new}"
        return request.with_header(
            "Cookie", "; ".join(other if pair == sent else pair for pair in pairs)
        )
    name = quote(scheme.parameter, safe="")
    pairs = [
        f"{name}={quote(new, safe='')}" if pair == f"{name}={quote(old, safe='')}" else pair
        for pair in request.query.split("&")
    ]
    return replace(request, target=f"{request.path}?{'&'.join(pairs)}")


def _with_credential(scheme: Scheme, request: Request, value: str) -> Request:
    if scheme.place == "query":
        pair = f"{quote(scheme.parameter, safe='')}={quote(value, safe='')}"
        separator = "&" if "?" in request.target else "?"
        return replace(request, target=f"{request.target}{separator}{pair}")
    if scheme.place == "cookie":
        cookies = [*header_values(request.headers, "Cookie"), f"{scheme.parameter}={value}"]
        return request.with_header("Cookie", "; ".join(cookies))
    return request.with_header(scheme.parameter, value)


def _sent_credentials(scheme: Scheme, request: Request) -> list[str]:
    if scheme.place == "query":
        pairs = parse_qsl(request.query, keep_blank_values=True)
        return [value for name, value in pairs if name == scheme.parameter]
    if scheme.place == "cookie":
        lines = ";".join(header_values(request.headers, "Cookie")).split(";")
        parts = [line.strip().partition("=") for line in lines]
        return [value for name, _, value in parts if name == scheme.parameter]
    return [
        _normalized(scheme, value) for value in header_values(request.headers, scheme.parameter)
    ]


def _normalized(scheme: Scheme, value: str) -> str:
    # The scheme's name is case-insensitive (RFC 9110, 11.1).
    word, blank, rest = value.partition(" ")
    return f"{word.capitalize()}{blank}{rest}" if scheme.kind in ("basic", "bearer") else value


def _verify_signature(request: Request, secret: SecretKey, now: datetime) -> None:
    known = {secret.access: secret.secret}
    try:
        verify(request, known.get, now)
    except SignatureRejected as refused:
        raise CredentialRejected(str(refused)) from refused
    sent = request.header(SECURITY_TOKEN_HEADER) or ""
    if not hmac.compare_digest(sent.encode(), (secret.security_token or "").encode()):
        raise CredentialRejected(f"{SECURITY_TOKEN_HEADER} is not the key's")
