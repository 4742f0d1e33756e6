"""Restores the resources of a journal, last change first, and verifies each by its read."""

from __future__ import annotations

from collections.abc import Callable

from clausebook.errors import CannotRun
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import NoResponse
from clausebook.live.journal import Journal
from clausebook.live.undoing import RestorePoint

Send = Callable[[Request], Response]


def restore(journal: Journal, send: Send) -> None:
    """Restore all resources and clear the journal. `send` authenticates requests.

    Raises:
        CannotRun: a resource could not be restored; the journal is kept.
    """
    entries = journal.entries()
    failed = []
    for entry in reversed(entries):
        try:
            if not _restore_one(entry, send):
                failed.append(entry.read.target)
        except NoResponse as error:
            failed.append(f"{entry.read.target} ({error.reason})")
    if failed:
        raise CannotRun(
            f"could not restore {len(failed)} of {len(entries)} resources at the deployment: "
            f"{', '.join(failed)}; {journal.path} holds their state: run once more, or restore "
            "them by hand and delete that file"
        )
    if entries:
        journal.clear()


def _restore_one(entry: RestorePoint, send: Send) -> bool:
    """Restore a resource; whether its read then shows it as it was."""
    if entry.is_as_it_was(send(entry.read)):
        return True
    if entry.create is not None:
        send(entry.create)
        if entry.is_as_it_was(send(entry.read)):
            return True
    # The create request may reject an existing resource.
    send(entry.delete)
    if entry.create is not None:
        send(entry.create)
    return entry.is_as_it_was(send(entry.read))
