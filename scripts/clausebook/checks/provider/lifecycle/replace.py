"""Checks that a write over an existing resource replaces it and does not merge the two.

How a read represents the written content is unknown, so the check compares reads: a member was not
replaced if it reads as after the earlier write and otherwise as in a new resource. Only a PUT must
replace (RFC 9110, 9.3.4), and a write that returns 201, which claims a creation; any other write
may keep or merge what exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from clausebook.checks.provider.lifecycle.delete import create_all, read_all, require_created
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.text_search import with_member
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, summarize
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange
from clausebook.http.media_types import members_of
from clausebook.openapi import Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import creating_draft

_CREATED = 201  # RFC 9110, 15.3.2
_ATTEMPTS = 3  # earlier writes to try, since the provider may reject some


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/replace",
    source="RFC 9110, 9.3.4, 15.3.2",
    phase=Phase.LIFECYCLE,
    order=50,
)
def replace_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A write over an existing resource replaces it and leaves no data of the one before."""
    deletion = deletion_of(planner, operation)
    if deletion is not None and deletion.is_first:
        yield from _checks_of(planner, planner.facts, deletion.valid, deletion.write_clause)


def _checks_of(
    planner: Planner, facts: Facts, deletion_draft: Draft, write_clause: str
) -> Iterator[StatefulCheck]:
    """The check of a write with content beside the names that identify its resource.

    `deletion_draft` deletes that resource; `write_clause` is the key of the write's effect.
    """
    write = creating_draft(planner.document, facts, deletion_draft)
    earlier = tuple(_earlier_writes(planner, facts, write))[:_ATTEMPTS] if write else ()
    if write and earlier:
        name = f"{write_clause}: a write over an existing resource replaces it"
        steps = _ReplaceSteps(Overwrite(deletion_draft, write, write_clause), earlier)
        yield StatefulCheck(name, (write_clause,), deletion_draft.operation, steps)


def _earlier_writes(planner: Planner, facts: Facts, write: Draft) -> Iterator[Draft]:
    """The write of the same resource with other content: of all members at once, then of each.

    The provider may reject some, since the document cannot state every rule for the content.
    """
    others: dict[str, Any] = {}
    for name, value in write.body.items() if isinstance(write.body, Mapping) else ():
        for other in lower_values(value):
            if with_member(planner, facts, write, name, other):
                others.setdefault(name, other)
    single = [{name: other} for name, other in others.items()]
    for change in [others, *single] if len(others) > 1 else single:
        draft = write.with_body({**write.body, **change})
        if not planner.broken_clauses(draft):
            yield draft


def lower_values(value: Any) -> Iterator[Any]:
    """The next lower value, if any: a provider may require that later values are higher."""
    if isinstance(value, str):
        for match in list(re.finditer("[1-9b-zB-Z]", value))[-1:]:
            index = match.start()
            yield f"{value[:index]}{chr(ord(value[index]) - 1)}{value[index + 1 :]}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value - 1


class WriteAndRead(NamedTuple):
    """A write, and the read after it."""

    write: Exchange
    read: Exchange


@dataclass(frozen=True)
class Overwrite:
    """A write of the resource that `deletion_draft` deletes, sent both to create and to replace it.

    `write_clause` is the key of its effect.
    """

    deletion_draft: Draft
    draft: Draft
    write_clause: str

    def write_and_read(self, session: ProviderSession) -> WriteAndRead:
        """Writes and reads the resource. Raises NotJudged if the write is rejected."""
        write = require_created(session, self.draft)
        (read,) = read_all(session, [self.deletion_draft])
        return WriteAndRead(write, read)

    def stale_findings(
        self,
        session: ProviderSession,
        members: Sequence[str],
        earlier: Exchange,
        fresh: WriteAndRead,
    ) -> list[Finding]:
        """The finding that a read shows data of an earlier, existing write after this one.

        `earlier` is the read after that write, `fresh` this write without an existing resource; the
        `members` are those in which the two reads differ. Raises NotJudged if the write is rejected
        or may keep what exists.
        """
        replaced = self.write_and_read(session)
        statuses = {replaced.write.response.status, fresh.write.response.status}
        method = self.draft.operation.method
        if method != "PUT" and (method == "PATCH" or statuses != {_CREATED}):
            raise NotJudged(
                f"a write over an existing resource returns {summarize(replaced.write)}"
            )
        stale = _same_members(members, earlier, replaced.read)
        if stale:
            (second_read,) = read_all(session, [self.deletion_draft])
            stale = _same_members(stale, earlier, second_read)
        if not stale:
            return []
        message = f"a write over an existing resource keeps its {' and '.join(stale)}"
        expected, actual = summarize(fresh.read), summarize(replaced.read)
        request = replaced.write.request
        return [session.finding(self.write_clause, request, message, expected, actual)]


def differing_members(members: Iterable[str], earlier: Exchange, fresh: Exchange) -> list[str]:
    """Those of the members that one read shows, and that the other, if it succeeds, does not."""
    present = _same_members(members, earlier, earlier) if is_success(fresh) else []
    return [name for name in present if not _same_members([name], earlier, fresh)]


def _same_members(members: Iterable[str], before: Exchange, after: Exchange) -> list[str]:
    """Those of the members that both reads show with the same value."""
    if not (is_success(before) and is_success(after)):
        return []
    old, new = members_of(before.response), members_of(after.response)
    return [name for name in members if name in old and name in new and old[name] == new[name]]


@dataclass(frozen=True)
class _ReplaceSteps:
    """Overwrites the resource of the first of the `earlier` writes that the provider accepts."""

    overwrite: Overwrite
    earlier: Sequence[Draft]

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """The finding that data of the earlier write remains."""
        deletion_draft, body = self.overwrite.deletion_draft, self.overwrite.draft.body
        session.send_draft(deletion_draft)  # any response is fine, since nothing may exist
        fresh = self.overwrite.write_and_read(session)
        deletion = session.send_draft(deletion_draft)
        if not is_success(deletion):
            raise NotJudged(f"the deletion returns {summarize(deletion)}")
        accepted = self._first_accepted(session)
        (earlier,) = read_all(session, [deletion_draft])
        changed = [name for name, value in accepted.body.items() if value != body[name]]
        members = differing_members(changed, earlier, fresh.read)
        if not members:
            raise NotJudged("a read shows no difference between the two writes")
        return self.overwrite.stale_findings(session, members, earlier, fresh)

    def _first_accepted(self, session: ProviderSession) -> Draft:
        for draft in self.earlier:
            (write,) = create_all(session, [draft])
            if is_success(write):
                return draft
        raise NotJudged(f"writes with other content return {summarize(write)}")
