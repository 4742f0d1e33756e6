"""Deletes things that a linked write makes, reads them again, and says what is wrong with that.

What a read answers about something deleted is not documented in general, so it is only compared
with what was shown before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from clausebook.checks.provider.resource_state import is_success, outline, write_of
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.http.media_types import members_of
from clausebook.openapi import Effect
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import sibling_draft


@dataclass(frozen=True)
class Deletion:
    """A deletion that was sent, and the read of the same thing after it."""

    draft: Draft
    deleted: Exchange
    after: Exchange


def make_anew(session: ProviderSession, drafts: Sequence[Draft]) -> list[Exchange]:
    """The answers to the writes that make what the drafts name, whether it is there or not."""
    session.resources.forget()
    return session.send_drafts([_write(session, draft) for draft in drafts])


def must_make(session: ProviderSession, draft: Draft) -> Exchange:
    """Makes what a draft names: the answer. Raises NotJudged where that is refused."""
    (answer,) = make_anew(session, [draft])
    if not is_success(answer):
        raise NotJudged(f"the linked write answers {outline(answer)}")
    return answer


def read_all(session: ProviderSession, drafts: Sequence[Draft]) -> list[Exchange]:
    """What the documented read shows of what the drafts name."""
    return session.send_drafts([_reading(session, draft) for draft in drafts])


def delete_all(session: ProviderSession, drafts: Sequence[Draft]) -> list[Deletion]:
    """Deletes what the drafts name, then reads it.

    In another order, so that of several each is read over another connection.
    """
    deleted = session.send_drafts(drafts)
    after = read_all(session, drafts[::-1])[::-1]
    return [Deletion(*parts) for parts in zip(drafts, deleted, after, strict=True)]


def wrong_with(
    session: ProviderSession, before: Exchange, deletion: Deletion, clause: str
) -> list[Finding]:
    """What is wrong with the deletion of something that was there, which a read showed before.

    `clause` is the key of the effect that it should have.
    """
    deleted = deletion.deleted
    if not is_success(deleted):
        message = "what the write has just made is refused"
        clause = str(ClauseKey.of(deletion.draft.operation, "operation"))
        return [session.finding(clause, deleted.request, message, "a success", outline(deleted))]
    found = session.judge_answer(deleted) + _wrong_read(session, deletion)
    shown = _still_shown(before, deletion.after)
    if shown:
        message = f"answered with {deleted.response.status}, and {shown} shown as before"
        expected, actual = "that it is gone", f"a read then answers {outline(deletion.after)}"
        found.append(session.finding(clause, deleted.request, message, expected, actual))
    return found


def _wrong_read(session: ProviderSession, deletion: Deletion) -> list[Finding]:
    """A read of what is gone may answer whatever is documented, but must not fail."""
    after, found = deletion.after, list[Finding]()
    if after.response.status >= 500:
        key = str(ClauseKey.of(_reading(session, deletion.draft).operation, "operation"))
        message = "a read of what was deleted makes the provider fail"
        found.append(session.finding(key, after.request, message, "no 5xx", outline(after)))
    return found + session.judge_answer(after)


def _write(session: ProviderSession, draft: Draft) -> Draft:
    write = write_of(session, draft)
    assert write is not None, "effects are only checked where a write is linked"
    return write


def _reading(session: ProviderSession, draft: Draft) -> Draft:
    reading = sibling_draft(session.document, session.facts, draft, Effect.READ)
    assert reading is not None, "effects are only checked where a read is linked"
    return reading


def _still_shown(before: Exchange, after: Exchange) -> str:
    """What of the first read the second still shows; nothing where that says nothing."""
    if not is_success(before) or not is_success(after) or not before.response.body:
        return ""
    if after.response.body == before.response.body:
        return "what it names is"
    kept = _kept_members(before, after)
    return f"the {' and the '.join(kept)} of what it names" if kept else ""


def _kept_members(before: Exchange, after: Exchange) -> list[str]:
    """The members that a read still shows, those aside that the request named itself."""
    shown, still = (members_of(exchange.response) for exchange in (before, after))
    segments = (unquote(segment) for segment in before.request.path.split("/"))
    asked = {*segments, *(value for _, value in parse_qsl(before.request.query))}
    return [
        name
        for name, value in shown.items()
        if value not in ("", None) and still.get(name) == value and str(value) not in asked
    ]
