"""Probes of credentials: each alternative opens, and nothing that resembles a credential does."""

from __future__ import annotations

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation, load
from clausebook.resources import Probe
from fakes.paths import DOCUMENTS

ORDERS = load(DOCUMENTS / "probed.yaml")
JUDGED = load(DOCUMENTS / "judged.yaml")
READ = ORDERS.operation("GET", "/shops/{shop}/orders/{order}")
DELETE = ORDERS.operation("DELETE", "/shops/{shop}/orders/{order}")
TOKEN_KEY = "GET /shops/{}/orders/{} security apiKey header X-Auth-Token"
TAMPERED = [
    ("an empty {}", ""),
    ("a blank {}", " "),
    ("a valid {} without its last character", "s3Cre"),
    ("a valid {} with one more character at the end", "s3Cret0"),
    ("a valid {} with one more character at the start", "0s3Cret"),
    ("a valid {} without its first character", "3Cret"),
    ("a valid {} with another last character", "s3CreN"),
    ("the word null as the {}", "null"),
]


def unauthenticated(operation: Operation, document: Document = ORDERS) -> list[Probe]:
    """The probes of an operation that must be rejected as unauthenticated."""
    probes = Planner(document, Facts(), Judge(document)).probes(operation)
    return [probe for probe in probes if probe.expects == "rejected as unauthenticated"]


def test_a_header_is_taken_away_or_tampered_with_and_nothing_else() -> None:
    request = Request("GET", "/x", (("x-auth-token", "s3Cret"), ("X-Other", "o")))
    made = {probe.description: probe.tamper(request) for probe in unauthenticated(READ)}
    sent = {what: tuple(r.headers) for what, r in made.items() if r is not None}

    assert sent.pop("no credential") == (("X-Other", "o"),)
    assert sent.pop("no credential and no optional parameter") == (("X-Other", "o"),)
    assert sent.pop("a valid X-Auth-Token reversed")[1][1] == "terC3s"
    assert sent.pop("an invalid X-Auth-Token")[1][1] == "clausebook-made-up"
    assert sent.pop("a valid X-Auth-Token with its case swapped") == (
        ("X-Other", "o"),
        ("X-Auth-Token", "S3cRET"),
    )
    assert sent == {
        what.format("X-Auth-Token"): (("X-Other", "o"), ("X-Auth-Token", value))
        for what, value in TAMPERED
    }
    assert {probe.clause for probe in unauthenticated(READ)} == {TOKEN_KEY}


def test_whoever_proves_nothing_is_refused_whatever_else_is_said() -> None:
    request = Request("GET", "/x", (("X-Auth-Token", "s3Cret"), ("X-Other", "o")))
    probes = [p for p in Planner(ORDERS, Facts(), Judge(ORDERS)).probes(READ) if p.tamper(request)]
    sent = {p.description: dict(r.headers) for p in probes if (r := p.tamper(request))}
    near = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}

    other = {"X-Other": "o"}
    assert sent["no credential, with headers that claim a local client,"] == other | near
    for kind, word in {"basic": "Basic ", "bearer": "Bearer "}.items():
        headers = sent[f"an invalid credential of the undocumented scheme {kind}"]
        assert headers.pop("Authorization").startswith(word)
        assert headers == other


def test_nothing_optional_is_sent_without_a_credential_too() -> None:
    probes = {probe.description: probe for probe in unauthenticated(READ)}
    less = probes["no credential and no optional parameter"].draft
    optional = [(p.place, p.name) for p in READ.parameters if not p.required]

    assert optional
    assert not set(optional) & less.values.keys()
    assert set(optional) & probes["no credential"].draft.values.keys()


@pytest.mark.parametrize(
    ("value", "other"),
    [("s3CreA", "s3Creg"), ("s3Creg", "s3CreA"), ("s3Cre-", "s3Cree"), ("s3Cre=", "s3Cre0")],
)
def test_another_last_character_means_other_bytes_in_base64(value: str, other: str) -> None:
    (probe,) = (
        p for p in unauthenticated(READ) if p.description.endswith("another last character")
    )
    sent = probe.tamper(Request("GET", "/x", (("X-Auth-Token", value),)))

    assert sent is not None
    assert sent.header("X-Auth-Token") == other


def test_the_word_null_stands_behind_the_name_of_the_scheme() -> None:
    request = Request("DELETE", "/x", (("Authorization", "Bearer s"),))
    probes = [
        p for p in unauthenticated(DELETE) if p.description == "the word null as the Authorization"
    ]
    (sent,) = (p.tamper(request) for p in probes)

    assert sent is not None
    assert sent.header("Authorization") == "Bearer null"


def test_a_credential_that_was_not_sent_is_not_tampered_with() -> None:
    bare = Request("GET", "/x", (("X-Other", "o"),))

    assert [
        probe.description for probe in unauthenticated(READ) if probe.tamper(bare) is not None
    ] == []


