"""A finding's curl line repeats the request with any variant of a credential, but shows none."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import quote

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts, Foreign
from clausebook.http.curl_redaction import CurlRedaction
from clausebook.http.exchange import Request
from clausebook.http.transport import AsgiTransport
from fakes.notes_api import FACTS, JUDGE, KEY, NOTES, Spoiled
from fakes.shell_replay import after, run

PLANNER = Planner(NOTES, FACTS, JUDGE)
PROBES = {
    probe.description: probe
    for probe in PLANNER.probes(NOTES.operation("GET", "/notes/{name}"))
    if " security" in probe.clause
}
WITHOUT_EXPANSION = {
    "a valid X-Token with another last character",
    "a valid X-Token reversed",
    "a valid X-Token with its case swapped",
}
BEARER = "Bearer eyJ.a-long-one.sig"
VARIABLES = {"x-token": "T", "authorization": "A", "cookie": "C"}


def curl_line(request: Request, credentials: dict[str, str], facts: Facts = FACTS) -> str:
    """The curl line of a finding about this request."""
    with closing(AsgiTransport(Spoiled())) as transport:
        variables = {name.lower(): VARIABLES[name.lower()] for name in credentials}
        session = ProviderSession.over(
            *(NOTES, JUDGE, facts, transport, credentials), {**variables, "x-other": "O"}
        )
        return session.finding("c", request, "message").reproduce


def sent_by_curl(line: str, credentials: dict[str, str]) -> tuple[list[tuple[str, str]], str]:
    """The headers and the target of the curl line, with the variables set to the credentials."""
    values = {VARIABLES[name.lower()]: value for name, value in credentials.items()}
    words, _ = run(line, **values)
    headers = [
        (word[:-1], "") if word.endswith(";") else tuple(word.split(": ", 1))
        for word in after(words, "-H")
    ]
    return headers, "/" + words[-1].split("/", 3)[3]  # type: ignore[return-value]


def sent_by_us(request: Request) -> tuple[list[tuple[str, str]], str]:
    """The headers and the target of a request, header values stripped (RFC 9110, 5.5)."""
    return [(name, value.strip()) for name, value in request.headers], request.target


@pytest.mark.parametrize("label", [label for label in PROBES if label not in WITHOUT_EXPANSION])
def test_the_curl_line_repeats_a_credential_probe(label: str) -> None:
    probe, credentials = PROBES[label], {"X-Token": KEY}
    request = probe.tamper(probe.draft.request(credentials))
    assert request is not None
    line = curl_line(request, credentials)

    assert sent_by_curl(line, credentials) == sent_by_us(request)
    assert KEY[1:-1] not in line


@pytest.mark.parametrize("label", sorted(WITHOUT_EXPANSION))
def test_a_variant_without_shell_expansion_is_redacted_as_a_whole(label: str) -> None:
    probe, credentials = PROBES[label], {"X-Token": KEY}
    request = probe.tamper(probe.draft.request(credentials))
    assert request is not None

    assert "-H 'X-Token: ***' " in curl_line(request, credentials)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (KEY, """'X-Token: '"$T\""""),
        (KEY[:-1], """'X-Token: '"${T%?}\""""),
        (KEY[1:], """'X-Token: '"${T#?}\""""),
        (f"{KEY}0", """'X-Token: '"${T}0\""""),
        (f"0{KEY}", """'X-Token: '"0$T\""""),
        ("null", "'X-Token: null'"),
        ("clausebook-made-up", "'X-Token: clausebook-made-up'"),
        ("", "'X-Token;'"),
        (" ", "'X-Token;'"),
        (KEY[:10], "'X-Token: ***'"),
        (KEY[-10:], "'X-Token: ***'"),
        (f"{KEY[:-1]}!", "'X-Token: ***'"),
    ],
)
def test_a_credential_and_its_simple_variants_are_written_by_the_variable(
    value: str, word: str
) -> None:
    line = curl_line(Request("GET", "/notes", (("X-Token", value),)), {"X-Token": KEY})

    assert f"-H {word} " in line


@pytest.mark.parametrize(
    ("name", "credential", "value"),
    [
        ("Authorization", BEARER, BEARER),
        ("Authorization", BEARER, BEARER[:-1]),
        ("Authorization", BEARER, "Bearer clausebook-made-up"),
        ("Authorization", "Bearer cl-another-long-one", "Bearer clausebook-made-up"),
        ("Authorization", BEARER, "Bearer null"),
        ("Authorization", BEARER, BEARER.partition(" ")[2]),
        ("Cookie", "session=abcdefghij", "session=abcdefghij"),
        ("Cookie", "session=abcdefghij", "session=abcdefghi"),
        ("Cookie", "session=abcdefghij", "session=null"),
        ("Cookie", "session=abcdefghij", "session="),
        ("X-Token", "abc", "abc"),
        ("X-Token", "abc", "ab"),
        ("X-Token", "abc", "clausebook-made-up"),
        ("X-Token", "", "made-up"),
        ("X-Token", "1234567890", "1234567890"),
        ("X-Token", "12344321", "12344321"),
        ("X-Token", "a'b\"c$d`e\\f", "a'b\"c$d`e\\f"),
        ("X-Token", "a'b\"c$d`e\\f", "'b\"c$d`e\\f"),
    ],
)
def test_the_curl_line_repeats_any_credential_header(
    name: str, credential: str, value: str
) -> None:
    request, credentials = Request("GET", "/notes", ((name, value),)), {name: credential}
    line = curl_line(request, credentials)

    assert sent_by_curl(line, credentials) == sent_by_us(request)
    assert not credential or credential not in line


