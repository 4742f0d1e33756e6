"""Letters beyond ASCII are shown as they were written.

Only by whoever shows the same text in plain letters, as a string of its own in JSON: a read need
not show what was written at all, and there are many ways to escape a letter within other texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clausebook.checks.provider.lifecycle.delete import must_make, read_all
from clausebook.checks.provider.lifecycle.deletion import deletion_of
from clausebook.checks.provider.lifecycle.text_search import free_texts, tells, with_content
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

# Letters of two and three bytes that no normal form of Unicode takes apart or replaces.
_TEXT = "clausebook wrote æøłж中"
_PLAIN = "clausebook wrote aolzz"


@check_family(
    stage=Kind.PROVIDER,
    id="lifecycle/unicode-roundtrip",
    source="RFC 8259, 8.1",
    phase=Phase.LIFECYCLE,
    order=60,
)
def unicode_roundtrip_checks(planner: Planner, operation: Operation) -> Iterator[StatefulCheck]:
    """A text beyond ASCII is shown as it was written."""
    deletion = deletion_of(planner, operation)
    if deletion is not None and deletion.is_first:
        yield from _checks_of(planner, planner.facts, deletion.good, deletion.made)


def _checks_of(planner: Planner, facts: Facts, good: Draft, made: str) -> Iterator[StatefulCheck]:
    """A scenario for each free text of a write in JSON, which is UTF-8 (RFC 8259, 8.1).

    `good` is the deletion of what the write makes, `made` the key of the write's effect.
    """
    write = creating_draft(planner.document, facts, good)
    if write is None or not isinstance(write.body, Mapping) or "json" not in str(write.media_type):
        return
    for name, _ in free_texts(planner, write):
        foreign = with_content(planner, facts, write, name, _TEXT)
        plain = with_content(planner, facts, write, name, _PLAIN)
        if foreign and plain:
            words = f"{made}: letters beyond ASCII in {name!r} are shown as they were written"
            story = _Lettering(good, foreign, plain, name, made)
            yield StatefulCheck(words, (made,), good.operation, story)


@dataclass(frozen=True)
class _Lettering:
    """The story of one text: `foreign` writes it in letters of many bytes, `plain` in ASCII."""

    good: Draft
    foreign: Draft
    plain: Draft
    name: str
    made: str

    def __call__(self, session: ProviderSession) -> list[Finding]:
        """What is wrong with the read that shows the text. Raises NotJudged where none does."""
        written = must_make(session, self.foreign)
        (read,) = read_all(session, [self.good])
        found = session.judge_answer(read)
        if found or tells(read, _TEXT):
            return found
        must_make(session, self.plain)
        (plainly,) = read_all(session, [self.good])
        if not tells(plainly, _PLAIN):
            raise NotJudged(f"a read does not show {self.name} as a string of its own")
        message = f"letters beyond ASCII in {self.name} are not shown as they were written"
        return [session.finding(self.made, written.request, message, _TEXT, outline(read))]
