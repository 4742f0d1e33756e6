"""Secrets are redacted in texts, however they are spelled there, and nothing else is."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

import pytest
from clausebook.http.redaction import REDACTED, Secrets


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("X-Auth-Token: s3cr3t/+ é", id="as it is"),
        pytest.param("?token=s3cr3t%2F%2B%20%C3%A9", id="percent-encoded"),
        pytest.param("?token=s3cr3t%2f%2b%20%c3%a9", id="percent-encoded in lower case"),
        pytest.param("token=s3cr3t%2F%2B+%C3%A9", id="as a form"),
        pytest.param("/s3cr3t/%2B%20%C3%A9", id="in a path"),
        pytest.param('{"t": "s3cr3t/+ \\u00e9"}', id="in JSON"),
    ],
)
def test_a_secret_is_masked_in_every_spelling(text: str) -> None:
    masked = Secrets(["s3cr3t/+ é"]).mask(text)

    assert "s3cr3t" not in masked
    assert REDACTED in masked


@pytest.mark.parametrize("before", ["", "a", "me", "me:", "user:"])
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_a_secret_is_masked_in_base64_wherever_it_begins(before: str, encode: object) -> None:
    secret = "pass?word>~~ÿ"
    for after in ("", "x", "xy"):
        text = encode(f"{before}{secret}{after}".encode()).decode()  # type: ignore[operator]

        assert REDACTED in Secrets([secret]).mask(f'{{"sent": "{text}"}}')


@pytest.mark.parametrize("text", ["abc", "'abc'", '"abc"', " abc\n"])
def test_a_short_secret_is_masked_where_it_is_the_whole_text(text: str) -> None:
    assert Secrets(["abc"]).mask(text) == REDACTED


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("a", "a rejection"),
        ("1", "127.0.0.1:8011"),
        ("clause", "the clause is broken"),
        ("Bearer abc", "abcdef"),
        ("abcdefg", "<abcdefg>"),
    ],
)
def test_a_short_secret_is_no_part_of_another_text(secret: str, text: str) -> None:
    assert Secrets([secret]).mask(text) == text


@pytest.mark.parametrize(
    "text", ["/buckets", "GET /buckets/{}", "the bucket-to", "bucket-t is unknown"]
)
def test_a_piece_of_a_secret_is_no_secret(text: str) -> None:
    assert Secrets(["Bearer bucket-token-90aa11"]).mask(text) == text


def test_the_credential_behind_a_scheme_is_a_secret_of_its_own() -> None:
    masked = Secrets(["Bearer abcdefgh"]).mask("token abcdefgh was refused")

    assert masked == f"token {REDACTED} was refused"


def test_a_secret_inside_another_leaves_nothing_behind() -> None:
    masked = Secrets(["abcdefgh", "abcdefghijk"]).mask("abcdefghijk abcdefgh")

    assert masked == f"{REDACTED} {REDACTED}"


@pytest.mark.parametrize(
    "text",
    [
        "cut: tok-0123456…",
        "cut in a quote: tok-0123456... (300 characters)",
        "cut twice: tok-01234567... and tok-0123456...",
        "without its first letter: ok-0123456789abcdef",
        "without its last letter: tok-0123456789abcde!",
        "TOK-0123456789ABCDEF",
        "fedcba98...",
    ],
)
def test_what_is_made_of_a_secret_is_masked_too(text: str) -> None:
    """Responses are quoted cut, and probes send a credential in other case and backwards."""
    shown = Secrets(["tok-0123456789abcdef"]).mask(text)

    assert REDACTED in shown
    assert not any(piece in shown.lower() for piece in ("tok-01", "abcde", "fedcba", "ok-0"))


def test_a_scheme_s_name_is_no_piece_of_a_credential() -> None:
    text = "Bearer is the scheme"

    assert Secrets(["Bearer 0123456789abcdef"]).mask(text) == text
