"""SDK-HMAC-SHA256: equal to the vendor's signer on fixed requests, and no tampered copy passes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from clausebook.auth import SecretKey, SignatureRejected, Signer, verify
from clausebook.auth.signature import canonical_request
from clausebook.http.exchange import Request

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
KEY = SecretKey("AKEXAMPLE", "SKEXAMPLE")
TEMPORARY = SecretKey("AKEXAMPLE", "SKEXAMPLE", "st")
JSON = ("Content-Type", "application/json")
TARGET = "/v1/th%C3%AFngs/a%2Fb?B=&a=&a=~%C3%BC%2B%26%3D&b=2%203"
NOTES = (JSON, ("X-Note", " naïve à "), ("under_score", "x"))
WHOLE = Request(
    "POST", "/v1/things/7?size=10&name=b%C3%BCro%2B", (JSON, ("X-Note", "à")), b'{"a":1}'
)

# The signatures were made by huaweicloudsdkcore 3.1.219, not by this code.
VENDORS = [
    (KEY, Request("DELETE", "/v1/things"),
     "a1acc5375a56254f52401c24f92e6f3ae5b06e3f512b70b1ba924c0ba0cfc170"),
    (TEMPORARY, Request("GET", TARGET, NOTES),
     "6884cff22c9adc0d1e7b4283206f676ccb1d58edb2d5dc999212f03817c19dbd"),
    (KEY, Request("POST", "/v1/things", (("Content-Type", "application/json;charset=utf8"),),
                  '{"a": "ü"}'.encode()),
     "c53855a3538e3cfa93bebc651498ddf017a9a3ad5895d80f499d0ee754a36814"),
    (KEY, Request("POST", "/v1/things", (("Content-Type", "text/plain"),), b"hello"),
     "41aa4ed31bd3e0da8f3d12053bed0ee0eeae20383a3d1bf6dfad6763ce3d9200"),
]  # fmt: skip


def signed_by(key: SecretKey, request: Request, host: str = "api.example.com") -> Request:
    """The request, signed at NOW."""
    return Signer(key, host, lambda: NOW).sign(request)


def received(request: Request) -> Request:
    """The request as a server reads it: a character for each byte of a header."""
    headers = tuple((k, v.encode("utf-8").decode("latin-1")) for k, v in request.headers)
    return replace(request, headers=headers)


def secret_of(access: str) -> str | None:
    """The secret of the one key that is known."""
    return KEY.secret if access == KEY.access else None


@pytest.mark.parametrize(
    ("key", "request_", "signature"), VENDORS, ids=["bare", "everything", "body", "unsigned body"]
)
def test_the_signature_is_the_one_that_the_vendors_signer_makes(
    key: SecretKey, request_: Request, signature: str
) -> None:
    authorization = signed_by(key, request_).header("Authorization")

    assert (authorization or "").endswith(f"Signature={signature}")


@pytest.mark.parametrize("row", VENDORS, ids=["bare", "everything", "body", "unsigned body"])
def test_a_signed_request_names_its_key(row: tuple[SecretKey, Request, str]) -> None:
    assert verify(received(signed_by(*row[:2])), secret_of, NOW) == KEY.access


def other(text: str, index: int) -> str:
    """The text with another character at this place."""
    return text[:index] + ("1" if text[index] != "1" else "2") + text[index + 1 :]


def tampered(request: Request) -> Iterator[tuple[str, Request]]:
    """Copies of a signed request, each with one character of something that is signed changed."""
    for index in range(len(request.method)):
        yield f"method {index}", replace(request, method=other(request.method, index))
    for index in range(len(request.target)):
        if request.target[index] not in "?":
            changed = replace(request, target=other(request.target, index))
            yield f"target {index}", changed
    for name, value in request.headers:
        for index in range(len(value)):
            yield f"{name} {index}", request.with_header(name, other(value, index))
        yield f"{name} gone", request.with_header(name, None)
        yield f"{name} twice", replace(request, headers=(*request.headers, (name, value)))
    text = request.body.decode()
    for index in range(len(text)):
        yield f"body {index}", replace(request, body=other(text, index).encode())
    yield "body gone", replace(request, body=b"")
    yield "body longer", replace(request, body=request.body + b" ")
    yield "query gone", replace(request, target=request.path)
    yield "parameter added", replace(request, target=f"{request.target}&x=1")
    yield "parameter twice", replace(request, target=f"{request.target}&size=10")
    yield "blank for plus", replace(request, target=request.target.replace("%2B", "+"))


TAMPERED = list(tampered(received(signed_by(TEMPORARY, WHOLE))))


@pytest.mark.parametrize("copy", [c for _, c in TAMPERED], ids=[name for name, _ in TAMPERED])
def test_a_tampered_copy_is_rejected(copy: Request) -> None:
    with pytest.raises(SignatureRejected):
        verify(copy, secret_of, NOW)


def test_every_signed_field_was_tampered_with() -> None:
    """A list that shrank would prove less without saying so."""
    fields = {name.split(" ")[0] for name, _ in TAMPERED}

    assert len(TAMPERED) > 250
    assert fields >= {"method", "target", "Host", "X-Sdk-Date", "X-Security-Token", "Authorization",
                      "Content-Type", "X-Note", "body"}  # fmt: skip


@pytest.mark.parametrize(
    ("target", "same"),
    [
        pytest.param("/a?x=1&y=2", "/a?y=2&x=1", id="order of the query"),
        pytest.param("/a?x=1", "/a/?x=1", id="final slash"),
        pytest.param("/a?x=%7E", "/a?x=~", id="needless encoding"),
        pytest.param("/a?x=", "/a?x", id="empty value"),
        pytest.param("/a?x=b%20c", "/a?x=b+c", id="plus for a blank"),
    ],
)
def test_two_spellings_of_one_request_have_one_signature(target: str, same: str) -> None:
    first, second = (signed_by(KEY, Request("GET", place)) for place in (target, same))

    assert first.header("Authorization") == second.header("Authorization")


@pytest.mark.parametrize("minutes", [15, -15], ids=["late", "early"])
def test_a_clock_may_differ_by_fifteen_minutes_and_no_more(minutes: int) -> None:
    request = signed_by(KEY, Request("GET", "/a"))
    off = timedelta(minutes=minutes)

    assert verify(request, secret_of, NOW + off) == KEY.access
    with pytest.raises(SignatureRejected, match="15 minutes"):
        verify(request, secret_of, NOW + off * 1.001)


@pytest.mark.parametrize("date", ["", "2026-01-02", "20260102T030405", "20261302T030405Z",
                                  "20260102T03040\u0665Z", "20260102T030405Z\n"])  # fmt: skip
def test_a_malformed_date_is_rejected(date: str) -> None:
    request = signed_by(KEY, Request("GET", "/a")).with_header("X-Sdk-Date", date)

    with pytest.raises(SignatureRejected, match="YYYYMMDD"):
        verify(request, secret_of, NOW)


@pytest.mark.parametrize("name", ["x-sdk-date", "x-security-token", "x-sdk-content-sha256"])
def test_a_header_that_changes_what_is_meant_must_be_signed(name: str) -> None:
    plain = Request("POST", "/a", (("Content-Type", "text/plain"),), b"hello")
    request = signed_by(TEMPORARY, plain)
    authorization = request.header("Authorization") or ""
    listed = authorization.partition("SignedHeaders=")[2].partition(",")[0]
    fewer = ";".join(kept for kept in listed.split(";") if kept != name)

    changed = request.with_header("Authorization", authorization.replace(listed, fewer))

    with pytest.raises(SignatureRejected, match=f"the header {name} must be signed"):
        verify(changed, secret_of, NOW)


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer x", "SDK-HMAC-SHA256", "SDK-HMAC-SM3 Access=a, SignedHeaders=host, Signature=0",
     "SDK-HMAC-SHA256 Credential=AK/20260102/r/s/sdk_request, SignedHeaders=host, Signature=0"],
    ids=["empty", "another scheme", "nothing more", "another algorithm", "the older form"],
)  # fmt: skip
def test_what_is_no_such_signature_is_rejected(authorization: str) -> None:
    with pytest.raises(SignatureRejected, match="malformed"):
        verify(Request("GET", "/a", (("Authorization", authorization),)), secret_of, NOW)


def test_an_unknown_key_is_rejected_like_a_wrong_signature() -> None:
    """The reason must not tell which keys exist."""
    request = signed_by(replace(KEY, access="NOBODY"), Request("GET", "/a"))
    wrong = signed_by(replace(KEY, secret="wrong"), Request("GET", "/a"))
    reasons = set()
    for refused in (request, wrong):
        with pytest.raises(SignatureRejected) as caught:
            verify(refused, secret_of, NOW)
        reasons.add(str(caught.value))

    assert len(reasons) == 1


def test_an_unknown_key_has_no_empty_secret() -> None:
    request = signed_by(SecretKey("NOBODY", ""), Request("GET", "/a"))

    with pytest.raises(SignatureRejected, match="unknown"):
        verify(request, secret_of, NOW)


@pytest.mark.parametrize("names", ["x-sdk-date;host", "host;host;x-sdk-date"])
def test_the_list_of_signed_headers_has_one_spelling(names: str) -> None:
    """Even a proof made with the right secret over another spelling is refused."""
    request = signed_by(KEY, Request("GET", "/a"))
    digest = hashlib.sha256(canonical_request(request, names.split(";"))).hexdigest()
    text = f"SDK-HMAC-SHA256\n{request.header('X-Sdk-Date')}\n{digest}"
    proof = hmac.new(KEY.secret.encode(), text.encode(), "sha256").hexdigest()
    value = f"SDK-HMAC-SHA256 Access={KEY.access}, SignedHeaders={names}, Signature={proof}"

    with pytest.raises(SignatureRejected, match="sorted"):
        verify(request.with_header("Authorization", value), secret_of, NOW)


@pytest.mark.parametrize(
    ("media_type", "declared"),
    [("application/json", "UNSIGNED-PAYLOAD"), ("text/plain", "0" * 64)],
    ids=["JSON left unsigned", "hash of another body"],
)
def test_what_is_declared_of_the_body_must_fit_it(media_type: str, declared: str) -> None:
    fields = (("Content-Type", media_type), ("X-Sdk-Content-Sha256", declared))
    request = signed_by(KEY, Request("POST", "/a", fields))

    with pytest.raises(SignatureRejected, match="does not fit the body"):
        verify(replace(request, body=b"{}"), secret_of, NOW)


def test_a_header_that_is_sent_twice_is_left_unsigned() -> None:
    """Proxies may join or reorder its values, and then nobody could verify them."""
    request = signed_by(KEY, Request("GET", "/a", (("X-A", "1"), ("x-a", "2"))))

    assert verify(request, secret_of, NOW) == KEY.access
    assert "SignedHeaders=host;x-sdk-date," in (request.header("Authorization") or "")


def test_a_host_is_needed() -> None:
    with pytest.raises(ValueError, match="Host"):
        Signer(KEY).sign(Request("GET", "/a"))
