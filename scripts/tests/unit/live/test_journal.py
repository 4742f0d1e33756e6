"""The journal of a live run: a file that a cut, a stranger or a second run does no harm to."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from clausebook.errors import CannotRun
from clausebook.http.exchange import Request
from clausebook.live import Journal
from clausebook.live.journal import journal_path
from clausebook.live.undoing import RestorePoint
from fakes.live_notes import URL

GET, DELETE = Request("GET", "/notes/ann?form=full"), Request("DELETE", "/notes/ann")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """The journal of the notes, in a project of this test."""
    made = Journal(tmp_path, URL)
    yield made
    made.close()


def test_a_journal_entry_round_trips() -> None:
    body = '{"name": "ann", "text": "\\n ☕ \ud800"}'.encode("utf-8", "surrogatepass")
    create = Request("POST", "/notes", (("Content-Type", "application/json"),), body)
    entry = RestorePoint(GET, ("text",), {"text": "\n ☕ "}, create, DELETE)

    assert "\n" not in entry.line()
    assert RestorePoint.from_line(entry.line()) == entry


def entry(name: str) -> RestorePoint:
    return RestorePoint(Request("GET", f"/notes/{name}"), (), None, None, DELETE)


def test_an_interrupted_last_line_is_skipped(journal: Journal) -> None:
    journal.add(entry("ann"))
    with journal.path.open("a", encoding="utf-8") as lines:
        lines.write(entry("anna").line()[:40])

    assert journal.entries() == [entry("ann")]


@pytest.mark.parametrize("line", ["{}", "nonsense", "[]", '{"read": null}', "\0"])
def test_a_damaged_journal_is_an_error(journal: Journal, line: str) -> None:
    journal.path.write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(CannotRun, match="cannot use the journal") as told:
        journal.entries()
    assert str(journal.path) in str(told.value)


def test_the_journal_is_readable_by_its_owner_only_and_ignored_by_git(journal: Journal) -> None:
    journal.add(entry("ann"))

    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
    assert (journal.path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_only_one_process_can_lock_the_journal(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clausebook.live.journal._LOCK_SECONDS", 0.0)
    root = journal.path.parents[1]

    with pytest.raises(CannotRun, match="another run is judging"):
        Journal(root, URL)
    journal.close()
    Journal(root, URL).close()


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".clausebook").write_text("", encoding="utf-8")

    with pytest.raises(CannotRun, match="cannot use the journal"):
        Journal(tmp_path, URL)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://h", "http://h/", True),
        ("http://h", "http://H:80", True),
        ("https://h", "https://h:443", True),
        ("http://h", "https://h", False),
        ("http://h/a", "http://h/b", False),
        ("http://h", "http://h:8080", False),
        ("http://[::1]", "http://[::2]", False),
    ],
)
def test_each_base_url_has_its_own_journal(one: str, other: str, same: bool) -> None:
    root = Path("project")

    assert (journal_path(root, one) == journal_path(root, other)) is same
    assert ":" not in journal_path(root, one).name
