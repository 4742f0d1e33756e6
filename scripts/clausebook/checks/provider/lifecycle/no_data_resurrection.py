"""Checks that a text does not reappear after its resource was deleted or overwritten without it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.checks.provider.lifecycle.delete import (
    delete_all,
    deletion_findings,
    read_all,
    require_created,
)
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.replace import Overwrite, differing_members
from clausebook.checks.provider.lifecycle.text_search import contains_text, free_texts, with_member
from clausebook.checks.provider.probes import Planner
from clausebook.checks.provider.resource_state import summarize
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
_LENGTH = 60  # without a documented limit
_LONGEST = 10_000


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/no-data-resurrection",
    source="`x-effect` and `links` of the document",
    phase=Phase.LIFECYCLE,
    order=40,
)
def no_data_resurrection_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A resource that is created again contains no data of the deleted one."""
    deletion = deletion_of(planner, operation)
    if deletion is not None:
        yield from _checks_of(
            planner, planner.facts, deletion.valid, deletion.clause, deletion.write_clause
        )


def _checks_of(
    planner: Planner, facts: Facts, deletion_draft: Draft, clause: str, write_clause: str
) -> Iterator[StatefulCheck]:
    """A check for each optional free text of a write.

    `deletion_draft` deletes what the write creates; `clause` and `write_clause` are the keys of
    their effects.
    """
    write = creating_draft(planner.document, facts, deletion_draft)
    if write is None or not isinstance(write.body, Mapping):
        return
    for name, member in free_texts(planner, write):
        text = _longest_text(member)
        with_text = with_member(planner, facts, write, name, text) if text else None
        without_text = with_member(planner, facts, write, name, NOTHING)
        if with_text and without_text:
            check_name = f"{clause}: the longest {name!r} does not reappear after its deletion"
            steps = _ResurrectionSteps(
                deletion_draft, with_text, without_text, name, text, clause, write_clause
            )
            yield StatefulCheck(check_name, (clause, write_clause), deletion_draft.operation, steps)


def _longest_text(member: Mapping[str, Any]) -> str:
    """A text of the maximal length, within reason; empty if that is too short to recognize it."""
    length = min(int(member.get("maxLength", _LENGTH)), _LONGEST)
    return (_TEXT * (length // len(_TEXT) + 1))[:length] if length >= len(_TEXT) else ""


@dataclass(frozen=True)
class _ResurrectionSteps:
    """Deletes and overwrites one text: `with_text` writes it, `without_text` leaves it out."""

    deletion_draft: Draft
    with_text: Draft
    without_text: Draft
    name: str
    text: str
    clause: str
    write_clause: str

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """The findings about the deletion, and about the data after it."""
        require_created(session, self.with_text)
        (before,) = read_all(session, [self.deletion_draft])
        findings = session.judge_response(before)
        (deletion,) = delete_all(session, [self.deletion_draft])
        findings += deletion_findings(session, before, deletion, self.clause)
        if findings or not contains_text(before, self.text):
            return findings
        overwrite = Overwrite(self.deletion_draft, self.without_text, self.write_clause)
        fresh = overwrite.write_and_read(session)
        if contains_text(fresh.read, self.text):
            message = f"the deleted {self.name} reappears when the resource is created again"
            expected, actual = "no data of the deleted resource", summarize(fresh.read)
            request = fresh.read.request
            return [session.finding(self.clause, request, message, expected, actual)]
        members = differing_members([self.name], before, fresh.read)
        if members:
            require_created(session, self.with_text)
            with contextlib.suppress(NotJudged):
                findings = overwrite.stale_findings(session, members, before, fresh)
        return findings
