"""Brings a provider into a state by its own documented operations, and sees whether it stayed so.

Knows `x-effect` and links only; a document without them has no state to speak of.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey
from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange
from clausebook.http.media_types import members_of
from clausebook.openapi import Effect
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import creating_draft, sibling_draft

_A_WHILE = 0.5  # seconds, spent only where something that was deleted is there again


def write_of(session: ProviderSession, draft: Draft) -> Draft | None:
    """The write that makes what `draft` names; the draft itself where it is that write."""
    if draft.operation.effect is Effect.CREATE:
        return draft
    return creating_draft(session.document, session.facts, draft)


def make(session: ProviderSession, draft: Draft) -> bool | None:
    """Makes what `draft` names: whether that worked, None where no write is linked to it."""
    write = write_of(session, draft)
    if write is None:
        return None
    if session.resources.is_there(write):
        return True
    try:
        made = is_success(session.send_draft(write))
    except NotSent:
        return False
    if made:
        session.resources.note(write, True)
    else:
        session.resources.forget()
    return made


def unmake(session: ProviderSession, draft: Draft) -> bool | None:
    """Deletes what `draft` names, if it is there: whether that worked, None without a deletion."""
    write = write_of(session, draft)
    deletion = sibling_draft(session.document, session.facts, draft, Effect.DELETE)
    if write is None or deletion is None:
        return None
    if session.resources.is_there(write) is False:
        return True
    gone = session.send_draft(deletion).response.status < 500
    session.resources.forget()
    if gone:
        session.resources.note(write, False, read(session, draft))
    return gone


def read(session: ProviderSession, draft: Draft) -> Exchange | None:
    """The documented read of what `draft` names; None where none is linked."""
    reading = sibling_draft(session.document, session.facts, draft, Effect.READ)
    return None if reading is None else session.send_draft(reading)


def disturbed(
    session: ProviderSession, draft: Draft, clause: str, cause: Exchange
) -> list[Finding]:
    """What `cause` changed of what `draft` names, though it should have had no effect.

    What was made must still be found; what was deleted must be shown just as it was then. Where
    that is not so even if nothing else is asked, it is no doing of `cause`: what was deleted and
    comes back is a finding about the deletion, what is made and does not last raises NotJudged.
    """
    write = write_of(session, draft)
    there = None if write is None else session.resources.is_there(write)
    after = None if write is None or there is None else read(session, draft)
    if write is None or there is None or after is None:
        return []
    before = session.resources.shown(write)
    same = before is None or shows_alike(before, after, lambda: read(session, draft) or after)
    if is_success(after) if there else same:
        return []
    if there and not any(_lasts(session, draft, write) for _ in range(2)):
        raise NotJudged("what is made does not last, whatever is asked meanwhile")
    if not there and (found := _comes_back(session, draft)):
        return found
    session.resources.forget()
    status = cause.response.status
    what = "that it should not" if is_success(cause) else "all the same"
    message = f"answered with {status}, it {'deleted' if there else 'made'} something {what}"
    actual = f"a read afterwards answers {outline(after)}"
    return [session.finding(clause, cause.request, message, "no effect", actual)]


def _lasts(session: ProviderSession, draft: Draft, write: Draft) -> bool:
    """Whether what `write` makes is shown, and shown again."""
    session.resources.forget()
    session.send_draft(write)
    shown = [read(session, draft) for _ in range(2)]
    return all(exchange is not None and is_success(exchange) for exchange in shown)


def _comes_back(session: ProviderSession, draft: Draft) -> list[Finding]:
    """The finding that what a deletion deleted is shown again though nothing was asked since."""
    deletion = sibling_draft(session.document, session.facts, draft, Effect.DELETE)
    make(session, draft)
    if deletion is None or not is_success(deleted := session.send_draft(deletion)):
        return []
    session.resources.forget()
    before = read(session, draft)
    time.sleep(_A_WHILE)
    after = read(session, draft)
    if before is None or after is None or not is_success(after):
        return []
    if shows_alike(before, after, lambda: after):
        return []
    key, message = str(ClauseKey.of(deletion.operation, "effect")), "what was deleted comes back"
    actual = f"a read after {_A_WHILE} s answers {outline(after)}"
    return [session.finding(key, deleted.request, message, outline(before), actual)]


def is_success(exchange: Exchange) -> bool:
    """Whether the answer is a 2xx."""
    return 200 <= exchange.response.status < 300


def outline(exchange: Exchange) -> str:
    """An answer in one line."""
    location = exchange.response.header("location")
    if location is not None and 300 <= exchange.response.status < 400:
        return f"{exchange.response.status} to {location[:200]}"
    body = exchange.response.body[:200].decode("utf-8", "replace").strip()
    return f"{exchange.response.status} {body}".strip()


def shows_alike(one: Exchange, other: Exchange, again: Callable[[], Exchange]) -> bool:
    """Whether two answers to the same read show the same thing, or that nothing is there.

    How a refusal is worded says nothing about the thing. What changes with each answer says
    nothing either: `again` asks once more, and only what is shown twice alike is compared.
    """
    if one.response.status != other.response.status:
        return False
    if not is_success(one) or _content(one) == _content(other):
        return True
    repeated = again()
    if _content(repeated) == _content(other):
        return False
    before, now, then = (members_of(e.response) for e in (one, other, repeated))
    stable = [name for name, value in now.items() if name in then and then[name] == value]
    return all(name in before and before[name] == now[name] for name in stable)


def _content(exchange: Exchange) -> Any:
    """A body as it is to be compared: JSON means the same however it is written (RFC 8259, 4)."""
    try:
        return json.loads(exchange.response.body)
    except (ValueError, RecursionError):
        return exchange.response.body
