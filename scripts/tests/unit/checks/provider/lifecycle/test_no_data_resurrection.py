"""What was deleted, or left out of a later write, is not shown again."""

from __future__ import annotations

import copy
import json
from typing import Any

from clausebook.http.exchange import Request, Response
from fakes.notes_api import Spoiled, broken, checks
from fakes.throttling_server import RATED, Note, Rated, told

NAME = "DELETE /notes/{} effect: the longest 'text' does not reappear after its deletion"
JSON = (("Content-Type", "application/json"),)


class Keeping(Spoiled):
    """Shows the text that was written. `keeps` says what it still has of a deleted one."""

    def __init__(self, keeps: bool = False, most: int = 1_000) -> None:
        super().__init__(self._shown)
        self._keeps, self._most = keeps, most
        self.texts: dict[str, str] = {}

    def _shown(self, request: Request, right: Any, provider: Spoiled) -> Response:
        name = request.path.rpartition("/")[2]
        if request.method == "DELETE" and len(self.texts.get(name, "")) > self._most:
            return Response(204)
        answer: Response = right(request)
        if request.method == "POST" and answer.status == 201:
            note = json.loads(request.body)
            text = note.get("text", self.texts.get(note["name"], "") if self._keeps else "")
            self.texts[note["name"]] = text
        if request.method == "GET" and answer.status == 200:
            return Response(200, JSON, json.dumps({"text": self.texts.get(name, "")}).encode())
        return answer


def test_a_right_provider_forgets() -> None:
    assert len(checks(having=NAME)) == 1
    assert broken(Keeping(), having=NAME) == {}


def test_a_provider_that_shows_examples_has_nothing_to_forget() -> None:
    assert broken(Spoiled(), having=NAME) == {}


def test_a_text_that_outlives_its_deletion_is_found() -> None:
    found = broken(Keeping(keeps=True), having=NAME)

    message = "the deleted text reappears when the resource is created again"
    assert found == {NAME: message}


def test_a_thing_with_a_long_text_that_is_not_deleted_is_found() -> None:
    found = broken(Keeping(most=50), having=NAME)

    assert "still shows the resource" in found[NAME]


def _merged(old: Note, new: Note) -> Note:
    return {**old, **new}


def test_a_text_that_is_left_out_of_a_write_over_it_is_found() -> None:
    said = told(Rated(_merged), NAME)

    assert said == "a write over an existing resource keeps its text"


def test_a_patch_may_leave_what_it_leaves_out() -> None:
    data = copy.deepcopy(RATED.data)
    data["paths"]["/notes"]["patch"] = data["paths"]["/notes"].pop("post")

    assert told(Rated(_merged, document=RATED.edited(data)), NAME) == ""


def test_a_text_that_a_read_shows_among_earlier_ones_is_no_content_of_the_later() -> None:
    def with_history(old: Note, new: Note) -> Note:
        return {**new, "history": [*old.pop("history", []), old]}

    assert told(Rated(with_history), NAME) == ""


def test_the_read_of_the_longest_text_must_be_right() -> None:
    def cut(note: Note) -> bytes:
        return json.dumps(note).encode()[:60]

    assert "JSON" in told(Rated(show=cut), NAME)
