"""Requests and answers as plain values, and the shell line that repeats a request."""

from __future__ import annotations

import shlex

import pytest
from clausebook.http.exchange import Request, Response, header_values
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
def test_whatever_stands_in_a_request_reaches_curl_as_it_is(text: str) -> None:
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
def test_a_body_that_no_word_can_hold_is_piped(body: bytes) -> None:
    words, piped = run(Request("POST", "/x", (), body).curl(URL, {}))

    assert piped == body
    assert after(words, "--data-binary") == ["@-"]


def test_a_body_is_never_taken_for_the_name_of_a_file() -> None:
    words, _ = run(Request("POST", "/x", (), b"@/etc/passwd").curl(URL, {}))

    assert after(words, "--data-raw") == ["@/etc/passwd"]
    assert "--data-binary" not in words
    assert "-d" not in words


@pytest.mark.parametrize("text", HOSTILE)
def test_a_secret_is_a_variable_that_the_shell_fills_in(text: str) -> None:
    request = Request("GET", "/x", (("X-Auth-Token", "s3cret"), ("X-Other", "b")))
    line = request.curl(URL, {"x-auth-token": "TOKEN"})

    assert "s3cret" not in line
    assert after(run(line, TOKEN=text)[0], "-H") == [f"X-Auth-Token: {text}", "X-Other: b"]


def test_the_name_of_a_secret_header_is_quoted_too() -> None:
    request = Request("GET", "/x", (("X-$(echo no)`id`", "s3cret"),))
    words, _ = run(request.curl(URL, {"x-$(echo no)`id`": "TOKEN"}), TOKEN="t")

    assert after(words, "-H") == ["X-$(echo no)`id`: t"]


def test_every_text_of_a_request_is_written_as_the_caller_says() -> None:
    """Whoever knows a credential writes it otherwise, wherever it stands."""
    headers = (("X-Thing", "s3cret"), ("Cookie", "k=s3cret"))
    line = Request("PUT", "/x?k=s3cret", headers, b"a s3cret").curl(
        URL, {}, lambda text: shlex.quote(text).replace("s3cret", "'\"$S\"'")
    )
    words, _ = run(line, S="it's")

    assert "s3cret" not in line
    assert after(words, "-H") == ["X-Thing: it's", "Cookie: k=it's", "Content-Type:"]
    assert after(words, "--data-raw") == ["a it's"]
    assert words[-1] == f"{URL}/x?k=it's"


def test_a_password_in_the_url_is_not_shown() -> None:
    line = Request("GET", "/x").curl("http://me:s3cret@127.0.0.1/api/", {})

    assert "s3cret" not in line
    assert run(line)[0][-1] == "http://127.0.0.1/api/x"


def test_curl_is_kept_from_doing_anything_of_its_own() -> None:
    words, _ = run(Request("POST", "/a/../[b]", (("X-Empty", ""),), b"x").curl(URL, {}))

    assert {"-g", "--path-as-is"} <= set(words)
    assert after(words, "-H") == ["X-Empty;", "Content-Type:"]


def test_a_head_request_is_asked_for_as_one() -> None:
    words, _ = run(Request("HEAD", "/x").curl(URL, {}))

    assert "-I" in words
    assert "-X" not in words


def test_a_target_is_path_and_query() -> None:
    request = Request("GET", "/a%2Fb?c=d?e")

    assert (request.path, request.query) == ("/a%2Fb", "c=d?e")
    assert (Request("GET", "/a").path, Request("GET", "/a").query) == ("/a", "")


def test_the_case_of_a_header_does_not_matter() -> None:
    headers = (("X-A", "1"), ("x-a", "2"), ("X-B", "3"))

    assert header_values(headers, "X-a") == ["1", "2"]
    assert Request("GET", "/", headers).header("x-b") == "3"
    assert Response(204, headers).header("X-C") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("9", (("B", "3"), ("x-a", "9"))), (None, (("B", "3"),))],
    ids=["replaced", "taken away"],
)
def test_one_header_is_changed_and_no_other(
    value: str | None, expected: tuple[tuple[str, str], ...]
) -> None:
    request = Request("GET", "/x", (("X-A", "1"), ("B", "3"), ("X-a", "2")), b"body")
    changed = request.with_header("x-a", value)

    assert changed.headers == expected
    assert (changed.method, changed.target, changed.body) == ("GET", "/x", b"body")
