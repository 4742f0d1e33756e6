"""A finding's line asks what was asked, whatever was made of a credential, and shows none of it."""

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
NOT_SIMPLE = {
    "a valid X-Token with another last character",
    "a valid X-Token reversed",
    "a valid X-Token with its case swapped",
}
BEARER = "Bearer eyJ.a-long-one.sig"
VARIABLES = {"x-token": "T", "authorization": "A", "cookie": "C"}


def line_of(request: Request, credentials: dict[str, str], facts: Facts = FACTS) -> str:
    """The line of a finding about the answer to this request."""
    with closing(AsgiTransport(Spoiled())) as transport:
        variables = {name.lower(): VARIABLES[name.lower()] for name in credentials}
        there = ProviderSession.over(
            *(NOTES, JUDGE, facts, transport, credentials), {**variables, "x-other": "O"}
        )
        return there.finding("c", request, "it is wrong").reproduce


def asked(line: str, credentials: dict[str, str]) -> tuple[list[tuple[str, str]], str]:
    """The headers and the target that curl is told of where the variables hold the credentials."""
    values = {VARIABLES[name.lower()]: value for name, value in credentials.items()}
    words, _ = run(line, **values)
    headers = [
        (word[:-1], "") if word.endswith(";") else tuple(word.split(": ", 1))
        for word in after(words, "-H")
    ]
    return headers, "/" + words[-1].split("/", 3)[3]  # type: ignore[return-value]


def sent(request: Request) -> tuple[list[tuple[str, str]], str]:
    """What was asked; a header's value has no blanks around it (RFC 9110, 5.5)."""
    return [(name, value.strip()) for name, value in request.headers], request.target


@pytest.mark.parametrize("what", [what for what in PROBES if what not in NOT_SIMPLE])
def test_the_line_asks_what_a_probe_of_credentials_asked(what: str) -> None:
    probe, credentials = PROBES[what], {"X-Token": KEY}
    request = probe.tamper(probe.draft.request(credentials))
    assert request is not None
    line = line_of(request, credentials)

    assert asked(line, credentials) == sent(request)
    assert KEY[1:-1] not in line


@pytest.mark.parametrize("what", sorted(NOT_SIMPLE))
def test_what_no_shell_makes_simply_is_hidden_as_a_whole(what: str) -> None:
    probe, credentials = PROBES[what], {"X-Token": KEY}
    request = probe.tamper(probe.draft.request(credentials))
    assert request is not None

    assert "-H 'X-Token: ***' " in line_of(request, credentials)


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
def test_only_the_credential_itself_is_the_variable(value: str, word: str) -> None:
    line = line_of(Request("GET", "/notes", (("X-Token", value),)), {"X-Token": KEY})

    assert f"-H {word} " in line


