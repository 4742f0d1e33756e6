"""Signs requests and verifies signatures by `SDK-HMAC-SHA256` (AK/SK).

Source: Huawei Cloud, "API Request Signing Guide". The caller looks up keys and makes the response
to a rejected request.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_from_bytes, unquote_to_bytes

from clausebook.http.exchange import Request, header_values

ALGORITHM = "SDK-HMAC-SHA256"
DATE_HEADER = "X-Sdk-Date"
SECURITY_TOKEN_HEADER = "X-Security-Token"
CONTENT_HEADER = "X-Sdk-Content-Sha256"
UNSIGNED_BODY = "UNSIGNED-PAYLOAD"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
SKEW = timedelta(minutes=15)
DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z\Z")
AUTHORIZATION = re.compile(
    ALGORITHM + r" Access=([^\s,]+), SignedHeaders=([a-z0-9!#$%&'*+.^`|~;-]+),"
    r" Signature=([0-9a-f]{64})\Z"
)


class SignatureRejected(Exception):
    """The signature is not valid; the message is the reason and holds no secrets."""


@dataclass(frozen=True, slots=True)
class SecretKey:
    """An access key with its secret and, if the key is temporary, its security token."""

    access: str
    secret: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)


def current_time() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs requests with one key. `host` is the default for requests without a Host header."""

    key: SecretKey
    host: str = ""
    clock: Callable[[], datetime] = current_time

    def sign(self, request: Request) -> Request:
        """A signed copy of the request.

        It signs every header that is sent once, except names with an underscore, which proxies
        drop. Signed parts must not be changed afterwards.

        Raises:
            ValueError: neither the request nor the signer has a host.
        """
        host = request.header("Host") or self.host
        if not host:
            raise ValueError("cannot sign a request without a Host header")
        date = self.clock().astimezone(UTC).strftime(DATE_FORMAT)
        request = request.with_header("Authorization", None).with_header("Host", host)
        request = request.with_header(DATE_HEADER, date)
        if self.key.security_token is not None:
            request = request.with_header(SECURITY_TOKEN_HEADER, self.key.security_token)
        request = _with_unsigned_body_declared(request)
        names = [name.lower() for name, _ in request.headers]
        signed = sorted(name for name in names if names.count(name) == 1 and "_" not in name)
        signature = _signature(_as_received(request), signed, date, self.key.secret)
        value = (
            f"{ALGORITHM} Access={self.key.access}, SignedHeaders={';'.join(signed)},"
            f" Signature={signature}"
        )
        return replace(request, headers=(*request.headers, ("Authorization", value)))


def verify(request: Request, find_secret: Callable[[str], str | None], now: datetime) -> str:
    """The access key that signed `request`; `find_secret` returns the secret of an access key.

    X-Sdk-Date must be signed, and X-Security-Token and X-Sdk-Content-Sha256 if sent. Host need not
    be: the vendor's Go SDK leaves it out. Header values are Latin-1, as a server reads them. The
    caller must check that the security token belongs to the key.

    Raises:
        SignatureRejected: the signature is missing, malformed, expired or wrong.
    """
    match = AUTHORIZATION.match(_single_header(request, "Authorization"))
    if match is None:
        raise SignatureRejected("the Authorization header is malformed")
    access, signed, signature = match[1], match[2].split(";"), match[3]
    required = {DATE_HEADER.lower()} | {
        name.lower()
        for name in (SECURITY_TOKEN_HEADER, CONTENT_HEADER)
        if request.header(name) is not None
    }
    if missing := sorted(required - set(signed)):
        raise SignatureRejected(f"the header {missing[0]} must be signed")
    if signed != sorted(set(signed)):
        raise SignatureRejected("SignedHeaders must be sorted, each name once")
    for name in signed:
        _single_header(request, name)
    date = _single_header(request, DATE_HEADER)
    _check_date(date, now)
    _check_body(request)
    secret = find_secret(access)
    # The same work for unknown keys, against timing attacks.
    expected = _signature(request, signed, date, secret or "")
    if not hmac.compare_digest(expected, signature) or secret is None:
        raise SignatureRejected("the access key is unknown or the signature does not match")
    return access


