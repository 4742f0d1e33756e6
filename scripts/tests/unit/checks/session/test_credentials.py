"""Which credentials a request carries: those of one alternative, never a valid other beside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from clausebook.auth import Secret
from clausebook.checks.provider.probes import Planner
from clausebook.checks.session import ProviderConnection
from clausebook.checks.session.credentials import Credentials
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.openapi import Document, load
from clausebook.resources import valid_request

SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "inQuery": {"type": "apiKey", "in": "query", "name": "X-Key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "custom": {"type": "http", "scheme": "ApiKey"},
    "tls": {"type": "mutualTLS"},
}


def _document(folder: Path, *alternatives: str) -> Document:
    path = folder / "openapi.json"
    data: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "security": [{name: [] for name in it.split("+") if name} for it in alternatives],
        "paths": {
            "/a": {"get": {"responses": {"204": {"description": "a"}, "401": {"description": "b"}}}}
        },
        "components": {"securitySchemes": SCHEMES},
    }
    path.write_text(json.dumps(data), "utf-8")
    return load(path)


def _sent(
    document: Document,
    headers: Mapping[str, str],
    keys: Mapping[str, Secret],
    alternative: tuple[str, ...] | None,
) -> str | None:
    """Target and headers of the request, without its host."""
    draft = valid_request(document, document.operations[0], Facts())
    with closing(AsgiTransport(MockProvider(document))) as transport:
        connection = ProviderConnection(transport, document, credentials=headers, keys=keys)
        request = connection.request(draft, alternative)
    if request is None:
        return None
    shown = [f"{name}: {value}" for name, value in request.headers if name != "Host"]
    return " | ".join([request.target, *sorted(shown)])


@pytest.mark.parametrize(
    ("alternative", "expected"),
    [
        (None, "/a | X-Key: k | X-Other: o"),
        (("key",), "/a | X-Key: k | X-Other: o"),
        (("bearer",), "/a | Authorization: Bearer b | X-Other: o"),
        (("cookie",), None),
    ],
    ids=["any", "key", "bearer", "cookie"],
)
def test_a_header_of_another_alternative_stays_away(
    tmp_path: Path, alternative: tuple[str, ...] | None, expected: str | None
) -> None:
    document = _document(tmp_path, "key", "bearer", "cookie")
    headers = {"X-Key": "k", "Authorization": "Bearer b", "X-Other": "o"}

    assert _sent(document, headers, {}, alternative) == expected


@pytest.mark.parametrize(
    ("alternative", "expected"),
    [
        (("basic",), "/a | Authorization: Basic dTpw"),
        (("bearer",), "/a | Authorization: Bearer t"),
        (("custom",), "/a | Authorization: ApiKey c"),
        (("key", "inQuery"), "/a?X-Key=q | X-Key: k"),
    ],
    ids=lambda it: "+".join(it) if isinstance(it, tuple) else "",
)
def test_schemes_that_share_a_header_go_one_at_a_time(
    tmp_path: Path, alternative: tuple[str, ...], expected: str
) -> None:
    document = _document(tmp_path, "basic", "bearer", "custom", "key+inQuery")
    keys = {"basic": "u:p", "bearer": "t", "custom": "c", "key": "k", "inQuery": "q"}

    assert _sent(document, {}, keys, alternative) == expected


def test_a_header_and_a_secret_meet_an_alternative_together(tmp_path: Path) -> None:
    document = _document(tmp_path, "key+bearer")

    sent = _sent(document, {"X-Key": "k", "X-Other": "o"}, {"bearer": "t"}, ("key", "bearer"))

    assert sent == "/a | Authorization: Bearer t | X-Key: k | X-Other: o"


def test_a_header_is_the_credential_of_the_scheme_that_it_names(tmp_path: Path) -> None:
    document = _document(tmp_path, "basic", "bearer")

    assert _sent(document, {"Authorization": "bearer t"}, {}, ("basic",)) is None


@pytest.mark.parametrize(
    ("alternatives", "keys", "expected"),
    [
        (["bearer"], {}, "no credential for bearer (http bearer); pass --credential bearer=env:"),
        (["inQuery"], {}, "no credential for inQuery (apiKey in query X-Key); pass --credential "),
        (["tls"], {}, "no client certificate for tls (mutualTLS); pass --client-cert FILE"),
        (["bearer", "key"], {"key": "k"}, ""),
        (["bearer", ""], {}, ""),
        (["bearer+key"], {"key": "k"}, "no credential for bearer"),
    ],
    ids=["bearer", "query", "mutualTLS", "another is there", "public", "one of two"],
)
def test_what_is_lacking_says_which_option(
    tmp_path: Path, alternatives: list[str], keys: dict[str, str], expected: str
) -> None:
    document = _document(tmp_path, *alternatives)

    lacking = Credentials(document, {}, keys).lacking(document.operations[0])

    assert lacking.startswith(expected)
    assert bool(lacking) == bool(expected)


def _probed(document: Document, keys: Mapping[str, Secret]) -> dict[str, Request]:
    """The requests of the probes of security, by description, with what they expect."""
    probes = Planner(document, Facts(), Judge(document)).probes(document.operations[0])
    made = {}
    with closing(AsgiTransport(MockProvider(document))) as transport:
        connection = ProviderConnection(transport, document, keys=keys)
        for probe in probes:
            request = connection.request(probe.draft, probe.alternative)
            changed = probe.tamper(request) if request else None
            if probe.key_parts.is_security and changed is not None:
                made[f"{probe.description} ({probe.clause.rpartition(' ')[2]})"] = changed
    return made


def test_a_credential_is_not_moved_to_where_another_alternative_takes_it(tmp_path: Path) -> None:
    document = _document(tmp_path, "key", "inQuery", "bearer")

    made = _probed(document, {"key": "the-key", "inQuery": "the-key", "bearer": "b"})

    moved = [name for name in made if " in the query" in name or "as a bearer" in name]
    assert moved == ["a valid Authorization in the query (bearer)"]


def test_a_certificate_of_the_connection_is_no_header_that_could_be_tampered_with(
    tmp_path: Path,
) -> None:
    document = _document(tmp_path, "tls", "bearer")

    made = _probed(document, {"tls": "", "bearer": "b"})

    assert {name.partition(" (")[0] for name in made} == {"the valid credential"}


def test_secrets_and_what_is_made_of_them_are_redacted(tmp_path: Path) -> None:
    document = _document(tmp_path, "basic", "inQuery")
    keys = {"basic": "alice:pass-word-1", "inQuery": "s3cr"}
    with closing(AsgiTransport(MockProvider(document))) as transport:
        connection = ProviderConnection(transport, document, keys=keys)
        redaction = connection.redaction([])
        draft = valid_request(document, document.operations[0], Facts())
        lines = [
            redaction.curl(request, "http://a.test")
            for name in keys
            if (request := connection.request(draft, (name,)))
        ]

    assert len(lines) == 2
    assert "$BASIC" in lines[0]
    for secret in ("YWxpY2U6cGFzcy13b3JkLTE=", "pass-word-1", "s3cr"):
        assert secret not in "".join(lines)
