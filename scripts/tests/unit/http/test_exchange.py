"""Requests and responses as plain values, and the curl line that repeats a request."""

from __future__ import annotations

import shlex

import pytest
from clausebook.http.exchange import Headers, Request, Response, header_values
from fakes.shell_replay import after, run

URL = "http://127.0.0.1:8000/api"

HOSTILE = [
    "plain",
    "it's",
    'say "hi"',
    "$HOME ${PATH} $(echo no) `echo no`",
    "a\\b\\n",
    "two\nlines",
    "tab\there",
    "semi; colon & | > /dev/null",
    "*?[a]{1,2}~!",
    "\u00e9\U0001f600",
    "-i",
    "'\"'\"'",
    "%s%n",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_curl_receives_every_text_of_a_request_unchanged(text: str) -> None:
    request = Request("PUT", f"/x?q={text}", (("X-Thing", text),), text.encode())
    words, piped = run(request.curl(URL, {}))

    assert after(words, "-X") == ["PUT"]
    assert f"X-Thing: {text}" in after(words, "-H")
    assert after(words, "--data-raw") == [text]
    assert words[-1] == f"{URL}/x?q={text}"
    assert piped == b""


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"\x00", bytes(range(256)), b"%s\\n'\xc3", b"@file\x00"], ids=repr
)
def test_a_body_that_is_no_shell_word_is_piped_to_curl(body: bytes) -> None:
    words, piped = run(Request("POST", "/x", (), body).curl(URL, {}))

    assert piped == body
    assert after(words, "--data-binary") == ["@-"]


def test_a_body_starting_with_an_at_sign_is_not_a_file_name_for_curl() -> None:
    words, _ = run(Request("POST", "/x", (), b"@/etc/passwd").curl(URL, {}))

    assert after(words, "--data-raw") == ["@/etc/passwd"]
    assert "--data-binary" not in words
    assert "-d" not in words


@pytest.mark.parametrize("text", HOSTILE)
def test_a_secret_header_is_a_shell_variable_in_the_curl_line(text: str) -> None:
    request = Request("GET", "/x", (("X-Auth-Token", "s3cret"), ("X-Other", "b")))
    line = request.curl(URL, {"x-auth-token": "TOKEN"})

    assert "s3cret" not in line
    assert after(run(line, TOKEN=text)[0], "-H") == [f"X-Auth-Token: {text}", "X-Other: b"]


def test_the_name_of_a_secret_header_is_quoted_too() -> None:
    request = Request("GET", "/x", (("X-$(echo no)`id`", "s3cret"),))
    words, _ = run(request.curl(URL, {"x-$(echo no)`id`": "TOKEN"}), TOKEN="t")

    assert after(words, "-H") == ["X-$(echo no)`id`: t"]


def test_a_caller_can_quote_every_text_of_a_curl_line_itself() -> None:
    headers = (("X-Thing", "s3cret"), ("Cookie", "k=s3cret"))
    line = Request("PUT", "/x?k=s3cret", headers, b"a s3cret").curl(
        URL, {}, lambda text: shlex.quote(text).replace("s3cret", "'\"$S\"'")
    )
    words, _ = run(line, S="it's")

    assert "s3cret" not in line
    assert after(words, "-H") == ["X-Thing: it's", "Cookie: k=it's", "Content-Type:"]
    assert after(words, "--data-raw") == ["a it's"]
    assert words[-1] == f"{URL}/x?k=it's"


def test_a_curl_line_omits_user_and_password_of_the_base_url() -> None:
    line = Request("GET", "/x").curl("http://me:s3cret@127.0.0.1/api/", {})

    assert "s3cret" not in line
    assert run(line)[0][-1] == "http://127.0.0.1/api/x"


def test_curl_adds_no_header_and_does_not_normalize_the_path() -> None:
    words, _ = run(Request("POST", "/a/../[b]", (("X-Empty", ""),), b"x").curl(URL, {}))

    assert {"-g", "--path-as-is"} <= set(words)
    assert after(words, "-H") == ["X-Empty;", "Content-Type:"]


def test_a_head_request_is_sent_by_curl_with_the_option_for_head() -> None:
    words, _ = run(Request("HEAD", "/x").curl(URL, {}))

    assert "-I" in words
    assert "-X" not in words


def test_a_target_has_a_path_and_a_query() -> None:
    request = Request("GET", "/a%2Fb?c=d?e")

    assert (request.path, request.query) == ("/a%2Fb", "c=d?e")
    assert (Request("GET", "/a").path, Request("GET", "/a").query) == ("/a", "")


def test_header_names_are_case_insensitive() -> None:
    headers = (("X-A", "1"), ("x-a", "2"), ("X-B", "3"))

    assert header_values(headers, "X-a") == ["1", "2"]
    assert Request("GET", "/", headers).header("x-b") == "3"
    assert Response(204, headers).header("X-C") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("9", (("B", "3"), ("x-a", "9"))), (None, (("B", "3"),))],
    ids=["replaced", "removed"],
)
def test_with_header_changes_only_this_header(
    value: str | None, expected: tuple[tuple[str, str], ...]
) -> None:
    request = Request("GET", "/x", (("X-A", "1"), ("B", "3"), ("X-a", "2")), b"body")
    changed = request.with_header("x-a", value)

    assert changed.headers == expected
    assert (changed.method, changed.target, changed.body) == ("GET", "/x", b"body")


CLIENT_HEADERS = (
    ("Host", "127.0.0.1:8000"),
    ("Accept-Encoding", "identity"),
    ("User-Agent", "clausebook"),
    ("Accept", "*/*"),
    ("Content-Length", "2"),
)


def test_what_any_client_sends_is_left_out_of_the_command() -> None:
    request = Request("PUT", "/x", (*CLIENT_HEADERS, ("Content-Type", "text/plain")), b"ab")
    words, _ = run(request.curl(URL, {}))

    assert after(words, "-H") == ["Content-Type: text/plain"]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param((("Host", "elsewhere"),), id="another host"),
        pytest.param((("Accept", "text/plain"),), id="another media type"),
        pytest.param((("Content-Length", "7"),), id="a wrong length"),
        pytest.param((("Accept", "*/*"), ("accept", "*/*")), id="one twice"),
    ],
)
def test_a_header_that_says_something_else_is_repeated(headers: Headers) -> None:
    words, _ = run(Request("PUT", "/x", headers, b"ab").curl(URL, {}))

    assert after(words, "-H")[:-1] == [f"{name}: {value}" for name, value in headers]


@pytest.mark.parametrize("tested", [name for name, _ in CLIENT_HEADERS])
def test_a_header_that_is_tested_is_repeated(tested: str) -> None:
    words, _ = run(Request("PUT", "/x", CLIENT_HEADERS, b"ab").curl(URL, {}, tested=tested))

    assert [text.partition(":")[0] for text in after(words, "-H")][:-1] == [tested]
