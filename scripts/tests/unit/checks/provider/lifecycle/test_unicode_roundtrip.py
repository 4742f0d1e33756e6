"""Letters beyond ASCII are shown as they were written, by whoever shows what was written."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request, Response
from fakes.throttling_server import JSON, RATED, Note, Rated, told

NAME = "POST /notes effect: 'text' keeps text beyond ASCII"
GARBLED = "text does not keep text beyond ASCII"


def _raw(note: Note) -> bytes:
    return json.dumps(note, ensure_ascii=False).encode()


def _escaped(note: Note) -> bytes:
    return json.dumps(note).encode()


def _nothing(note: Note) -> bytes:
    return b'{"text": "a note"}'


def _cut(note: Note) -> bytes:
    """As long as it would be if each letter were a byte."""
    return _raw(note)[: len(_raw(note).decode())]


def _text(change: Callable[[str], str]) -> Callable[[Note], bytes]:
    return lambda note: _raw({**note, "text": change(note["text"])})


def _misread(text: str) -> str:
    return text.encode().decode("latin-1")


def _questioned(text: str) -> str:
    return text.encode("ascii", "replace").decode()


def _within_text(note: Note) -> bytes:
    """JSON within a text of JSON, where escapes are escaped once more."""
    return json.dumps({"text": json.dumps(note)}).encode()


@pytest.mark.parametrize("show", [_nothing, _within_text], ids=["nothing", "within a text"])
def test_a_text_that_no_read_shows_is_not_judged(show: Any) -> None:
    said = told(Rated(show=show), NAME)

    assert said == "not judged: a read does not return text as a string of its own"


@pytest.mark.parametrize("show", [_raw, _escaped], ids=["UTF-8", "escapes"])
def test_however_a_text_is_written_it_is_the_same(show: Any) -> None:
    assert told(Rated(show=show), NAME) == ""


@pytest.mark.parametrize(
    ("show", "message"),
    [
        (_cut, "JSON"),
        (_text(_misread), GARBLED),
        (_text(_questioned), GARBLED),
        (_text(lambda text: text if text.isascii() else ""), GARBLED),
    ],
    ids=["cut short", "another encoding", "question marks", "nothing"],
)
def test_a_text_that_comes_back_otherwise_is_found(show: Any, message: str) -> None:
    assert message in told(Rated(show=show), NAME)


@pytest.mark.parametrize(("counts", "wrong"), [(bytes, False), (str, True)])
def test_a_length_counts_bytes_and_not_letters(counts: type, wrong: bool) -> None:
    class Counting(Rated):
        def respond(self, request: Request) -> Response:
            answer = super().respond(request)
            length = len(answer.body if counts is bytes else answer.body.decode())
            return replace(answer, headers=(*answer.headers, ("Content-Length", str(length))))

    said = told(Counting(show=_raw), NAME)

    assert ("Content-Length differs" in said) is wrong


def test_a_refusal_that_quotes_the_text_does_not_show_it() -> None:
    class Refusing(Rated):
        def respond(self, request: Request) -> Response:
            answer = super().respond(request)
            foreign = request.method == "GET" and not answer.body.isascii()
            quoted = json.dumps({"message": answer.body.decode()}).encode()
            return Response(400, JSON, quoted) if foreign else answer

    assert told(Refusing(show=_raw), NAME) == GARBLED


def test_a_provider_that_takes_no_such_letters_is_left_open() -> None:
    def ascii_alone(old: Note | None, new: Note) -> Response:
        refusal = Response(400, JSON, b'{"message": "ASCII alone"}')
        return Response(201) if new["text"].isascii() else refusal

    assert told(Rated(answered=ascii_alone), NAME).startswith("not judged: ")


def test_a_text_that_known_rows_name_is_left_alone() -> None:
    facts = Facts(known=({"name": "ann", "text": "hello"},))

    assert told(Rated(), NAME, facts) == "unheard of"


@pytest.mark.parametrize(
    ("media_type", "said"),
    [("application/vnd.notes+json", ""), ("application/x-www-form-urlencoded", "unheard of")],
    ids=["JSON by another name", "a form"],
)
def test_only_what_is_written_in_json_is_known_to_be_utf_8(media_type: str, said: str) -> None:
    data = copy.deepcopy(RATED.data)
    body = data["paths"]["/notes"]["post"]["requestBody"]
    body["content"] = {media_type: body["content"]["application/json"]}

    assert told(Rated(document=RATED.edited(data)), NAME) == said
