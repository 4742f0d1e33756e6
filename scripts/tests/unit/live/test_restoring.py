"""What is read and written down before a write goes out, and how all is put back by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from clausebook.config.facts import Same
from clausebook.errors import CannotRun, NotSent
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import NoResponse
from clausebook.live import Journal, Stopped
from clausebook.live.undoing import RestorePoint
from fakes.live_notes import TEXTS, URL, Notes
from fakes.live_notes_direct import FACTS, live, send, signed, write
from fakes.notes_api import KEY, NOTES

GET, DELETE = Request("GET", "/notes/ann?form=full"), Request("DELETE", "/notes/ann")
REFUSED = Response(400, (("Content-Type", "application/json"),), b'{"message": "no"}')


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """The journal of the notes, in a project of this test."""
    made = Journal(tmp_path, URL)
    yield made
    made.close()


def test_every_known_resource_is_journalled_before_the_first_write(journal: Journal) -> None:
    notes, journalled = Notes(), list[list[RestorePoint]]()
    notes.spoil = lambda request: (
        journalled.append(journal.entries()) if request.method == "DELETE" else None
    )
    send(live(notes, journal), DELETE)

    assert [[entry.read.path for entry in entries] for entries in journalled] == [
        ["/notes/ann", "/notes/anna"]
    ]
    assert [entry.state for entry in journalled[0]] == [{"text": TEXTS["ann"]}, None]
    assert [request.method for request in notes.asked] == ["GET", "GET", "DELETE"]


def test_a_resource_is_read_once_in_a_run(journal: Journal) -> None:
    notes = Notes()
    transport = live(notes, journal)
    for request in (DELETE, DELETE, write("ann", "x"), GET):
        send(transport, request, alone=True)

    assert [request.method for request in notes.asked][2:] == ["DELETE", "DELETE", "POST", "GET"]


def test_a_run_that_only_reads_has_an_empty_journal(journal: Journal) -> None:
    transport = live(Notes(), journal)
    send(transport, GET)
    transport.restore()

    assert not journal.path.exists()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([DELETE], id="deleted"),
        pytest.param([write("ann", "other")], id="replaced"),
        pytest.param([write("anna", "new")], id="made"),
        pytest.param([write("anna", "new"), DELETE, write("ann", "other"), DELETE], id="all"),
        pytest.param([DELETE, write("ann", TEXTS["ann"])], id="as before"),
    ],
)
def test_changed_resources_are_restored(journal: Journal, changes: list[Request]) -> None:
    notes = Notes()
    transport = live(notes, journal)
    for request in changes:
        send(transport, request)
    transport.restore()

    assert notes.texts == TEXTS
    assert not journal.path.exists()


def test_a_later_run_restores_from_the_journal(journal: Journal) -> None:
    notes = Notes()
    first = live(notes, journal)
    for request in (write("anna", "new"), DELETE):
        send(first, request)
    live(notes, journal).restore()

    assert notes.texts == TEXTS


def test_a_known_sibling_that_a_faulty_provider_changes_is_restored(
    journal: Journal,
) -> None:
    notes = Notes({"ann": "one", "anna": "two"})
    transport = live(notes, journal)

    def all_at_once(request: Request) -> None:
        if request.method == "DELETE":
            notes.texts.clear()

    notes.spoil = all_at_once
    send(transport, DELETE)
    notes.spoil = lambda request: None
    notes.memory.delete(NOTES.operation("delete", "/notes/{name}"), {"name": "anna"})
    transport.restore()

    assert notes.texts == {"ann": "one", "anna": "two"}


def test_a_resource_with_two_spellings_is_restored_to_its_first_state(journal: Journal) -> None:
    """Read under its second spelling, it is no longer as it was: the first entry comes last."""
    notes = Notes(alike={"Ann": "ann"})
    facts = replace(FACTS, same=(Same("name", ("ann", "Ann")),))

    transport = live(notes, journal, facts=facts)
    send(transport, write("ann", "other"))
    send(transport, Request("DELETE", "/notes/Ann"))
    transport.restore()

    assert notes.texts == TEXTS


def test_a_resource_that_a_write_does_not_replace_is_deleted_first(journal: Journal) -> None:
    notes = Notes()
    transport = live(notes, journal)
    send(transport, write("ann", "other"))
    notes.spoil = lambda request: (
        REFUSED if request.method == "POST" and "ann" in notes.texts else None
    )
    transport.restore()

    assert notes.texts == TEXTS


def test_a_resource_that_was_not_restored_is_named_and_stays_in_the_journal(
    journal: Journal,
) -> None:
    notes = Notes()
    transport = live(notes, journal)
    send(transport, DELETE)
    notes.spoil = lambda request: REFUSED if request.method == "POST" else None

    with pytest.raises(CannotRun, match=r"could not restore 1 of 2 .*/notes/ann\?") as told:
        transport.restore()
    assert str(journal.path) in str(told.value)
    assert len(journal.entries()) == 2


def test_without_a_response_the_journal_is_kept(journal: Journal) -> None:
    notes = Notes()
    transport = live(notes, journal)
    send(transport, DELETE)

    def silent(request: Request) -> None:
        raise NoResponse(request, "silence", 1.0)

    notes.spoil = silent
    with pytest.raises(CannotRun, match=r"could not restore 2 of 2 .*silence"):
        transport.restore()
    assert len(journal.entries()) == 2


def test_after_a_stop_code_nothing_is_restored(journal: Journal) -> None:
    notes = Notes()
    transport = live(notes, journal)
    send(transport, DELETE)
    notes.spoil = lambda request: Response(400, (), b'{"code": "N.9"}')

    for act in (lambda: transport.send(signed(GET)), transport.restore):
        with pytest.raises(Stopped, match=r"N\.9") as told:
            act()
        assert str(journal.path) in str(told.value)
    assert len(journal.entries()) == 2
    assert len(notes.asked) == 4


def test_resources_are_restored_after_the_budget_is_spent(journal: Journal) -> None:
    notes = Notes()
    transport = live(notes, journal, budget=3)
    send(transport, DELETE)
    with pytest.raises(Stopped, match="budget"):
        send(transport, GET)
    transport.restore()

    assert notes.texts == TEXTS


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        pytest.param(Response(503), "returns 503", id="fails"),
        pytest.param(Response(401, REFUSED.headers, REFUSED.body), "returns 401", id="stranger"),
        pytest.param(Response(302), "returns 302", id="elsewhere"),
        pytest.param(Response(400, (), b"no"), "returns 400", id="not as documented"),
        pytest.param(Response(200, (("Content-Type", "application/json"),), b"{}"), "200", id="{}"),
        pytest.param(
            Response(200, REFUSED.headers, json.dumps({"text": f"it is {KEY}"}).encode()),
            "shows a credential",
            id="token",
        ),
    ],
)
def test_a_resource_that_could_not_be_restored_is_not_written_to(
    journal: Journal, answer: Response, part: str
) -> None:
    notes = Notes()
    notes.spoil = lambda request: answer if request.method == "GET" else None

    with pytest.raises(NotSent, match=part):
        live(notes, journal).send(signed(DELETE))
    assert notes.writes == []
    assert not journal.path.exists()


def test_a_resource_with_a_member_that_no_read_shows_is_not_written_to(journal: Journal) -> None:
    data = json.loads(json.dumps(NOTES.data))
    schema = data["paths"]["/notes"]["post"]["requestBody"]["content"]["application/json"]
    schema["schema"]["properties"]["secret"] = {"type": "string"}
    notes = Notes()

    with pytest.raises(NotSent, match="no read shows its secret"):
        live(notes, journal, NOTES.edited(data)).send(signed(DELETE))
    assert notes.writes == []


def test_without_a_journal_no_write_is_sent() -> None:
    notes = Notes()
    transport = live(notes, None, why_not="only with leave")

    with pytest.raises(NotSent, match="only with leave"):
        transport.send(signed(DELETE))
    assert transport.refusal(DELETE) == "only with leave"
    assert transport.refusal(GET) == ""
    assert notes.asked == []
