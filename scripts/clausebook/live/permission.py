"""Permits writes whose identifiers are all in one row of `known`, place by place.

No other write is sent, even if the API should reject it: a faulty provider may truncate an
identifier that is too long, match a similar one, or treat a missing one as "all". Reads may
identify anything. Values that identify no resource (enums, payload fields) may be invalid.
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
    """The resource that a write identifies: the requests that read, create and delete it.

    `names` are the members of the body of `create` that identify the resource.
    """

    read: Draft
    create: Draft
    delete: Draft
    names: frozenset[str]


class Permission:
    """Decides which resources may be written to, by the document and the `known` rows."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self._document = document
        self._facts = facts
        self._judge = Judge(document)
        self._router = Router(document)

    def is_write(self, request: Request) -> bool:
        """Whether it may change a resource: by its method, an override of it, or `x-effect`."""
        operation = self._router.find(request.method, request.path).operation
        overrides = [request.header(name) for name in OVERRIDES]
        overrides += named_values(request, {}).get(("query", "_method"), [])
        methods = [request.method, *(name for name in overrides if name is not None)]
        changes = operation is not None and operation.effect in _CHANGES
        return changes or any(method.upper() not in SAFE_METHODS for method in methods)

    def resource(self, request: Request) -> NamedResource:
        """The resource that a write identifies.

        Raises:
            NotSent: no single row knows it, or it could not be read or restored.
        """
        operation, template, path_values = self._router.find(request.method, request.path)
        of_path = [other for other in self._document.operations if other.path == template]
        sent, reasons = named_values(request, path_values), list[str]()
        for candidate in of_path if operation is None else [operation]:
            for facts in self._rows():
                try:
                    return self._named(candidate, facts, sent)
                except NotSent as error:
                    reasons.append(str(error))
        reason = next(iter(reasons), "the facts list none" if template else "no such path")
        rule = "a write beyond loopback must name a resource of one known row"
        raise NotSent(f"{rule}; in this {request.method}, {reason}")

    def resources(self) -> Iterator[NamedResource]:
        """The resources of the known rows that can be created, read and deleted."""
        for facts in self._rows():
            for operation in self._document.operations:
                if operation.effect is Effect.CREATE:
                    create = valid_request(self._document, operation, facts).request({})
                    try:
                        yield self.resource(create)
                    except NotSent:
                        continue

    def _rows(self) -> Iterator[Facts]:
        """For each known row, the facts with this row only."""
        for row in self._facts.known:
            yield replace(self._facts, known=(row,))

    def _named(self, operation: Operation, facts: Facts, sent: NamedValues) -> NamedResource:
        creator = self._creator(operation)
        reader = linked_to(self._document, creator, Effect.READ) if creator else None
        if creator is None or reader is None:
            raise NotSent(f"no create and read operations are linked to {operation.label}")
        self._check_row(operation, facts, sent)
        valid = valid_request(self._document, creator, facts)
        read = sibling_draft(self._document, facts, valid, Effect.READ)
        assert read is not None
        read = self._with_sent_spelling(operation, read, sent)
        create = creating_draft(self._document, facts, read)
        delete = sibling_draft(self._document, facts, read, Effect.DELETE)
        if create is None or delete is None:
            raise NotSent(f"no delete operation is linked to {creator.label}")
        for draft in (read, create, delete):
            request = draft.request({})
            path_values = self._router.find(request.method, request.path).path_values
            self._check_row(draft.operation, facts, named_values(request, path_values))
        slots = {*self._names(creator, facts), *self._linked(creator)}
        names = frozenset(name for place, name in slots if place == "body")
        return NamedResource(read, create, delete, names)

    def _creator(self, operation: Operation) -> Operation | None:
        """The operation itself if it creates, else the one whose links lead to it."""
        if operation.effect is Effect.CREATE:
            return operation
        creation = creator_of(self._document, operation)
        return creation[0] if creation is not None else None

    def _check_row(self, operation: Operation, facts: Facts, sent: NamedValues) -> None:
        """Raise NotSent unless the one known row has every identifier of a request."""
        names = self._names(operation, facts)
        if not names:
            raise NotSent(f"no known row names anything of {operation.label}")
        for slot, allowed in names.items():
            place, name = slot
            texts = sent.get((place, name.lower()) if place == "header" else slot, [])
            if not texts:
                raise NotSent(f"{name} is missing")
            elsewhere = [
                text
                for (other_place, other_name), other_texts in sent.items()
                if other_name == name
                and (other_place, other_name) not in names
                and other_place != "header"
                for text in other_texts
            ]
            for text in (*texts, *elsewhere):
                if text not in allowed:
                    short = text if len(text) <= 40 else f"{text[:40]}..."
                    raise NotSent(f"{name} is {short!r}")

    def _names(self, operation: Operation, facts: Facts) -> Mapping[Slot, set[str]]:
        """Each place of an identifier in a request, with the spellings of the row's value.

        Raises NotSent if the row lacks an identifier.
        """
        linked = self._linked(operation)
        key = ClauseKey.of(operation)
        names: dict[Slot, set[str]] = {}
        for place in parameters_of(self._document, operation):
            parameter = place.parameter
            assert parameter is not None
            slot, place_key = (parameter.place, parameter.name), str(key.at(place.name))
            if spellings := _spellings(facts, slot, place_key):
                names[slot] = spellings
            elif slot in linked or parameter.place == "path":
                _check_is_enum(parameter.name, place.schema.value)
        for place in request_bodies_of(self._document, operation):
            body_key = key.at(place.name)
            for name, schema in place.schema.value.get("properties", {}).items():
                if spellings := _spellings(facts, ("body", name), str(body_key.member(name))):
                    names["body", name] = spellings
                elif ("body", name) in linked:
                    _check_is_enum(name, schema)
        return names

    def _linked(self, operation: Operation) -> set[Slot]:
        """The places of an operation's requests that its links, or links to it, refer to."""
        slots = set()
        for response in operation.responses.values():
            for link in response.get("links", {}).values():
                parameters = self._document.resolve(link).get("parameters", {})
                slots |= {_slot_of(str(expression)) for expression in parameters.values()}
        creation = creator_of(self._document, operation)
        names = creation[1] if creation else {}
        return slots | {
            (parameter.place, parameter.name)
            for parameter in operation.parameters
            if parameter.name in names
        }

    def _with_sent_spelling(self, operation: Operation, read: Draft, sent: NamedValues) -> Draft:
        """The read of a row's resource with the identifiers as the request spells them.

        A spelling that the document forbids is not used.
        """
        creation = creator_of(self._document, read.operation)
        for name, expression in (creation[1] if creation else {}).items():
            slots = [(p.place, p.name) for p in operation.parameters if p.name == name]
            slots = [_slot_of(str(expression))] if operation.effect is Effect.CREATE else slots
            texts = {text for slot in slots for text in sent.get(slot, [])}
            for place, parameter_name in read.values:
                if parameter_name == name and len(texts) == 1:
                    respelled = read.with_value((place, name), texts.pop())
                    violations = self._judge.request(respelled.request({}))
                    if all(violation.key_parts.is_security for violation in violations):
                        read = respelled
        return read


def _spellings(facts: Facts, slot: Slot, key: str) -> set[str]:
    """All spellings of the one known row's value for a place; empty if the row has none."""
    known = known_value(facts.known[0], slot[1], key)
    if known is None:
        return set()
    same = [
        same.values
        for same in facts.same
        if same.parameter in (slot[1], key) and known in same.values
    ]
    return {known, *(value for values in same for value in values)}


def _check_is_enum(name: str, schema: Mapping[str, Any]) -> None:
    """Raise NotSent unless the value is an enum, which identifies no resource."""
    if "enum" not in schema and "const" not in schema:
        raise NotSent(f"the known row has no {name}")


def _slot_of(expression: str) -> Slot:
    """The place in a request that a link's runtime expression refers to (OAS 3.1, 4.8.20.4)."""
    source = expression.removeprefix("$request.")
    if source.startswith("body#"):
        return "body", (split(source.removeprefix("body#")) or [""])[-1]
    place, _, name = source.partition(".")
    return place, name
