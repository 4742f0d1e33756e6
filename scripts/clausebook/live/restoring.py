"""Puts back what a journal lists: the last change first, each seen by its read to be as it was."""

from __future__ import annotations

from collections.abc import Callable

from clausebook.errors import CannotRun
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import NoResponse
from clausebook.live.journal import Journal
from clausebook.live.undoing import RestorePoint

Send = Callable[[Request], Response]


def put_back(journal: Journal, send: Send) -> None:
    """Puts everything back and ends the journal. `send` proves who asks.

    Raises:
        CannotRun: something is still not as it was; the journal is kept.
    """
    entries = journal.entries()
    left = []
    for entry in reversed(entries):
        try:
            if not _put_back(entry, send):
                left.append(entry.read.target)
        except NoResponse as error:
            left.append(f"{entry.read.target} ({error.reason})")
    if left:
        raise CannotRun(
            f"could not put back {len(left)} of {len(entries)} things at the deployment: "
            f"{', '.join(left)}; what each was is in {journal.path}: run once more, or put them "
            "back by hand and delete that file"
        )
    if entries:
        journal.clear()


def _put_back(entry: RestorePoint, send: Send) -> bool:
    """Whether the thing is as it was."""
    if entry.is_as_it_was(send(entry.read)):
        return True
    if entry.create is not None:
        send(entry.create)
        if entry.is_as_it_was(send(entry.read)):
            return True
    # A write may refuse to replace what is there.
    send(entry.delete)
    if entry.create is not None:
        send(entry.create)
    return entry.is_as_it_was(send(entry.read))
