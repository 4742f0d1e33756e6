"""Which writes may go out: those that name, place by place, what stands in one row of `known`.

Nothing else is written to, though much of it would be refused: what a *wrong* provider does with a
name that is too long, only similar, or left out is what nobody knows before. It may cut the name,
match it loosely, or take the lack of one for all; so no such write goes out. Reads may name
anything. A value that names nothing (one of a list of kinds, or a content) may be wrong at will.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clausebook.clauses import ClauseKey, parameters_of, request_bodies_of
from clausebook.config.facts import Facts, known_value
from clausebook.errors import NotSent
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from clausebook.judge.routing import Router
from clausebook.live.naming import NamedValues, named_values
from clausebook.openapi import Document, Effect, Operation
from clausebook.openapi.pointers import split
from clausebook.resources import Draft, valid_request
from clausebook.resources.draft import Slot
from clausebook.resources.equivalent_requests import OVERRIDES
from clausebook.resources.links import creating_draft, creator_of, linked_to, sibling_draft

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110, 9.2.1; TRACE repeats credentials
_CHANGES = (Effect.CREATE, Effect.DELETE)


@dataclass(frozen=True)
class NamedResource:
    """What a write names: its documented read, the write that makes it, the one that deletes it.

    `names` are the members of the body of `create` that say which thing it is.
    """

    read: Draft
    create: Draft
    delete: Draft
    names: frozenset[str]


class Permission:
    """Decides what may be written to, by the document and by what facts say is known."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self._document = document
        self._facts = facts
        self._judge = Judge(document)
        self._router = Router(document)

    def is_write(self, request: Request) -> bool:
        """Whether it may change something: by its method, its `x-effect`, or as an override."""
        operation = self._router.find(request.method, request.path)[0]
        overrides = [request.header(name) for name in OVERRIDES]
        overrides += named_values(request, {}).get(("query", "_method"), [])
        methods = [request.method, *(name for name in overrides if name is not None)]
        changes = operation is not None and operation.effect in _CHANGES
        return changes or any(method.upper() not in SAFE_METHODS for method in methods)

    def resource(self, request: Request) -> NamedResource:
        """What a write names.

        Raises:
            NotSent: that is not known, is in no single row, or could not be read or put back.
        """
        operation, template, values = self._router.find(request.method, request.path)
        owners = [o for o in self._document.operations if o.path == template]
        said, reasons = named_values(request, values), list[str]()
        for owner in owners if operation is None else [operation]:
            for facts in self._rows():
                try:
                    return self._named(owner, facts, said)
                except NotSent as refused:
                    reasons.append(str(refused))
        reason = next(iter(reasons), "the facts know none" if template else "no such path")
        words = (
            f"a write beyond loopback names what stands in one known row; in this {request.method}"
        )
        raise NotSent(f"{words}, {reason}")

    def resources(self) -> Iterator[NamedResource]:
        """What the known rows name, as far as it can be made, read and deleted."""
        for facts in self._rows():
            for operation in self._document.operations:
                if operation.effect is Effect.CREATE:
                    good = valid_request(self._document, operation, facts).request({})
                    try:
                        yield self.resource(good)
                    except NotSent:
                        continue

    def _rows(self) -> Iterator[Facts]:
        """The facts, each with one of its known rows alone."""
        for row in self._facts.known:
            yield replace(self._facts, known=(row,))

    def _named(self, owner: Operation, facts: Facts, said: NamedValues) -> NamedResource:
        creator = owner if owner.effect is Effect.CREATE else next(iter(self._creator(owner)), None)
        reader = linked_to(self._document, creator, Effect.READ) if creator else None
        if creator is None or reader is None:
            raise NotSent(f"no write and no read are linked to {owner.label}")
        self._check_row(owner, facts, said)
        good = valid_request(self._document, creator, facts)
        read = sibling_draft(self._document, facts, good, Effect.READ)
        assert read is not None
        read = self._as_spelled(owner, read, said)
        create = creating_draft(self._document, facts, read)
        delete = sibling_draft(self._document, facts, read, Effect.DELETE)
        if create is None or delete is None:
            raise NotSent(f"no deletion is linked to {creator.label}")
        for draft in (read, create, delete):
            request = draft.request({})
            values = self._router.find(request.method, request.path)[2]
            self._check_row(draft.operation, facts, named_values(request, values))
        slots = {*self._names(creator, facts), *self._linked(creator)}
        return NamedResource(
            read, create, delete, frozenset(n for place, n in slots if place == "body")
        )

    def _creator(self, operation: Operation) -> Iterator[Operation]:
        found = creator_of(self._document, operation)
        if found is not None:
            yield found[0]

    def _check_row(self, owner: Operation, facts: Facts, said: NamedValues) -> None:
        """Raises NotSent unless all that a request names is what the one known row says."""
        names = self._names(owner, facts)
        if not names:
            raise NotSent(f"no known row names anything of {owner.label}")
        for slot, allowed in names.items():
            place, name = slot
            texts = said.get((place, name.lower()) if place == "header" else slot, [])
            if not texts:
                raise NotSent(f"{name} is left out")
            elsewhere = [
                text
                for (where, other), found in said.items()
                if other == name and (where, other) not in names and where != "header"
                for text in found
            ]
            for text in (*texts, *elsewhere):
                if text not in allowed:
                    shown = text if len(text) <= 40 else f"{text[:40]}..."
                    raise NotSent(f"{name} is {shown!r}")

    def _names(self, owner: Operation, facts: Facts) -> Mapping[Slot, set[str]]:
        """Each place of a request where something is named, and how the row spells it.

        Raises NotSent where something is named that the row does not know.
        """
        linked = self._linked(owner)
        key = ClauseKey.of(owner)
        found: dict[Slot, set[str]] = {}
        for place in parameters_of(self._document, owner):
            parameter = place.parameter
            assert parameter is not None
            slot, where = (parameter.place, parameter.name), str(key.at(place.name))
            if known := _spellings(facts, slot, where):
                found[slot] = known
            elif slot in linked or parameter.place == "path":
                _check_kind(parameter.name, place.schema.value)
        for place in request_bodies_of(self._document, owner):
            body = key.at(place.name)
            for name, schema in place.schema.value.get("properties", {}).items():
                if known := _spellings(facts, ("body", name), str(body.member(name))):
                    found["body", name] = known
                elif ("body", name) in linked:
                    _check_kind(name, schema)
        return found

    def _linked(self, owner: Operation) -> set[Slot]:
        """Where an operation's requests say what its links, or those to it, hand on."""
        found = set()
        for response in owner.responses.values():
            for entry in response.get("links", {}).values():
                parameters = self._document.resolve(entry).get("parameters", {})
                found |= {_slot_of(str(expression)) for expression in parameters.values()}
        creation = creator_of(self._document, owner)
        names = creation[1] if creation else {}
        return found | {(p.place, p.name) for p in owner.parameters if p.name in names}

    def _as_spelled(self, owner: Operation, read: Draft, said: NamedValues) -> Draft:
        """The read of a row's thing, of the kind and in the spelling that a request names it by.

        What names no kind that the document knows leaves the read as it is.
        """
        creation = creator_of(self._document, read.operation)
        for name, expression in (creation[1] if creation else {}).items():
            slots = [(p.place, p.name) for p in owner.parameters if p.name == name]
            slots = [_slot_of(str(expression))] if owner.effect is Effect.CREATE else slots
            texts = {text for slot in slots for text in said.get(slot, [])}
            for place, own in read.values:
                if own == name and len(texts) == 1:
                    other = read.with_value((place, own), texts.pop())
                    broken = self._judge.request(other.request({}))
                    if not [v for v in broken if not v.key_parts.is_security]:
                        read = other
        return read


def _spellings(facts: Facts, slot: Slot, key: str) -> set[str]:
    """How the one known row spells what a place names; nothing where it does not say."""
    known = known_value(facts.known[0], slot[1], key)
    if known is None:
        return set()
    same = [s.values for s in facts.same if s.parameter in (slot[1], key) and known in s.values]
    return {known, *(value for values in same for value in values)}


def _check_kind(name: str, schema: Mapping[str, Any]) -> None:
    """Raises NotSent for a name that could be anything; one of a list is only a kind."""
    if "enum" not in schema and "const" not in schema:
        raise NotSent(f"the {name} could be any, since the known row has none")


def _slot_of(expression: str) -> Slot:
    """Where in a request a runtime expression of a link reads (OAS 3.1, 4.8.20.4)."""
    source = expression.removeprefix("$request.")
    if source.startswith("body#"):
        return "body", (split(source.removeprefix("body#")) or [""])[-1]
    place, _, name = source.partition(".")
    return place, name
