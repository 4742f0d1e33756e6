"""What security schemes demand, make and prove; the signature in test_signature.py."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clausebook.auth import (
    CredentialRejected,
    SecretKey,
    credentials_for,
    schemes_of,
    secret_headers,
    verify_credential,
)
from clausebook.http.exchange import Request
from clausebook.openapi import Document, load

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SCHEMES = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "basic": {"type": "http", "scheme": "Basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "oauth": {"type": "oauth2", "flows": {}},
    "signature": {"type": "http", "scheme": "SDK-HMAC-SHA256"},
    "date": {"type": "apiKey", "in": "header", "name": "X-Sdk-Date"},
    "digest": {"type": "http", "scheme": "digest"},
}
MADE = {
    "header": ("GET /a", (("X-Key", "s3cret"),)),
    "query": ("GET /a?key=s3cret", ()),
    "cookie": ("GET /a", (("Cookie", "session=s3cret"),)),
    "basic": ("GET /a", (("Authorization", "Basic czNjcmV0"),)),
    "bearer": ("GET /a", (("Authorization", "Bearer s3cret"),)),
    "oauth": ("GET /a", (("Authorization", "Bearer s3cret"),)),
}


def document(folder: Path, security: list[dict[str, list[str]]]) -> Document:
    """A document with every scheme, that demands `security`."""
    data: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "security": security,
        "paths": {"/a": {"get": {"responses": {"204": {"description": "done"}}}}},
        "components": {"securitySchemes": SCHEMES},
    }
    path = folder / "api.json"
    path.write_text(json.dumps(data), "utf-8")
    return load(path)


@pytest.mark.parametrize("name", MADE)
def test_a_credential_is_put_where_the_scheme_says(tmp_path: Path, name: str) -> None:
    sign = credentials_for(document(tmp_path, [{name: []}]), {name: "s3cret"})

    signed = sign(Request("GET", "/a"))

    assert (f"{signed.method} {signed.target}", signed.headers) == MADE[name]


@pytest.mark.parametrize("name", MADE)
def test_a_made_credential_is_verified_and_no_other(tmp_path: Path, name: str) -> None:
    made = document(tmp_path, [{name: []}])
    scheme = schemes_of(made)[name]
    signed = credentials_for(made, {name: "s3cret"})(Request("GET", "/a"))

    verify_credential(scheme, signed, "s3cret", NOW)
    for wrong in (Request("GET", "/a"), credentials_for(made, {name: "s3cre"})(signed)):
        with pytest.raises(CredentialRejected, match=scheme.parameter):
            verify_credential(scheme, wrong, "s3cret", NOW)


def test_a_credential_that_is_sent_twice_is_rejected(tmp_path: Path) -> None:
    scheme = schemes_of(document(tmp_path, []))["header"]

    with pytest.raises(CredentialRejected):
        verify_credential(scheme, Request("GET", "/a", (("X-Key", "s"), ("x-key", "s"))), "s", NOW)


def test_the_word_before_a_credential_may_be_in_any_case(tmp_path: Path) -> None:
    scheme = schemes_of(document(tmp_path, []))["bearer"]

    verify_credential(scheme, Request("GET", "/a", (("Authorization", "bEARER s"),)), "s", NOW)


def test_a_cookie_joins_those_that_are_there(tmp_path: Path) -> None:
    sign = credentials_for(document(tmp_path, [{"cookie": []}]), {"cookie": "s"})

    assert sign(Request("GET", "/a", (("Cookie", "a=b"),))).header("Cookie") == "a=b; session=s"


def test_the_first_requirement_that_can_be_met_is_taken(tmp_path: Path) -> None:
    made = document(tmp_path, [{"header": [], "query": []}, {"bearer": []}])

    signed = credentials_for(made, {"header": "a", "bearer": "b"})(Request("GET", "/a"))

    assert signed.headers == (("Authorization", "Bearer b"),)


def test_all_schemes_of_a_requirement_are_made_together(tmp_path: Path) -> None:
    made = document(tmp_path, [{"header": [], "query": []}])

    signed = credentials_for(made, {"header": "a", "query": "b c"})(Request("GET", "/a?x=1"))

    assert (signed.target, signed.headers) == ("/a?x=1&key=b%20c", (("X-Key", "a"),))


def test_an_operations_own_requirements_replace_the_documents(tmp_path: Path) -> None:
    made = document(tmp_path, [{"header": []}])

    sign = credentials_for(made, {}, requirements=[{}])

    assert sign(Request("GET", "/a")) == Request("GET", "/a")


def test_a_requirement_that_cannot_be_met_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"no credentials for header\+query or bearer"):
        credentials_for(document(tmp_path, [{"header": [], "query": []}, {"bearer": []}]), {})


def test_a_scheme_that_nothing_here_can_make_is_named(tmp_path: Path) -> None:
    sign = credentials_for(document(tmp_path, [{"digest": []}]), {"digest": "s"})

    with pytest.raises(LookupError, match="digest"):
        sign(Request("GET", "/a"))


def test_the_signature_needs_only_the_key_and_covers_the_other_credentials(tmp_path: Path) -> None:
    """The date is a scheme of its own in the document, but it is the signature that makes it."""
    made = document(tmp_path, [{"signature": [], "date": [], "header": []}])
    key = SecretKey("ak", "sk")

    sign = credentials_for(made, {"signature": key, "header": "s"}, "example.com")
    signed = sign(Request("GET", "/a"))

    verify_credential(schemes_of(made)["signature"], signed, key, datetime.now(UTC))
    assert "SignedHeaders=host;x-key;x-sdk-date," in (signed.header("Authorization") or "")


@pytest.mark.parametrize("wrong", [SecretKey("ak", "other"), SecretKey("ak", "sk", "token")])
def test_another_key_is_rejected(tmp_path: Path, wrong: SecretKey) -> None:
    made = document(tmp_path, [{"signature": []}])
    sign = credentials_for(made, {"signature": SecretKey("ak", "sk")}, "example.com")

    with pytest.raises(CredentialRejected):
        verify_credential(
            schemes_of(made)["signature"], sign(Request("GET", "/a")), wrong, datetime.now(UTC)
        )


def test_the_headers_that_hold_secrets_are_known(tmp_path: Path) -> None:
    """The date that a signature adds is none."""
    secret = {"x-key", "cookie", "authorization", "x-security-token"}

    assert secret_headers(document(tmp_path, [])) == secret


def test_a_key_does_not_show_its_secret() -> None:
    assert repr(SecretKey("ak", "sk", "st")) == "SecretKey(access='ak')"
