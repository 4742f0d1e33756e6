"""Deletes at the end of a run what it created, as far as the API documents a deletion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from clausebook.checks.session.connection import ProviderConnection
from clausebook.checks.session.made_resources import MadeResources
from clausebook.errors import CannotRun, NotSent
from clausebook.http.exchange import Exchange
from clausebook.http.transport import NoResponse
from clausebook.resources import Draft

_GONE = (404, 410)


def delete_created(connection: ProviderConnection, made: MadeResources) -> str:
    """Deletes what the run created, the last created first.

    The line that counts what is left, by kind, and says why; empty where nothing is.
    """

    def send(draft: Draft) -> Exchange:
        request = connection.request(draft) or draft.request({})
        return connection.send_once(request, dedicated=False)

    left: Counter[str] = Counter()
    for address, deletion in made.deletions():
        if deletion is None:
            left[f"{address.kind} (no deletion is documented)"] += 1
            continue
        try:
            status = send(made.with_etag(deletion, send)).response.status
        except (NoResponse, NotSent, CannotRun) as error:
            left[f"{address.kind} ({error})"] += 1
            continue
        if not 200 <= status < 300 and status not in _GONE:
            left[f"{address.kind} ({deletion.operation.label} answers {status})"] += 1
    return f"left behind: {_listed(left.items())}" if left else ""


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count} of {kind}" for kind, count in counts)
