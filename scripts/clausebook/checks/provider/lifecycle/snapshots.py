"""Reads of several resources, and which of the resources a later read shows changed."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clausebook.checks.provider.lifecycle.delete import read_all
from clausebook.checks.provider.resource_state import creation_of, same_content, summarize
from clausebook.checks.session import ProviderSession
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect
from clausebook.resources import Draft
from clausebook.resources.links import sibling_draft


class Snapshot(NamedTuple):
    """A read of the resource that a draft names."""

    draft: Draft
    read: Exchange


class ChangedSnapshot(NamedTuple):
    """A resource that changed; `after` is its later read in one line."""

    before: Snapshot
    after: str


def creation_without_member(session: ProviderSession, draft: Draft) -> Draft:
    """The write that creates the resource of a draft, without one optional member of its body.

    If the write replaces another resource, a read of that one then shows the difference. Raises
    NotJudged if no write or no read is linked.
    """
    write = creation_of(session, draft)
    read = sibling_draft(session.document, session.facts, draft, Effect.READ)
    if write is None or read is None:
        raise NotJudged("no write and no read of the resource are linked")
    members = write.body if isinstance(write.body, dict) else {}
    for name, value in members.items():
        shorter = write.with_body({n: v for n, v in members.items() if n != name})
        broken = [v.key_parts for v in session.judge.request(shorter.request({}))]
        # A value that the read contains may identify the resource.
        if value not in read.values.values() and all(key.is_security for key in broken):
            return shorter
    return write


def changed_snapshots(
    session: ProviderSession, snapshots: Sequence[Snapshot]
) -> Iterator[ChangedSnapshot]:
    """The resources that a read no longer shows as in their snapshot."""
    reads = read_all(session, [snapshot.draft for snapshot in snapshots])
    for snapshot, read in zip(snapshots, reads, strict=True):
        read_again = functools.partial(_read_one, session, snapshot.draft)
        # One failed read says nothing about the resource; a second one counts.
        after = read_again() if read.response.status >= 500 else read
        if not same_content(snapshot.read, after, read_again):
            yield ChangedSnapshot(snapshot, summarize(after))


def _read_one(session: ProviderSession, draft: Draft) -> Exchange:
    (read,) = read_all(session, [draft])
    return read