def canonical_request(request: Request, signed: Sequence[str]) -> bytes:
    """The canonical form of a request, which signer and verifier both compute.

    Its path always ends in a slash. A plus sign in the query is a blank, as the service reads it.
    """
    # Blank and tab only: strip() would also remove UTF-8 bytes that are Latin-1 spaces.
    values = [(name, (request.header(name) or "").strip(" \t")) for name in signed]
    lines = (
        request.method.upper().encode(),
        _canonical_path(request.path),
        _canonical_query(request.query),
        "".join(f"{name}:{value}\n" for name, value in values).encode("latin-1"),
        ";".join(signed).encode(),
        _body_hash(request).encode(),
    )
    return b"\n".join(lines)


def _signature(request: Request, signed: Sequence[str], date: str, secret: str) -> str:
    digest = hashlib.sha256(canonical_request(request, signed)).hexdigest()
    text = f"{ALGORITHM}\n{date}\n{digest}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _canonical_path(path: str) -> bytes:
    parts = [quote_from_bytes(part, safe="~") for part in unquote_to_bytes(path).split(b"/")]
    joined = "/".join(parts)
    return (joined if joined.endswith("/") else f"{joined}/").encode()


def _canonical_query(query: str) -> bytes:
    pairs = [pair.replace("+", " ").partition("=") for pair in query.split("&") if pair]
    decoded = sorted((unquote_to_bytes(key), unquote_to_bytes(value)) for key, _, value in pairs)
    encoded = ((quote_from_bytes(k, safe="~"), quote_from_bytes(v, safe="~")) for k, v in decoded)
    return "&".join(f"{key}={value}" for key, value in encoded).encode()


def _as_received(request: Request) -> Request:
    """The request as a server reads it: header values sent as UTF-8 and decoded as Latin-1."""
    headers = tuple(
        (name, value.encode("utf-8", "surrogateescape").decode("latin-1"))
        for name, value in request.headers
    )
    return replace(request, headers=headers)


def _body_hash(request: Request) -> str:
    if request.body and request.header(CONTENT_HEADER) == UNSIGNED_BODY:
        return UNSIGNED_BODY
    return hashlib.sha256(request.body).hexdigest()


def _may_leave_body_unsigned(request: Request) -> bool:
    content_type = (request.header("Content-Type") or "application/json").lower()
    return not content_type.startswith(("application/json", "application/bson"))


def _with_unsigned_body_declared(request: Request) -> Request:
    if not request.body or not _may_leave_body_unsigned(request):
        return request
    return request.with_header(CONTENT_HEADER, UNSIGNED_BODY)


def _single_header(request: Request, name: str) -> str:
    values = header_values(request.headers, name)
    if len(values) != 1:
        raise SignatureRejected(f"the header {name} was sent {len(values)} times, not once")
    return values[0]


def _check_date(date: str, now: datetime) -> None:
    try:
        # The pattern first: strptime accepts shorter fields and non-ASCII digits.
        if not DATE.match(date):
            raise ValueError(date)
        sent = datetime.strptime(date, DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise SignatureRejected(f"{DATE_HEADER} is not of the form YYYYMMDDTHHMMSSZ") from None
    if abs(now - sent) > SKEW:
        raise SignatureRejected(f"{DATE_HEADER} is more than 15 minutes away from now")


def _check_body(request: Request) -> None:
    declared = request.header(CONTENT_HEADER)
    if declared is None or declared == hashlib.sha256(request.body).hexdigest():
        return
    if declared != UNSIGNED_BODY or (request.body and not _may_leave_body_unsigned(request)):
        raise SignatureRejected(f"{CONTENT_HEADER} does not fit the body")
