"""Creates, deletes and reads a check's resource, and detects side effects on it.

It knows resources by `x-effect` and `links` only; without them, no check depends on state.
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

_LONGEST = 200  # characters of a response that a message quotes
_REAPPEARANCE_SECONDS = 0.5  # waited only if a deleted resource has reappeared


def creation_of(session: ProviderSession, draft: Draft) -> Draft | None:
    """The write that creates the resource of `draft`: the draft itself if it is that write."""
    if draft.operation.effect is Effect.CREATE:
        return draft
    return creating_draft(session.document, session.facts, draft)


def ensure_created(session: ProviderSession, draft: Draft) -> bool | None:
    """Creates the resource of `draft`: whether it succeeded, None if no write is linked."""
    write = creation_of(session, draft)
    if write is None:
        return None
    if session.resources.exists(write):
        return True
    try:
        is_created = is_success(session.send_draft(write))
    except NotSent:
        return False
    if is_created:
        session.resources.record(write, True)
    else:
        session.resources.forget()
    return is_created


def ensure_deleted(session: ProviderSession, draft: Draft) -> bool | None:
    """Deletes the resource of `draft`: whether it is gone, None if no deletion is linked."""
    write = creation_of(session, draft)
    deletion = sibling_draft(session.document, session.facts, draft, Effect.DELETE)
    if write is None or deletion is None:
        return None
    if session.resources.exists(write) is False:
        return True
    is_deleted = session.send_draft(deletion).response.status < 500
    session.resources.forget()
    if is_deleted:
        session.resources.record(write, False, read_resource(session, draft))
    return is_deleted


def read_resource(session: ProviderSession, draft: Draft) -> Exchange | None:
    """Reads the resource of `draft`; None if no read is linked."""
    reading = sibling_draft(session.document, session.facts, draft, Effect.READ)
    return None if reading is None else session.send_draft(reading)


def side_effect_findings(
    session: ProviderSession, draft: Draft, clause: str, cause: Exchange
) -> list[Finding]:
    """The finding that `cause` changed the resource of `draft`, on which it should have no effect.

    A created resource must still exist; a deleted one must read as it did after its deletion. If it
    changes without `cause` too, `cause` is not to blame: a deleted resource that reappears is a
    finding about the deletion; a created one that disappears raises NotJudged.
    """
    write = creation_of(session, draft)
    existed = None if write is None else session.resources.exists(write)
    after = None if write is None or existed is None else read_resource(session, draft)
    if write is None or existed is None or after is None:
        return []
    before = session.resources.last_read(write)
    is_same = before is None or same_content(
        before, after, lambda: read_resource(session, draft) or after
    )
    if is_success(after) if existed else is_same:
        return []
    if existed and not any(_persists(session, draft, write) for _ in range(2)):
        raise NotJudged("a created resource disappears without any request that deletes it")
    if not existed and (findings := _reappearance_findings(session, draft)):
        return findings
    session.resources.forget()
    effect = "deleted an existing resource" if existed else "created a resource"
    outcome = "accepted" if is_success(cause) else "rejected"
    message = f"the {outcome} request (status {cause.response.status}) {effect}"
    actual = f"a read afterwards returns {summarize(after)}"
    return [session.finding(clause, cause.request, message, "no effect", actual)]


def _persists(session: ProviderSession, draft: Draft, write: Draft) -> bool:
    """Whether two reads find the resource that `write` creates."""
    session.resources.forget()
    session.send_draft(write)
    reads = [read_resource(session, draft) for _ in range(2)]
    return all(read is not None and is_success(read) for read in reads)


def _reappearance_findings(session: ProviderSession, draft: Draft) -> list[Finding]:
    """The finding that a deleted resource reappears without any request in between."""
    deletion = sibling_draft(session.document, session.facts, draft, Effect.DELETE)
    ensure_created(session, draft)
    if deletion is None or not is_success(deleted := session.send_draft(deletion)):
        return []
    session.resources.forget()
    before = read_resource(session, draft)
    time.sleep(_REAPPEARANCE_SECONDS)
    after = read_resource(session, draft)
    if before is None or after is None or not is_success(after):
        return []
    if same_content(before, after, lambda: after):
        return []
    key, message = str(ClauseKey.of(deletion.operation, "effect")), "the deleted resource reappears"
    actual = f"a read after {_REAPPEARANCE_SECONDS} s returns {summarize(after)}"
    return [session.finding(key, deleted.request, message, summarize(before), actual)]


def is_success(exchange: Exchange) -> bool:
    """Whether the response is a 2xx."""
    return 200 <= exchange.response.status < 300


def summarize(exchange: Exchange) -> str:
    """A response in one line: its status, and its redirect target or the start of its body."""
    location = exchange.response.header("location")
    if location is not None and 300 <= exchange.response.status < 400:
        return f"{exchange.response.status} to {_cut(location)}"
    body = exchange.response.body[: 4 * _LONGEST].decode("utf-8", "replace").strip()
    return f"{exchange.response.status} {_cut(body)}".strip()


def _cut(text: str) -> str:
    # The dots say to who redacts it that a secret may be cut there.
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def same_content(before: Exchange, after: Exchange, read_again: Callable[[], Exchange]) -> bool:
    """Whether two reads show the same resource, or both fail with the same status.

    The body of a failed read is ignored. So are members that change with every read: `read_again`
    reads once more, and only members that stay the same in between are compared.
    """
    if before.response.status != after.response.status:
        return False
    if not is_success(before) or _content(before) == _content(after):
        return True
    again = read_again()
    if _content(again) == _content(after):
        return False
    old, new, newest = (members_of(read.response) for read in (before, after, again))
    stable = [name for name, value in new.items() if name in newest and newest[name] == value]
    return all(name in old and old[name] == new[name] for name in stable)


def _content(exchange: Exchange) -> Any:
    """The body to compare: parsed if it is JSON, whose spelling does not matter (RFC 8259, 4)."""
    try:
        return json.loads(exchange.response.body)
    except (ValueError, RecursionError):
        return exchange.response.body
