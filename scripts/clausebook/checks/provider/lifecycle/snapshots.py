"""What a read showed of things, and whether it shows the same later on."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from clausebook.checks.provider.lifecycle.delete import read_all
from clausebook.checks.provider.resource_state import outline, shows_alike, write_of
from clausebook.checks.session import ProviderSession
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.openapi import Effect
from clausebook.resources import Draft
from clausebook.resources.links import sibling_draft

Seen = tuple[Draft, Exchange]


def write_otherwise(session: ProviderSession, draft: Draft) -> Draft:
    """The write that makes what a draft names, without one member of its body, where it may lack.

    So that another thing which takes on what is written shows that. Raises NotJudged where the
    write or its read is not linked.
    """
    write = write_of(session, draft)
    reading = sibling_draft(session.document, session.facts, draft, Effect.READ)
    if write is None or reading is None:
        raise NotJudged("no write and no read of it are linked")
    members = write.body if isinstance(write.body, dict) else {}
    for name, value in members.items():
        less = write.with_body({n: v for n, v in members.items() if n != name})
        faults = [v.key_parts for v in session.judge.request(less.request({}))]
        # A value that the read names may say which thing it is.
        if value not in reading.values.values() and all(key.is_security for key in faults):
            return less
    return write


def altered(session: ProviderSession, others: Sequence[Seen]) -> Iterator[tuple[Draft, str]]:
    """What is no longer shown as it was seen, and how it is answered now."""
    now = read_all(session, [draft for draft, _ in others])
    for (draft, before), after in zip(others, now, strict=True):
        once_more = functools.partial(_read, session, draft)
        # A read that fails says nothing of the thing; one that fails again is how it is shown now.
        after = once_more() if after.response.status >= 500 else after
        if not shows_alike(before, after, once_more):
            yield draft, outline(after)


def _read(session: ProviderSession, draft: Draft) -> Exchange:
    (shown,) = read_all(session, [draft])
    return shown
