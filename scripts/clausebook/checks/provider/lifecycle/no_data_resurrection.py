"""What was deleted, or left out of a write over it, is forgotten: a text is not shown again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.checks.provider.lifecycle.delete import delete_all, must_make, read_all, wrong_with
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.replace import ReadAgain, differing
from clausebook.checks.provider.lifecycle.text_search import free_texts, shows, with_content
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import outline
from clausebook.checks.provider.stateful_check import StatefulCheck
from clausebook.checks.registry import Kind, Phase, check_family
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.openapi import Operation
from clausebook.report.finding import Finding
from clausebook.resources import Draft
from clausebook.resources.links import creating_draft
from clausebook.values.nothing import NOTHING

_TEXT = "clausebook wrote this "
_LENGTH = 60  # where the document sets no limit
_LONGEST = 10_000


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/no-data-resurrection",
    source="`x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=40,
)
def no_data_resurrection_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A resource that is created again shows nothing of the deleted one."""
    deletion = deletion_of(planner, operation)
    if deletion is not None:
        yield from _checks_of(planner, planner.facts, deletion.good, deletion.clause, deletion.made)


def _checks_of(
    planner: Planner, facts: Facts, good: Draft, clause: str, made: str
) -> Iterator[StatefulCheck]:
    """A scenario for each free text that a write may leave out.

    `good` is the deletion of what the write makes, `clause` and `made` the keys of their effects.
    """
    write = creating_draft(planner.document, facts, good)
    if write is None or not isinstance(write.body, Mapping):
        return
    for name, member in free_texts(planner, write):
        text = _longest(member)
        full = with_content(planner, facts, write, name, text) if text else None
        less = with_content(planner, facts, write, name, NOTHING)
        if full and less:
            words = f"{clause}: the longest {name!r} is deleted and not shown again"
            story = _Forgetting(good, full, less, name, text, clause, made)
            yield StatefulCheck(words, (clause, made), good.operation, story)


def _longest(member: Mapping[str, Any]) -> str:
    """A text as long as allowed, within reason; empty where that is too short to tell anything."""
    length = min(int(member.get("maxLength", _LENGTH)), _LONGEST)
    return (_TEXT * (length // len(_TEXT) + 1))[:length] if length >= len(_TEXT) else ""


@dataclass(frozen=True)
class _Forgetting:
    """The story of one text: `full` writes it, `less` the same thing without it."""

    good: Draft
    full: Draft
    less: Draft
    name: str
    text: str
    clause: str
    made: str

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """What is wrong with the deletion, and with what is shown after it."""
        must_make(session, self.full)
        (before,) = read_all(session, [self.good])
        found = session.judge_answer(before)
        (deletion,) = delete_all(session, [self.good])
        found += wrong_with(session, before, deletion, self.clause)
        if found or not shows(before, self.text):
            return found
        later = ReadAgain(self.good, self.less, self.made)
        fresh = later.shown(session)
        if shows(fresh.read, self.text):
            message = f"the {self.name} that was deleted is shown again once the thing is made anew"
            expected, actual = "that it is forgotten", outline(fresh.read)
            request = fresh.read.request
            return [session.finding(self.clause, request, message, expected, actual)]
        members = differing([self.name], before, fresh.read)
        if members:
            must_make(session, self.full)
            with contextlib.suppress(NotJudged):
                found = later.wrong_over(session, members, before, fresh)
        return found