@pytest.mark.parametrize(
    ("name", "right", "value"),
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
def test_any_credential_header_is_repeated_as_it_was_sent(
    name: str, right: str, value: str
) -> None:
    request, credentials = Request("GET", "/notes", ((name, value),)), {name: right}
    line = line_of(request, credentials)

    assert asked(line, credentials) == sent(request)
    assert not right or right not in line


@pytest.mark.parametrize(
    ("name", "right", "value"),
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
def test_what_tells_of_a_credential_is_hidden_in_its_header(
    name: str, right: str, value: str
) -> None:
    line = line_of(Request("GET", "/notes", ((name, value),)), {name: right})

    assert f"-H '{name}: ***' " in line


def test_one_credential_is_hidden_in_the_header_of_another() -> None:
    credentials = {"X-Token": KEY, "Authorization": BEARER}
    request = Request("GET", "/notes", (("Authorization", f"Bearer {KEY}"),))
    line = line_of(request, credentials)

    assert asked(line, credentials) == sent(request)
    assert KEY not in line


def test_each_of_two_headers_of_one_name_is_repeated_as_it_was_sent() -> None:
    headers = (("X-Token", KEY), ("X-Token", "made-up"), ("x-token", KEY[1:]))
    request = Request("GET", "/notes", headers)

    assert asked(line_of(request, {"X-Token": KEY}), {"X-Token": KEY}) == sent(request)


@pytest.mark.parametrize("text", [KEY, KEY[:-1], KEY[1:], f"<{KEY}0>", f"{KEY}{KEY}"])
def test_elsewhere_in_a_request_a_credential_is_the_variable_too(text: str) -> None:
    request = Request("PUT", f"/notes?k={text}", (("X-Thing", f"'{text}'"),), f"{text}'".encode())
    line = line_of(request, {"X-Token": KEY})
    words, _ = run(line, T=KEY)

    assert KEY[1:-1] not in line
    assert words[-1].endswith(request.target)
    assert after(words, "-H")[0] == f"X-Thing: '{text}'"
    assert after(words, "--data-raw") == [f"{text}'"]


def test_a_bearer_token_without_the_word_before_it_is_made_of_the_variable() -> None:
    request = Request("GET", f"/notes?access_token={BEARER.partition(' ')[2]}")
    line = line_of(request, {"Authorization": BEARER})

    assert line.endswith("""/notes?access_token='"${A#* }\"""")
    assert asked(line, {"Authorization": BEARER}) == sent(request)


def test_what_the_query_must_encode_is_hidden_there_for_the_variable_is_not_encoded() -> None:
    right = "a+long/credential=="
    request = Request("GET", f"/notes?X-Token={quote(right, safe='')}")
    line = line_of(request, {"X-Token": right})

    assert line.endswith("/notes?X-Token=***'")


@pytest.mark.parametrize("right", ["abc", "Bearer abc", "session=abc"])
def test_a_short_credential_is_not_looked_for_in_the_rest_of_a_line(right: str) -> None:
    """Its few characters may stand there by chance."""
    line = line_of(Request("GET", "/notes/abcd"), {"Authorization": right})

    assert line.endswith("/notes/abcd")


def test_seven_of_eight_characters_are_looked_for_in_the_rest_of_a_line() -> None:
    line = line_of(Request("GET", "/notes?k=abcdefg"), {"X-Token": "abcdefgh"})

    assert line.endswith("""/notes?k='"${T%?}\"""")


@pytest.mark.parametrize("right", ["Bearer abc", KEY, BEARER])
def test_a_text_shows_no_credential(right: str) -> None:
    hiding = CurlRedaction({"Authorization": right}, {"authorization": "A"})

    assert hiding.text(f"<{right}>") == "<***>"


def test_a_text_shows_a_short_credential_only_as_a_part_of_a_word() -> None:
    hiding = CurlRedaction({"Authorization": "abc"}, {"authorization": "A"})

    assert (hiding.text("abc"), hiding.text("an abcess")) == ("***", "an abcess")


def test_a_path_that_has_a_piece_of_a_credential_is_repeated_as_it_is() -> None:
    line = line_of(Request("GET", "/bucket-types"), {"X-Token": "bucket-token-90aa11"})

    assert line.endswith("/bucket-types")


def test_a_credential_without_a_variable_is_hidden_wherever_it_stands() -> None:
    headers = (("Authorization", "Basic YTpi"), ("X-Thing", "Basic YTpi"))
    line = CurlRedaction({"Authorization": "Basic YTpi"}, {}).curl(
        Request("GET", "/", headers), "http://a"
    )

    assert "-H 'Authorization: ***' -H 'X-Thing: ***' " in line


def test_a_header_that_no_credential_was_given_for_is_its_variable() -> None:
    """What is made anew by a key has no value that could be compared."""
    line = line_of(Request("GET", "/notes", (("X-Other", "anything"),)), {"X-Token": KEY})

    assert """-H 'X-Other: '"$O" """ in line


def test_what_an_owner_of_something_proves_itself_by_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OWNERS", "the-key-of-somebody-else")
    facts = Facts(foreign=(Foreign("name", "bob", 403, {"X-Token": "OWNERS"}),))
    request = Request("GET", "/notes", (("X-Token", "the-key-of-somebody-else"),))

    assert "-H 'X-Token: ***' " in line_of(request, {"X-Token": KEY}, facts)
