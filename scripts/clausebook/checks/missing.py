"""What facts could still say about a deployment: each missing one leaves something unasserted.

They are listed and counted, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from clausebook.document import Document
from clausebook.facts import Facts


def missing_facts(document: Document, facts: Facts) -> list[str]:
    """One line for each fact that would let a check assert more, in the order of the facts file."""
    return [*_known(document, facts), *_absent(document, facts), *_foreign(facts)]


def _known(document: Document, facts: Facts) -> Iterator[str]:
    named = {key.rpartition(" ")[2] for row in facts.known for key in row}
    if not facts.known:
        yield "known: what exists there; nothing but what is made first must be accepted"
        return
    for name in _required(document):
        values = {row[key] for row in facts.known for key in row if key.rpartition(" ")[2] == name}
        owned = any(entry.parameter.rpartition(" ")[2] == name for entry in facts.foreign)
        if name in named and len(values) == 1 and not owned and _deletes(document):
            yield f"known: a second {name}; whether a deletion leaves it is not looked at"


def _absent(document: Document, facts: Facts) -> Iterator[str]:
    stated = {entry.parameter.rpartition(" ")[2] for entry in facts.absent}
    stated |= {entry.parameter.rpartition(" ")[2] for entry in facts.foreign}
    known = {key.rpartition(" ")[2] for row in facts.known for key in row}
    for name in _required(document):
        if name in known and name not in stated:
            yield f"absent: a {name} that names nothing; what it gets is not asserted"


def _foreign(facts: Facts) -> Iterator[str]:
    if not facts.foreign:
        yield "foreign: something of somebody else's; whether it can be reached is not tried"


def _required(document: Document) -> list[str]:
    names = [p.name for o in document.operations for p in o.parameters if p.required]
    return list(dict.fromkeys(names))


def _deletes(document: Document) -> bool:
    return any(operation.effect == "delete" for operation in document.operations)
