"""What was deleted is forgotten: made anew with less, a thing does not show what it held before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.checks.deletion import delete_all, must_make, read_all, wrong_with
from clausebook.checks.deployment import Deployment
from clausebook.checks.scenario import Scenario
from clausebook.checks.state import outline
from clausebook.clauses import bodies_of
from clausebook.facts import Facts
from clausebook.finding import Finding
from clausebook.probes import Draft, Planner
from clausebook.probes.linked import creating_draft

_TEXT = "clausebook wrote this "
_LENGTH = 60  # where the document sets no limit


def forgetting_of(planner: Planner, facts: Facts, good: Draft, clause: str) -> Iterator[Scenario]:
    """A scenario for each free text that a write may leave out.

    `good` is the deletion of what the write makes, `clause` the key of its effect.
    """
    write = creating_draft(planner.document, facts, good)
    if write is None or not isinstance(write.body, Mapping):
        return
    for name, text in _free_texts(planner, write):
        full = write.with_body({**write.body, name: text})
        less = write.with_body({n: v for n, v in write.body.items() if n != name})
        if not (planner.faults(full) or planner.faults(less)):
            words = f"{clause}: the longest {name!r} is deleted and not shown again"
            story = _Forgetting(good, full, less, name, text, clause)
            yield Scenario(words, (clause,), good.operation, story)


def _free_texts(planner: Planner, write: Draft) -> Iterator[tuple[str, str]]:
    for place in bodies_of(planner.document, write.operation):
        schema = place.schema.value
        if place.media_type != write.media_type or not isinstance(schema, Mapping):
            continue
        for name, member in schema.get("properties", {}).items():
            if name not in schema.get("required", []) and _is_free(member):
                length = int(member.get("maxLength", _LENGTH))
                if length >= len(_TEXT):
                    yield name, (_TEXT * (length // len(_TEXT) + 1))[:length]


def _is_free(member: Any) -> bool:
    """Whether a text may say anything, and only says itself."""
    meant = {"enum", "const", "pattern", "format", "contentMediaType", "contentEncoding"}
    return (
        isinstance(member, Mapping) and member.get("type") == "string" and not meant & set(member)
    )


@dataclass(frozen=True)
class _Forgetting:
    """The story of one text: `full` writes it, `less` the same thing without it."""

    good: Draft
    full: Draft
    less: Draft
    name: str
    text: str
    clause: str

    def __call__(self, deployment: Deployment) -> list[Finding]:
        """What is wrong with the deletion, and with what is shown after it."""
        must_make(deployment, self.full)
        (before,) = read_all(deployment, [self.good])
        (deletion,) = delete_all(deployment, [self.good])
        found = wrong_with(deployment, before, deletion, self.clause)
        if found or self.text.encode() not in before.response.body:
            return found
        must_make(deployment, self.less)
        (after,) = read_all(deployment, [self.good])
        if self.text.encode() not in after.response.body:
            return []
        message = f"the {self.name} that was deleted is shown again once the thing is made anew"
        actual = outline(after)
        return [
            deployment.finding(self.clause, after.request, message, "that it is forgotten", actual)
        ]