@pytest.mark.parametrize(
    ("name", "credential", "value"),
    [
        ("Authorization", BEARER, BEARER.swapcase()),
        ("Authorization", BEARER, f"Bearer {BEARER[-9:]}"),
        ("Cookie", "session=abcdefghij", "session=bcdefghij"),
        ("Cookie", "session=abcdefghij; b=1", "session=abcdefghi; b=1"),
        ("Cookie", "session=a%2Bb%2Fc%3Dd", f"session={quote('d=c/b+a', safe='')}"),
        ("X-Token", "abc", "cba"),
        ("X-Token", "abc", "ABC"),
        ("X-Token", "abc", "abd"),
    ],
)
def test_a_header_with_a_part_of_its_credential_is_redacted(
    name: str, credential: str, value: str
) -> None:
    line = curl_line(Request("GET", "/notes", ((name, value),)), {name: credential})

    assert f"-H '{name}: ***' " in line


def test_a_credential_in_the_header_of_another_is_the_variable() -> None:
    credentials = {"X-Token": KEY, "Authorization": BEARER}
    request = Request("GET", "/notes", (("Authorization", f"Bearer {KEY}"),))
    line = curl_line(request, credentials)

    assert sent_by_curl(line, credentials) == sent_by_us(request)
    assert KEY not in line


def test_the_curl_line_repeats_each_of_several_headers_of_one_name() -> None:
    headers = (("X-Token", KEY), ("X-Token", "made-up"), ("x-token", KEY[1:]))
    request = Request("GET", "/notes", headers)

    assert sent_by_curl(curl_line(request, {"X-Token": KEY}), {"X-Token": KEY}) == sent_by_us(
        request
    )


@pytest.mark.parametrize("text", [KEY, KEY[:-1], KEY[1:], f"<{KEY}0>", f"{KEY}{KEY}"])
def test_a_credential_in_target_body_or_other_header_is_the_variable(text: str) -> None:
    request = Request("PUT", f"/notes?k={text}", (("X-Thing", f"'{text}'"),), f"{text}'".encode())
    line = curl_line(request, {"X-Token": KEY})
    words, _ = run(line, T=KEY)

    assert KEY[1:-1] not in line
    assert words[-1].endswith(request.target)
    assert after(words, "-H")[0] == f"X-Thing: '{text}'"
    assert after(words, "--data-raw") == [f"{text}'"]


def test_a_bearer_token_without_its_scheme_is_an_expansion_of_the_variable() -> None:
    request = Request("GET", f"/notes?access_token={BEARER.partition(' ')[2]}")
    line = curl_line(request, {"Authorization": BEARER})

    assert line.endswith("""/notes?access_token='"${A#* }\"""")
    assert sent_by_curl(line, {"Authorization": BEARER}) == sent_by_us(request)


def test_a_percent_encoded_credential_in_the_query_is_redacted() -> None:
    credential = "a+long/credential=="
    request = Request("GET", f"/notes?X-Token={quote(credential, safe='')}")
    line = curl_line(request, {"X-Token": credential})

    assert line.endswith("/notes?X-Token=***'")


@pytest.mark.parametrize("credential", ["abc", "Bearer abc", "session=abc"])
def test_a_short_credential_is_not_redacted_outside_its_header(credential: str) -> None:
    line = curl_line(Request("GET", "/notes/abcd"), {"Authorization": credential})

    assert line.endswith("/notes/abcd")


def test_seven_of_eight_characters_of_a_credential_are_redacted_everywhere() -> None:
    line = curl_line(Request("GET", "/notes?k=abcdefg"), {"X-Token": "abcdefgh"})

    assert line.endswith("""/notes?k='"${T%?}\"""")


@pytest.mark.parametrize("credential", ["Bearer abc", KEY, BEARER])
def test_a_text_shows_no_credential(credential: str) -> None:
    redaction = CurlRedaction({"Authorization": credential}, {"authorization": "A"})

    assert redaction.text(f"<{credential}>") == "<***>"


def test_a_text_shows_a_short_credential_only_as_a_part_of_a_word() -> None:
    redaction = CurlRedaction({"Authorization": "abc"}, {"authorization": "A"})

    assert (redaction.text("abc"), redaction.text("an abcess")) == ("***", "an abcess")


def test_a_path_that_has_a_piece_of_a_credential_is_repeated_as_it_is() -> None:
    line = curl_line(Request("GET", "/bucket-types"), {"X-Token": "bucket-token-90aa11"})

    assert line.endswith("/bucket-types")


def test_a_credential_without_a_variable_is_redacted_everywhere() -> None:
    headers = (("Authorization", "Basic YTpi"), ("X-Thing", "Basic YTpi"))
    line = CurlRedaction({"Authorization": "Basic YTpi"}, {}).curl(
        Request("GET", "/", headers), "http://a"
    )

    assert "-H 'Authorization: ***' -H 'X-Thing: ***' " in line


def test_a_header_with_a_variable_but_no_credential_is_the_variable() -> None:
    line = curl_line(Request("GET", "/notes", (("X-Other", "anything"),)), {"X-Token": KEY})

    assert """-H 'X-Other: '"$O" """ in line


def test_the_credentials_of_a_foreign_resource_s_owner_are_redacted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OWNERS", "the-key-of-somebody-else")
    facts = Facts(foreign=(Foreign("name", "bob", 403, {"X-Token": "OWNERS"}),))
    request = Request("GET", "/notes", (("X-Token", "the-key-of-somebody-else"),))

    assert "-H 'X-Token: ***' " in curl_line(request, {"X-Token": KEY}, facts)
