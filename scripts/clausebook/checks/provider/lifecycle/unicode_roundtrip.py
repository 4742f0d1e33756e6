"""Checks that text beyond ASCII is read as it was written.

It judges only providers that return the same text in ASCII as a JSON string of its own: a read need
not return what was written, and characters can be escaped in many ways inside other texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clausebook.checks.provider.lifecycle.delete import read_all, require_created
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.text_search import free_texts, has_string, with_member
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

# Characters of two and three bytes that Unicode normalization leaves unchanged.
_TEXT = "clausebook wrote æøłж中"
_ASCII_TEXT = "clausebook wrote aolzz"


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/unicode-roundtrip",
    source="RFC 8259, 8.1",
    phase=Phase.LIFECYCLE,
    order=60,
)
def unicode_roundtrip_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """Text beyond ASCII is read as it was written."""
    deletion = deletion_of(planner, operation)
    if deletion is not None and deletion.is_first:
        yield from _checks_of(planner, planner.facts, deletion.valid, deletion.write_clause)


def _checks_of(
    planner: Planner, facts: Facts, deletion_draft: Draft, write_clause: str
) -> Iterator[StatefulCheck]:
    """A check for each free text of a JSON write, which is UTF-8 (RFC 8259, 8.1).

    `deletion_draft` deletes what the write creates; `write_clause` is the key of its effect.
    """
    write = creating_draft(planner.document, facts, deletion_draft)
    if write is None or not isinstance(write.body, Mapping) or "json" not in str(write.media_type):
        return
    for name, _ in free_texts(planner, write):
        non_ascii = with_member(planner, facts, write, name, _TEXT)
        ascii = with_member(planner, facts, write, name, _ASCII_TEXT)
        if non_ascii and ascii:
            check_name = f"{write_clause}: {name!r} keeps text beyond ASCII"
            steps = _RoundtripSteps(deletion_draft, non_ascii, ascii, name, write_clause)
            yield StatefulCheck(check_name, (write_clause,), deletion_draft.operation, steps)


@dataclass(frozen=True)
class _RoundtripSteps:
    """Writes and reads one text: `non_ascii` with multi-byte characters, `ascii` without."""

    deletion_draft: Draft
    non_ascii: Draft
    ascii: Draft
    name: str
    write_clause: str

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """The findings about the read. Raises NotJudged if a read never returns the text."""
        write = require_created(session, self.non_ascii)
        (read,) = read_all(session, [self.deletion_draft])
        findings = session.judge_response(read)
        if findings or has_string(read, _TEXT):
            return findings
        require_created(session, self.ascii)
        (ascii_read,) = read_all(session, [self.deletion_draft])
        if not has_string(ascii_read, _ASCII_TEXT):
            raise NotJudged(f"a read does not return {self.name} as a string of its own")
        message = f"{self.name} does not keep text beyond ASCII"
        return [session.finding(self.write_clause, write.request, message, _TEXT, summarize(read))]
