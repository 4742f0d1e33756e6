"""What is written over a thing that is there is shown as if it were new.

How a read shows a content is not known, so it is only compared: nothing was written over a member
that looks as it did after the earlier write, and otherwise where there was none. Only a PUT
replaces what is there (RFC 9110, 9.3.4), and whoever answers 201 says that it was made: any other
write may leave or merge what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from clausebook.checks.provider.lifecycle.delete import make_anew, must_make, read_all
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.text_search import with_content
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import is_success, outline
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

_MADE = 201  # RFC 9110, 15.3.2
_TRIES = 3  # earlier writes that may be refused


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/replace",
    source="RFC 9110, 9.3.4, 15.3.2",
    phase=Phase.LIFECYCLE,
    order=50,
)
def replace_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A write over an existing resource replaces it, and shows nothing of the one before."""
    deletion = deletion_of(planner, operation)
    if deletion is not None and deletion.is_first:
        yield from _checks_of(planner, planner.facts, deletion.good, deletion.made)


def _checks_of(planner: Planner, facts: Facts, good: Draft, made: str) -> Iterator[StatefulCheck]:
    """The scenario of a write that says more than which thing it makes.

    `good` is the deletion of that thing, `made` the key of the write's effect.
    """
    write = creating_draft(planner.document, facts, good)
    earlier = tuple(_writes_otherwise(planner, facts, write))[:_TRIES] if write else ()
    if write and earlier:
        name = f"{made}: what is written over another is shown as if it were new"
        story = _Overwriting(ReadAgain(good, write, made), earlier)
        yield StatefulCheck(name, (made,), good.operation, story)


def _writes_otherwise(planner: Planner, facts: Facts, write: Draft) -> Iterator[Draft]:
    """The write with other contents for the same thing: of all its members at once, then of each.

    Some may be refused, since what a content must be is not all in the document.
    """
    others: dict[str, Any] = {}
    for name, value in write.body.items() if isinstance(write.body, Mapping) else ():
        for other in lower_values(value):
            if with_content(planner, facts, write, name, other):
                others.setdefault(name, other)
    alone = [{name: other} for name, other in others.items()]
    for change in [others, *alone] if len(others) > 1 else alone:
        draft = write.with_body({**write.body, **change})
        if not planner.faults(draft):
            yield draft


def lower_values(value: Any) -> Iterator[Any]:
    """The value just below this one, if any: what is written later may have to be more."""
    if isinstance(value, str):
        for found in list(re.finditer("[1-9b-zB-Z]", value))[-1:]:
            place = found.start()
            yield f"{value[:place]}{chr(ord(value[place]) - 1)}{value[place + 1 :]}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value - 1


class Shown(NamedTuple):
    """The answer to a write, and the read after it."""

    written: Exchange
    read: Exchange


@dataclass(frozen=True)
class ReadAgain:
    """A write of what the deletion `good` names, to be seen both over an earlier one and alone.

    `made` is the key of its effect.
    """

    good: Draft
    write: Draft
    made: str

    def shown(self, session: ProviderSession) -> Shown:
        """What is shown after the write. Raises NotJudged where that is refused."""
        written = must_make(session, self.write)
        (read,) = read_all(session, [self.good])
        return Shown(written, read)

    def wrong_over(
        self, session: ProviderSession, members: Sequence[str], earlier: Exchange, fresh: Shown
    ) -> list[Finding]:
        """What is still shown of an earlier write, which is there, once it is written over.

        `earlier` is the read after that one, `fresh` what this write made where nothing was; the
        `members` are those in which the two reads differ. Raises NotJudged where the write is
        refused, or may leave what is there.
        """
        over = self.shown(session)
        answers = {over.written.response.status, fresh.written.response.status}
        method = self.write.operation.method
        if method != "PUT" and (method == "PATCH" or answers != {_MADE}):
            raise NotJudged(f"a write over another is answered {outline(over.written)}")
        stale = _alike(members, earlier, over.read)
        if stale:
            (again,) = read_all(session, [self.good])
            stale = _alike(stale, earlier, again)
        if not stale:
            return []
        message = f"written over another, it still shows the {' and the '.join(stale)} of that one"
        expected, actual = outline(fresh.read), outline(over.read)
        request = over.written.request
        return [session.finding(self.made, request, message, expected, actual)]


def differing(members: Iterable[str], earlier: Exchange, fresh: Exchange) -> list[str]:
    """Those of the members that one read shows, and that the other, a success too, does not so."""
    shown = _alike(members, earlier, earlier) if is_success(fresh) else []
    return [name for name in shown if not _alike([name], earlier, fresh)]


def _alike(members: Iterable[str], one: Exchange, other: Exchange) -> list[str]:
    """Those of the members that two reads show with the same value."""
    if not (is_success(one) and is_success(other)):
        return []
    first, second = members_of(one.response), members_of(other.response)
    both = [name for name in members if name in first and name in second]
    return [name for name in both if first[name] == second[name]]


@dataclass(frozen=True)
class _Overwriting:
    """The story of a write over the first of the `earlier` ones that is taken."""

    later: ReadAgain
    earlier: Sequence[Draft]

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """What is still shown of the earlier write."""
        good, body = self.later.good, self.later.write.body
        session.send_draft(good)  # whatever it answers, since nothing may be there
        fresh = self.later.shown(session)
        deleted = session.send_draft(good)
        if not is_success(deleted):
            raise NotJudged(f"the deletion answers {outline(deleted)}")
        taken = self._first_taken(session)
        (earlier,) = read_all(session, [good])
        others = [name for name, value in taken.body.items() if value != body[name]]
        members = differing(others, earlier, fresh.read)
        if not members:
            raise NotJudged("a read shows nothing of what the two writes say otherwise")
        return self.later.wrong_over(session, members, earlier, fresh)

    def _first_taken(self, session: ProviderSession) -> Draft:
        for draft in self.earlier:
            (answer,) = make_anew(session, [draft])
            if is_success(answer):
                return draft
        raise NotJudged(f"other contents are answered {outline(answer)}")
