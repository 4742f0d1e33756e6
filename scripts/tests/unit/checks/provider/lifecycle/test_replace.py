"""What is written over a thing that is there is shown as if it were new."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from clausebook.checks.provider.lifecycle.replace import lower_values
from clausebook.http.exchange import Response
from fakes.throttling_server import JSON, Note, Rated, told

NAME = "POST /notes effect: a write over an existing resource replaces it"
STALE = "a write over an existing resource keeps its"


def _first_stays(old: Note, new: Note) -> Note:
    return old


def _text_stays(old: Note, new: Note) -> Note:
    return {**new, "text": old["text"]}


def _stars_stay(old: Note, new: Note) -> Note:
    return {**new, "stars": old["stars"]}


def test_a_right_provider_shows_what_was_written_last() -> None:
    assert told(Rated(), NAME) == ""


@pytest.mark.parametrize(
    ("over", "members"),
    [
        (_first_stays, "text and stars and shelf"),
        (_text_stays, "text"),
        (_stars_stay, "stars"),
    ],
    ids=["the whole", "a text", "a number"],
)
def test_what_an_earlier_write_left_is_found(over: Any, members: str) -> None:
    assert told(Rated(over), NAME) == f"{STALE} {members}"


def _once(old: Note | None, new: Note) -> Response:
    refusal = Response(400, JSON, b'{"message": "it is there"}')
    return refusal if old else Response(201)


def _as_it_was(old: Note | None, new: Note) -> Response:
    return Response(200 if old else 201)


def _always_200(old: Note | None, new: Note) -> Response:
    return Response(200)


@pytest.mark.parametrize(
    "answered", [_once, _as_it_was, _always_200], ids=["refused", "another success", "200"]
)
def test_a_write_that_does_not_say_that_it_made_something_is_left_open(answered: Any) -> None:
    said = told(Rated(_first_stays, answered=answered), NAME)

    assert said.startswith("not judged: ")
    assert "returns" in said


def test_a_read_that_shows_none_of_it_says_nothing() -> None:
    said = told(Rated(_first_stays, lambda note: b'{"text": "a note"}'), NAME)

    assert said == "not judged: a read shows no difference between the two writes"


def test_what_changes_by_itself_is_not_held_against_a_write() -> None:
    """The text tells how often notes were deleted, and after a while that it was read often."""

    def counting(note: Note) -> bytes:
        methods = [request.method for request in provider.asked]
        last = len(methods) - methods[::-1].index("DELETE")
        text = f"{methods.count('DELETE') % 2} {'often' * (methods[last:].count('GET') > 2)}"
        return json.dumps({"text": text}).encode()

    provider = Rated(show=counting)
    assert told(provider, NAME) == ""


def _picky(fits: Callable[[Note], bool]) -> Callable[[Note | None, Note], Response]:
    refusal = Response(400, JSON, b'{"message": "no such stars"}')
    return lambda old, new: Response(201) if fits(new) else refusal


@pytest.mark.parametrize(
    ("fits", "said"),
    [
        (lambda note: note["stars"] == 3, f"{STALE} text"),
        (lambda note: note["text"] == "hello", f"{STALE} stars"),
        (
            lambda note: note["stars"] == 3 and note["text"] == "hello",
            "not judged: writes with other content",
        ),
    ],
    ids=["no other number", "no other text", "nothing else"],
)
def test_contents_that_a_provider_refuses_are_done_without(fits: Any, said: str) -> None:
    assert told(Rated(_first_stays, answered=_picky(fits)), NAME).startswith(said)


@pytest.mark.parametrize(
    ("value", "lower"),
    [
        ("2", "1"),
        ("10", "00"),
        ("2024-05-10", "2024-05-00"),
        ("batch 17", "batch 16"),
        ("hello", "helln"),
        ("Zaa", "Yaa"),
        ("0", None),
        ("", None),
        (3, 2),
        (True, None),
    ],
)
def test_what_is_written_earlier_is_lower(value: Any, lower: Any) -> None:
    assert list(lower_values(value)) == ([] if lower is None else [lower])


@pytest.mark.parametrize("member", ["stars", "text", "shelf"])
def test_a_provider_that_only_takes_more_than_there_is_may_do_so(member: str) -> None:
    def more(old: Note, new: Note) -> Note:
        return max(old, new, key=lambda note: note[member])

    assert told(Rated(more), NAME) == ""


def test_only_the_known_thing_is_written_to() -> None:
    provider = Rated()
    told(provider, NAME)

    bodies = [json.loads(request.body) for request in provider.asked if request.method == "POST"]
    assert {body["name"] for body in bodies} == {"ann"}
