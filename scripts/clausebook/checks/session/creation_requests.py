"""The requests by which a run creates resources: valid, and unlikely to collide with what is there.

Sends nothing; `made_resources` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from clausebook.clauses import request_bodies_of
from clausebook.config.facts import Facts
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation
from clausebook.resources import Draft, valid_request
from clausebook.resources.draft import required_only
from clausebook.resources.members import member_at, with_member_at
from clausebook.resources.references import Reference, references_of
from clausebook.resources.types import ResourceType
from clausebook.schema.equality import same
from clausebook.values.sample import sample_value
from clausebook.values.unique import respelled, with_unique_texts

_LONG = 8  # characters in a text that two requests hardly choose alike


class CreationRequests:
    """Writes the valid requests of one document's operations, with texts of a run's own."""

    def __init__(self, document: Document, facts: Facts, types: Mapping[str, ResourceType]) -> None:
        self._document = document
        self._facts = facts
        self._types = types
        # A run creates other names than the one before it, which may have left some.
        self._random = Random()
        self._valid: dict[str, Draft] = {}

    def valid_request(self, operation: Operation) -> Draft:
        """The operation's valid request by document and facts alone."""
        if operation.label not in self._valid:
            self._valid[operation.label] = valid_request(self._document, operation, self._facts)
        return self._valid[operation.label]

    def attempts(self, usual: Draft, judge: Judge) -> Iterator[Draft]:
        """Valid requests to create something; the later ones are less likely to collide."""
        yield usual
        unique = self.with_unique_texts(usual, judge)
        for draft in (unique, required_only(unique), self._sampled(usual)):
            if draft != usual and not broken_clauses(judge, draft):
                yield draft

    def with_unique_texts(self, draft: Draft, judge: Judge) -> Draft:
        """The draft with other texts in its body, which may have to be unique.

        Members that a probe varies stay, and so do references.
        """
        usual = self.valid_request(draft.operation)
        body = draft.body
        if not isinstance(body, Mapping) or not isinstance(usual.body, Mapping):
            return draft
        for place in request_bodies_of(self._document, draft.operation):
            if place.media_type != draft.media_type:
                continue
            changed = dict(with_unique_texts(place.schema.value, body, self._random))
            varied = {
                n: v for n, v in body.items() if n not in usual.body or not same(usual.body[n], v)
            }
            changed |= {name: self._respelled(value) for name, value in varied.items()}
            for reference in references_of(self._types, draft):
                if reference.place == "body":
                    value = value_of(draft, reference)
                    changed = with_member_at(changed, reference.path, value)
            other = draft.with_body(changed)
            if broken_clauses(judge, other) == broken_clauses(judge, draft):
                return other
            other = draft.with_body({**changed, **varied})
            if broken_clauses(judge, other) == broken_clauses(judge, draft):
                return other
        return draft

    def _respelled(self, value: Any) -> Any:
        """A long text otherwise: what a probe varies may have to be unique as well."""
        is_long = isinstance(value, str) and len(value) >= _LONG
        return respelled(value, self._random) if is_long else value

    def _sampled(self, draft: Draft) -> Draft:
        """The draft with the smallest body that its schema allows, in place of an example."""
        for place in request_bodies_of(self._document, draft.operation):
            if place.media_type == draft.media_type:
                body = sample_value(place.schema.value)
                unique = with_unique_texts(place.schema.value, body, self._random)
                return draft.with_body(unique)
        return draft

    def unlikely_name(self, operation: Operation, name: str, judge: Judge) -> str | None:
        """A name with at least 64 random bits, where the parameter's schema allows one."""
        for parameter in operation.parameters:
            if parameter.place == "path" and parameter.name == name:
                schema = self._document.resolve(parameter.schema)
                schema = schema if isinstance(schema, Mapping) else {}
                if schema.get("type") not in (None, "string") or "enum" in schema:
                    return None
                bits = f"{self._random.getrandbits(80):020x}"
                kind = schema.get("format")
                text = f"{bits[:8]}-{bits[8:12]}-4{bits[12:15]}-8{bits[15:18]}-0{bits[9:20]}"
                candidates = [text] if kind == "uuid" else [f"cb-{bits}", f"cb{bits}", bits]
                draft = self.valid_request(operation)
                for candidate in candidates:
                    if not broken_clauses(judge, draft.with_value(("path", name), candidate)):
                        return candidate
        return None


def broken_clauses(judge: Judge, draft: Draft) -> list[str]:
    """The keys of the clauses that a draft breaks, those about credentials aside."""
    broken = judge.request(draft.request({}))
    return [it.clause for it in broken if not it.key_parts.is_security]


def value_of(draft: Draft, reference: Reference) -> Any:
    """What a draft says at a reference."""
    if reference.place != "body":
        return draft.values.get((reference.place, reference.name))
    return member_at(draft.body, reference.path)


def with_reference(draft: Draft, reference: Reference, value: Any) -> Draft:
    """The draft that refers to another resource."""
    if reference.place != "body":
        return draft.with_value((reference.place, reference.name), value)
    many = isinstance(value_of(draft, reference), list)
    return draft.with_body(with_member_at(draft.body, reference.path, [value] if many else value))