def test_each_alternative_is_tampered_with_by_its_own_header() -> None:
    request = Request("DELETE", "/x", (("Authorization", "Bearer s"),))
    possible = [p for p in unauthenticated(DELETE) if p.tamper(request) is not None]

    assert {p.clause.partition(" security ")[2] for p in unauthenticated(DELETE)} == {
        "apiKey header X-Auth-Token",
        "http bearer",
    }
    bare = "no credential"
    assert {p.description.rpartition(" ")[2] for p in possible if p.description != bare} == {
        *("Authorization", "character", "end", "start", "reversed", "swapped"),
        "X-Auth-Token",  # made up, and nothing else
    }


def test_tampering_that_changes_nothing_is_no_probe() -> None:
    (probe,) = (p for p in unauthenticated(READ) if p.description.endswith("case swapped"))

    assert probe.tamper(Request("GET", "/x", (("X-Auth-Token", "123"),))) is None


@pytest.mark.parametrize(
    ("path", "request_", "expected"),
    [
        (
            "/secret/cookie",
            Request("GET", "/x", (("Cookie", "a=1; sid=s3Cret"),)),
            [("Cookie", "a=1"), *(("Cookie", f"a=1; sid={v}") for v in ("", "%20", "s3Cre"))],
        ),
        (
            "/secret/both",
            Request("GET", "/x?a=1&key=s3Cret"),
            [("", "/x?a=1"), *(("", f"/x?a=1&key={v}") for v in ("", "%20", "s3Cre"))],
        ),
    ],
    ids=["cookie", "query"],
)
def test_a_credential_in_a_cookie_or_the_query_is_tampered_with_there(
    path: str, request_: Request, expected: list[tuple[str, str]]
) -> None:
    probes = unauthenticated(JUDGED.operation("GET", path), JUDGED)
    sent = [tampered for p in probes if (tampered := p.tamper(request_)) is not None]
    found = [(("Cookie", r.header("Cookie")) if r.headers else ("", r.target)) for r in sent]

    assert [entry for entry in expected if entry not in found] == []


def test_of_two_that_are_needed_together_each_is_left_out_alone() -> None:
    request = Request("GET", "/x?key=k", (("Authorization", "Bearer t"),))
    probes = unauthenticated(JUDGED.operation("GET", "/secret/both"), JUDGED)
    left_out = [p.tamper(request) for p in probes if p.description.startswith("a request without ")]

    assert [(r.target, r.headers) for r in left_out if r is not None] == [
        ("/x", request.headers),
        ("/x?key=k", ()),
    ]


@pytest.mark.parametrize(
    ("document", "method", "path"),
    [
        ("orders", "POST", "/orders"),
        ("judged", "GET", "/secret/maybe"),
        ("judged", "GET", "/query"),
    ],
)
def test_an_operation_that_is_open_to_all_has_no_probe_of_credentials(
    document: str, method: str, path: str
) -> None:
    loaded = ORDERS if document == "orders" else JUDGED

    assert unauthenticated(loaded.operation(method, path), loaded) == []


def _misplaced(operation: Operation, request: Request) -> dict[str, tuple[str, str | None]]:
    probes = Planner(ORDERS, Facts(), Judge(ORDERS)).probes(operation)
    sent = {
        p.description: p.tamper(request)
        for p in probes
        if p.description.startswith("a valid ") and p.expects == "rejected"
    }
    return {
        what.partition("a valid ")[2]: (r.target, r.header("Authorization") or r.header("Cookie"))
        for what, r in sent.items()
        if r is not None
    }


def test_a_header_is_put_wherever_else_a_credential_is_looked_for() -> None:
    assert _misplaced(READ, Request("GET", "/x", (("X-Auth-Token", "s3 C"),))) == {
        "X-Auth-Token in the query": (
            "/x?X-Auth-Token=s3%20C&token=s3%20C&access_token=s3%20C",
            None,
        ),
        "X-Auth-Token as a cookie": ("/x", "X-Auth-Token=s3%20C"),
        "X-Auth-Token as a bearer token": ("/x", "Bearer s3 C"),
        "X-Auth-Token as the plain Authorization": ("/x", "s3 C"),
    }


def test_a_bearer_token_is_sent_without_its_word_and_in_the_query() -> None:
    assert _misplaced(DELETE, Request("DELETE", "/x", (("Authorization", "Bearer s"),))) == {
        "Authorization without its scheme name": ("/x", "s"),
        "Authorization in the query": ("/x?access_token=s", None),
    }


def test_a_very_long_credential_is_not_put_into_a_target_that_no_server_would_take() -> None:
    assert _misplaced(READ, Request("GET", "/x", (("X-Auth-Token", 2_000 * "s"),))) == {}
