"""Creates, reads and deletes resources, and judges the read after a deletion.

Documents rarely say what a read of a deleted resource returns, so it is compared with the read
before the deletion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from clausebook.checks.provider.resource_state import creation_of, is_success, summarize
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
    """A deletion, and the read of the same resource after it."""

    draft: Draft
    exchange: Exchange
    read: Exchange


def create_all(session: ProviderSession, drafts: Sequence[Draft]) -> list[Exchange]:
    """Creates the resources of the drafts, whether they exist or not: the responses."""
    session.resources.forget()
    return session.send_drafts([_write(session, draft) for draft in drafts])


def require_created(session: ProviderSession, draft: Draft) -> Exchange:
    """Creates the resource of a draft: the response. Raises NotJudged if it is rejected."""
    (response,) = create_all(session, [draft])
    if not is_success(response):
        raise NotJudged(f"the linked write returns {summarize(response)}")
    return response


def read_all(session: ProviderSession, drafts: Sequence[Draft]) -> list[Exchange]:
    """Reads the resources of the drafts."""
    return session.send_drafts([_read(session, draft) for draft in drafts])


def delete_all(session: ProviderSession, drafts: Sequence[Draft]) -> list[Deletion]:
    """Deletes the resources of the drafts, then reads each.

    It reads them in reverse order, so that it reads each over another connection.
    """
    exchanges = session.send_drafts(drafts)
    reads = read_all(session, drafts[::-1])[::-1]
    return [Deletion(*parts) for parts in zip(drafts, exchanges, reads, strict=True)]


def deletion_findings(
    session: ProviderSession, before: Exchange, deletion: Deletion, clause: str
) -> list[Finding]:
    """The findings about the deletion of an existing resource; `before` is a read of it.

    `clause` is the key of the effect of the deletion.
    """
    exchange = deletion.exchange
    if not is_success(exchange):
        message, actual = "the deletion of a resource just created is rejected", summarize(exchange)
        clause = str(ClauseKey.of(deletion.draft.operation, "operation"))
        return [session.finding(clause, exchange.request, message, "a success", actual)]
    findings = session.judge_response(exchange) + _read_findings(session, deletion)
    remaining = _remaining_content(before, deletion.read)
    if remaining:
        status = exchange.response.status
        message = f"the deletion returns {status}, but a read still shows {remaining}"
        expected, actual = "a deleted resource", f"a read then returns {summarize(deletion.read)}"
        findings.append(session.finding(clause, exchange.request, message, expected, actual))
    return findings


def _read_findings(session: ProviderSession, deletion: Deletion) -> list[Finding]:
    """A read of a deleted resource may return any documented response, but no server error."""
    read, findings = deletion.read, list[Finding]()
    if read.response.status >= 500:
        key = str(ClauseKey.of(_read(session, deletion.draft).operation, "operation"))
        message = "a read of a deleted resource causes a server error"
        findings.append(session.finding(key, read.request, message, "no 5xx", summarize(read)))
    return findings + session.judge_response(read)


def _write(session: ProviderSession, draft: Draft) -> Draft:
    write = creation_of(session, draft)
    assert write is not None, "lifecycle checks require a linked write"
    return write


def _read(session: ProviderSession, draft: Draft) -> Draft:
    read = sibling_draft(session.document, session.facts, draft, Effect.READ)
    assert read is not None, "lifecycle checks require a linked read"
    return read


def _remaining_content(before: Exchange, after: Exchange) -> str:
    """What the second read still shows of the first; empty if nothing or inconclusive."""
    if not is_success(before) or not is_success(after) or not before.response.body:
        return ""
    if after.response.body == before.response.body:
        return "the resource"
    names = _unchanged_members(before, after)
    return f"its {' and '.join(names)}" if names else ""


def _unchanged_members(before: Exchange, after: Exchange) -> list[str]:
    """The members with the same value in both reads, except values from the request itself."""
    old, new = (members_of(exchange.response) for exchange in (before, after))
    segments = (unquote(segment) for segment in before.request.path.split("/"))
    requested = {*segments, *(value for _, value in parse_qsl(before.request.query))}
    return [
        name
        for name, value in old.items()
        if value not in ("", None) and new.get(name) == value and str(value) not in requested
    ]
