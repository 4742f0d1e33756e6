"""The resources that a run creates by the API's own operations, for its other requests to be about.

Which kinds there are is inferred from the document (`resources.types`). One resource of each kind
is current; a request that may have changed it makes the next one get a fresh one. What was created
is remembered, to be deleted at the end of the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from clausebook.clauses import ClauseKey, parameter_place, request_bodies_of
from clausebook.config.facts import Facts, known_value
from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange
from clausebook.http.methods import SAFE_METHODS
from clausebook.http.transport import NoResponse
from clausebook.judge import Judge
from clausebook.judge.routing import Router
from clausebook.openapi import Document, Operation
from clausebook.resources import Draft, valid_request
from clausebook.resources.address import created_id, listed_id
from clausebook.resources.draft import required_only
from clausebook.resources.links import creator_of
from clausebook.resources.made import MadeIds
from clausebook.resources.members import member_at, with_member_at
from clausebook.resources.references import Reference, references_of
from clausebook.resources.types import (
    ResourceType,
    address_slots,
    resource_types,
    types_created_by,
)
from clausebook.schema.equality import same
from clausebook.values.sample import sample_value
from clausebook.values.unique import respelled, with_unique_texts

_LONG = 8  # characters in a text that two requests hardly choose alike
_MOST_FAILURES = 3  # creations of a kind that fail in a row before no more are tried


class Session(Protocol):
    """What creating a resource needs of the session that it is created for."""

    document: Document
    judge: Judge
    facts: Facts

    def send_bound(self, draft: Draft) -> Exchange:
        """Sends a draft as it is."""


@dataclass(frozen=True)
class Address:
    """One created resource: its kind, and the values that identify it and all it lies below."""

    kind: str
    ids: Mapping[str, Any]


@dataclass
class MadeResources:
    """What a run has created, and creates when it is needed."""

    document: Document
    facts: Facts
    made: MadeIds = field(default_factory=MadeIds)
    # Kind -> why no resource of it can be created, as one line.
    reasons: dict[str, str] = field(default_factory=dict)
    # What was created and not deleted since, in the order of creation.
    owed: list[Address] = field(default_factory=list)
    # Labels of operations whose usual body was rejected: the next ones have other texts.
    renamed: set[str] = field(default_factory=set)
    _current: dict[str, Any] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)
    _valid: dict[str, Draft] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.types = resource_types(self.document)
        self._router = Router(self.document)
        # A run creates other names than the one before it, which may have left some.
        self._random = Random()
        # A row that names nothing says that whatever a request names exists, as in a mock server.
        self._everything_exists = any(not row for row in self.facts.known)

    def valid_request(self, operation: Operation) -> Draft:
        """The operation's valid request by document and facts alone."""
        if operation.label not in self._valid:
            self._valid[operation.label] = valid_request(self.document, operation, self.facts)
        return self._valid[operation.label]

    def bound(self, draft: Draft, session: Session) -> Draft:
        """The draft about resources that this run created, where it is about the usual ones.

        A value that a probe varies stays, and so does what a known row names.
        """
        operation = draft.operation
        if self._everything_exists or creator_of(self.document, operation):
            return draft
        usual = self.valid_request(operation)
        if operation.label in self.renamed:
            draft = self.with_unique_texts(draft, session.judge)
        for slot in address_slots(operation):
            value = draft.values.get(slot.slot)
            if value is None or not same(value, usual.values.get(slot.slot)):
                continue
            if self._is_known(operation, slot.name) or not self._has_creation(operation, slot.kind):
                continue
            created = self.id_of(slot.kind, session)
            if created is not None:
                draft = draft.with_value(slot.slot, created)
        return self._with_references(draft, usual, session)

    def _has_creation(self, operation: Operation, kind: str) -> bool:
        """Whether the kind can be created or listed by another request than this one."""
        resource_type = self.types.get(kind)
        if resource_type is None:
            return False
        creation = resource_type.creation
        by_other = creation is not None and creation.label != operation.label
        return by_other or resource_type.is_named_by_client or resource_type.listing is not None

    def _with_references(self, draft: Draft, usual: Draft, session: Session) -> Draft:
        """The draft whose references to other kinds name what this run created."""
        for reference in references_of(self.types, draft):
            if reference.place == "path" or not reference.kind:
                continue
            if self._is_known(draft.operation, reference.name):
                continue
            if not same(_value(draft, reference), _value(usual, reference)):
                continue
            created = self.id_of(reference.kind, session)
            if created is not None:
                changed = _with_value(draft, reference, created)
                if not _faults(session.judge, changed):
                    draft = changed
        return draft

    def is_settled(self, draft: Draft) -> bool:
        """Whether everything that the draft refers to exists, because this run created it."""
        created = {t.kind for t in types_created_by(self.types, draft.operation)}
        slots = address_slots(draft.operation)
        if slots and self._is_known(draft.operation, slots[-1].name):
            return False  # facts say whether it is there, and earlier requests may have used it up
        for reference in references_of(self.types, draft):
            value = _value(draft, reference)
            if reference.kind in created and reference.place == "path":
                continue
            if self._is_known(draft.operation, reference.name):
                continue
            if not reference.kind or not self.made.has(reference.kind, value):
                return False
        return True

    def _is_known(self, operation: Operation, name: str) -> bool:
        """Whether a known row gives the parameter or member of this name a value."""
        for row in self.facts.known:
            places = [parameter_place(operation, p) for p in operation.parameters if p.name == name]
            keys = [str(ClauseKey.of(operation, place)) for place in places] or [""]
            if any(known_value(row, name, key) is not None for key in keys):
                return True
        return False

    def id_of(self, kind: str, session: Session) -> Any:
        """The id of the current resource of this kind, created if need be; None if it cannot be."""
        if kind in self._current:
            return self._current[kind]
        if kind in self.reasons or kind in self._under_way or kind not in self.types:
            return None
        self._under_way.add(kind)
        try:
            created = self._created(self.types[kind], session)
        except (NotSent, NotJudged, NoResponse) as error:
            self.reasons[kind] = str(error)
            return None
        finally:
            self._under_way.discard(kind)
        if created is not None:
            self._current[kind] = created
        return created

    def _created(self, resource_type: ResourceType, session: Session) -> Any:
        creation = resource_type.creation
        if creation is None:
            return self._listed(resource_type, session)
        if resource_type.is_named_by_client:
            return self._put(resource_type, session)
        reason = ""
        for number, draft in enumerate(self._attempts(creation, session)):
            exchange = session.send_bound(draft)
            if 200 <= exchange.response.status < 300:
                if number:
                    self.renamed.add(creation.label)
                # `note` has read the address already.
                created = self._current.get(resource_type.kind)
                if created is not None:
                    self._failures.pop(resource_type.kind, None)
                    return created
                reason = f"nothing in the response to {creation.label} tells where it is"
                break
            reason = reason or f"{creation.label} is rejected: {_outline(exchange)}"
        self._fail(resource_type.kind, reason or f"{creation.label} has no valid request")
        return None

    def _fail(self, kind: str, reason: str) -> None:
        """Notes why a resource was not created; for good where none was ever, or it goes on."""
        self._failures[kind] = self._failures.get(kind, 0) + 1
        if self._failures[kind] >= _MOST_FAILURES or not self.made.has_any(kind):
            self.reasons[kind] = reason

    def _attempts(self, creation: Operation, session: Session) -> Iterator[Draft]:
        """Valid requests to create something; the later ones are less likely to collide."""
        usual = self.bound(self.valid_request(creation), session)
        yield usual
        unique = self.with_unique_texts(usual, session.judge)
        for draft in (unique, required_only(unique), self._sampled(usual, session.judge)):
            if draft != usual and not _faults(session.judge, draft):
                yield draft

    def renew(self, draft: Draft) -> bool:
        """Makes the next request of this operation one about fresh resources, under other names.

        False where that would change nothing about it.
        """
        if self._everything_exists or creator_of(self.document, draft.operation):
            return False
        kinds = [slot.kind for slot in address_slots(draft.operation)]
        renewed = any(kind in self._current for kind in kinds)
        for kind in kinds[-1:]:
            self.forget(kind)
        if isinstance(draft.body, Mapping) and draft.operation.label not in self.renamed:
            self.renamed.add(draft.operation.label)
            renewed = True
        return renewed

    def with_unique_texts(self, draft: Draft, judge: Judge) -> Draft:
        """The draft with other texts in its body, which may have to be unique.

        Members that a probe varies stay, and so do references.
        """
        usual = self.valid_request(draft.operation)
        body = draft.body
        if not isinstance(body, Mapping) or not isinstance(usual.body, Mapping):
            return draft
        for place in request_bodies_of(self.document, draft.operation):
            if place.media_type != draft.media_type:
                continue
            changed = dict(with_unique_texts(place.schema.value, body, self._random))
            varied = {
                n: v for n, v in body.items() if n not in usual.body or not same(usual.body[n], v)
            }
            changed |= {name: self._respelled(value) for name, value in varied.items()}
            for reference in references_of(self.types, draft):
                if reference.place == "body":
                    value = _value(draft, reference)
                    changed = with_member_at(changed, reference.path, value)
            other = draft.with_body(changed)
            if _faults(judge, other) == _faults(judge, draft):
                return other
            other = draft.with_body({**changed, **varied})
            if _faults(judge, other) == _faults(judge, draft):
                return other
        return draft

    def _respelled(self, value: Any) -> Any:
        """A long text otherwise: what a probe varies may have to be unique as well."""
        is_long = isinstance(value, str) and len(value) >= _LONG
        return respelled(value, self._random) if is_long else value

    def _sampled(self, draft: Draft, judge: Judge) -> Draft:
        """The draft with the smallest body that its schema allows, in place of an example."""
        for place in request_bodies_of(self.document, draft.operation):
            if place.media_type == draft.media_type:
                body = sample_value(place.schema.value)
                unique = with_unique_texts(place.schema.value, body, self._random)
                return draft.with_body(unique)
        return draft

    def _listed(self, resource_type: ResourceType, session: Session) -> Any:
        """The first item of the list: it may be read, and is none of this run's own."""
        listing = resource_type.listing
        if listing is None:
            self.reasons[resource_type.kind] = "no operation creates or lists it"
            return None
        exchange = session.send_bound(self.bound(self.valid_request(listing), session))
        found = None
        if 200 <= exchange.response.status < 300:
            found = listed_id(self.document, resource_type, exchange)
        if found is None:
            self.reasons[resource_type.kind] = f"{listing.label} lists none"
        else:
            self.made.list(resource_type.kind, found)
        return found

    def _put(self, resource_type: ResourceType, session: Session) -> Any:
        """A resource under a name of the run's own choice, which is unlikely to be there."""
        creation = resource_type.creation
        assert creation is not None
        slots = address_slots(creation)
        usual = self.bound_parents(creation, session)
        name = self._unlikely_name(creation, slots[-1].name)
        if name is None:
            reason = f"no name for {creation.label} is sure to be unused"
            self.reasons[resource_type.kind] = reason
            return None
        draft = usual.with_value(slots[-1].slot, name)
        self.made.add(resource_type.kind, name)
        exchange = session.send_bound(draft)
        if 200 <= exchange.response.status < 300:
            ids = {slot.kind: draft.values[slot.slot] for slot in slots}
            self.owed.append(Address(resource_type.kind, ids))
            return name
        self.reasons[resource_type.kind] = f"{creation.label} is rejected: {_outline(exchange)}"
        return None

    def bound_parents(self, operation: Operation, session: Session) -> Draft:
        """The valid request of a creating PUT, below resources that this run created."""
        draft = self.valid_request(operation)
        for slot in address_slots(operation)[:-1]:
            if not self._is_known(operation, slot.name):
                created = self.id_of(slot.kind, session)
                if created is not None:
                    draft = draft.with_value(slot.slot, created)
        return draft

    def _unlikely_name(self, operation: Operation, name: str) -> str | None:
        """A name with at least 64 random bits, where the parameter's schema allows one."""
        for parameter in operation.parameters:
            if parameter.place == "path" and parameter.name == name:
                schema = self.document.resolve(parameter.schema)
                schema = schema if isinstance(schema, Mapping) else {}
                if schema.get("type") not in (None, "string") or "enum" in schema:
                    return None
                bits = f"{self._random.getrandbits(80):020x}"
                kind = schema.get("format")
                text = f"{bits[:8]}-{bits[8:12]}-4{bits[12:15]}-8{bits[15:18]}-0{bits[9:20]}"
                candidates = [text] if kind == "uuid" else [f"cb-{bits}", f"cb{bits}", bits]
                draft = self.valid_request(operation)
                judge = Judge(self.document)
                for candidate in candidates:
                    if not _faults(judge, draft.with_value(("path", name), candidate)):
                        return candidate
        return None

    def note(self, exchange: Exchange, base_url: str) -> None:
        """Remembers what a request created below `base_url`, and what it may have changed."""
        request, status = exchange.request, exchange.response.status
        if request.method in SAFE_METHODS or not 200 <= status < 300:
            return
        operation, template, values = self._router.find(request.method, request.path)
        if operation is None or template is None or self._everything_exists:
            return
        slots = address_slots(operation)
        ids = {slot.kind: values.get(slot.name) for slot in slots}
        for created in types_created_by(self.types, operation):
            if not created.is_named_by_client:
                value = created_id(self.document, self._router, created, exchange, base_url)
                if value is not None:
                    self.made.add(created.kind, value)
                    self._current[created.kind] = value
                    self.reasons.pop(created.kind, None)
                    self.owed.append(Address(created.kind, {**ids, created.kind: value}))
                return
        if request.method == "DELETE":
            self.owed = [it for it in self.owed if not _is_same(it.ids, ids)]
        for slot in slots:
            self.forget(slot.kind)

    def forget(self, kind: str) -> None:
        """Makes the next request about this kind, or about what belongs to it, get a fresh one."""
        for other in list(self._current):
            if other == kind or other.startswith(f"{kind}/"):
                del self._current[other]

    def deletions(self) -> Iterator[tuple[Address, Draft | None]]:
        """What is to be deleted at the end, the last created first; None where nothing deletes."""
        for address in reversed(self.owed):
            deletion = self.types[address.kind].deletion
            if deletion is None:
                yield address, None
                continue
            draft = self.valid_request(deletion)
            for slot in address_slots(deletion):
                if address.ids.get(slot.kind) is not None:
                    draft = draft.with_value(slot.slot, address.ids[slot.kind])
            yield address, draft


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return {k: str(v) for k, v in one.items()} == {k: str(v) for k, v in other.items()}


def _faults(judge: Judge, draft: Draft) -> list[str]:
    broken = judge.request(draft.request({}))
    return [it.clause for it in broken if not it.key_parts.is_security]


def _value(draft: Draft, reference: Reference) -> Any:
    if reference.place != "body":
        return draft.values.get((reference.place, reference.name))
    return member_at(draft.body, reference.path)


def _with_value(draft: Draft, reference: Reference, value: Any) -> Draft:
    if reference.place != "body":
        return draft.with_value((reference.place, reference.name), value)
    many = isinstance(_value(draft, reference), list)
    return draft.with_body(with_member_at(draft.body, reference.path, [value] if many else value))


def _outline(exchange: Exchange) -> str:
    body = exchange.response.body[:200].decode("utf-8", "replace").strip()
    return f"{exchange.response.status} {body}".strip()
