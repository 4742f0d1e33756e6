"""Brings a provider into a state by its own documented operations, and sees whether it stayed so.

Knows `x-effect` and links only; a document without them has no state to speak of.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from clausebook.checks.session.deployment import Deployment
from clausebook.clauses import ClauseKey
from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange
from clausebook.http.media_types import members_of
from clausebook.openapi import Effect
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import creating_draft, sibling_draft

_A_WHILE = 0.5  # seconds, spent only where something that was deleted is there again


def write_of(deployment: Deployment, draft: Draft) -> Draft | None:
    """The write that makes what `draft` names; the draft itself where it is that write."""
    if draft.operation.effect is Effect.CREATE:
        return draft
    return creating_draft(deployment.document, deployment.facts, draft)


def make(deployment: Deployment, draft: Draft) -> bool | None:
    """Makes what `draft` names: whether that worked, None where no write is linked to it."""
    write = write_of(deployment, draft)
    if write is None:
        return None
    if deployment.state.is_there(write):
        return True
    try:
        made = is_success(deployment.send_draft(write))
    except NotSent:
        return False
    if made:
        deployment.state.note(write, True)
    else:
        deployment.state.forget()
    return made


def unmake(deployment: Deployment, draft: Draft) -> bool | None:
    """Deletes what `draft` names, if it is there: whether that worked, None without a deletion."""
    write = write_of(deployment, draft)
    deletion = sibling_draft(deployment.document, deployment.facts, draft, Effect.DELETE)
    if write is None or deletion is None:
        return None
    if deployment.state.is_there(write) is False:
        return True
    gone = deployment.send_draft(deletion).response.status < 500
    deployment.state.forget()
    if gone:
        deployment.state.note(write, False, read(deployment, draft))
    return gone


def read(deployment: Deployment, draft: Draft) -> Exchange | None:
    """The documented read of what `draft` names; None where none is linked."""
    reading = sibling_draft(deployment.document, deployment.facts, draft, Effect.READ)
    return None if reading is None else deployment.send_draft(reading)


def disturbed(deployment: Deployment, draft: Draft, clause: str, cause: Exchange) -> list[Finding]:
    """What `cause` changed of what `draft` names, though it should have had no effect.

    What was made must still be found; what was deleted must be shown just as it was then. Where
    that is not so even if nothing else is asked, it is no doing of `cause`: what was deleted and
    comes back is a finding about the deletion, what is made and does not last raises NotJudged.
    """
    write = write_of(deployment, draft)
    there = None if write is None else deployment.state.is_there(write)
    after = None if write is None or there is None else read(deployment, draft)
    if write is None or there is None or after is None:
        return []
    before = deployment.state.shown(write)
    same = before is None or shows_alike(before, after, lambda: read(deployment, draft) or after)
    if is_success(after) if there else same:
        return []
    if there and not any(_lasts(deployment, draft, write) for _ in range(2)):
        raise NotJudged("what is made does not last, whatever is asked meanwhile")
    if not there and (found := _comes_back(deployment, draft)):
        return found
    deployment.state.forget()
    status = cause.response.status
    what = "that it should not" if is_success(cause) else "all the same"
    message = f"answered with {status}, it {'deleted' if there else 'made'} something {what}"
    actual = f"a read afterwards answers {outline(after)}"
    return [deployment.finding(clause, cause.request, message, "no effect", actual)]


def _lasts(deployment: Deployment, draft: Draft, write: Draft) -> bool:
    """Whether what `write` makes is shown, and shown again."""
    deployment.state.forget()
    deployment.send_draft(write)
    shown = [read(deployment, draft) for _ in range(2)]
    return all(exchange is not None and is_success(exchange) for exchange in shown)


def _comes_back(deployment: Deployment, draft: Draft) -> list[Finding]:
    """The finding that what a deletion deleted is shown again though nothing was asked since."""
    deletion = sibling_draft(deployment.document, deployment.facts, draft, Effect.DELETE)
    make(deployment, draft)
    if deletion is None or not is_success(deleted := deployment.send_draft(deletion)):
        return []
    deployment.state.forget()
    before = read(deployment, draft)
    time.sleep(_A_WHILE)
    after = read(deployment, draft)
    if before is None or after is None or not is_success(after):
        return []
    if shows_alike(before, after, lambda: after):
        return []
    key, message = str(ClauseKey.of(deletion.operation, "effect")), "what was deleted comes back"
    actual = f"a read after {_A_WHILE} s answers {outline(after)}"
    return [deployment.finding(key, deleted.request, message, outline(before), actual)]


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
