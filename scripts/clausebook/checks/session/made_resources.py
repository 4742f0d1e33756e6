"""The resources that a run creates by the API's own operations, for its other requests to be about.

Which kinds there are is inferred from the document (`resources.types`). One resource of each kind
is current; a request that may have changed it makes the next one get a fresh one. What was created
is remembered, to be deleted at the end of the run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote

from clausebook.checks.session.creation_requests import (
    CreationRequests,
    broken_clauses,
    value_of,
    with_reference,
)
from clausebook.clauses import ClauseKey, parameter_place
from clausebook.config.facts import Facts, known_value
from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange
from clausebook.http.methods import SAFE_METHODS
from clausebook.http.transport import NoResponse
from clausebook.judge import Judge
from clausebook.judge.routing import Router
from clausebook.openapi import Document, Effect, Operation
from clausebook.resources import Draft
from clausebook.resources.address import created_id, listed_id, name_of_id
from clausebook.resources.links import creator_of
from clausebook.resources.made import MadeIds
from clausebook.resources.references import if_match_of, references_of
from clausebook.resources.types import (
    ResourceType,
    address_slots,
    erased,
    resource_types,
    types_created_by,
)
from clausebook.schema.equality import same

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

    def __post_init__(self) -> None:
        self.types = resource_types(self.document)
        self._router = Router(self.document)
        self.requests = CreationRequests(self.document, self.facts, self.types)
        # A row that names nothing says that whatever a request names exists, as in a mock server.
        self._everything_exists = any(not row for row in self.facts.known)

    def bound(self, draft: Draft, session: Session) -> Draft:
        """The draft about resources that this run created, where it is about the usual ones.

        A value that a probe varies stays, and so does what a known row names.
        """
        operation = draft.operation
        if self._is_declared(operation):
            return draft
        usual = self.requests.valid_request(operation)
        if operation.label in self.renamed or self._names_what_it_creates(operation):
            draft = self.requests.with_unique_texts(draft, session.judge)
        for slot in address_slots(operation):
            value = draft.values.get(slot.slot)
            if value is None or not same(value, usual.values.get(slot.slot)):
                continue
            if self._is_known(operation, slot.name) or not self._has_creation(operation, slot.kind):
                continue
            created = self.id_of(slot.kind, session)
            if created is not None:
                draft = draft.with_value(slot.slot, created)
        return self.with_etag(self._with_references(draft, usual, session), session.send_bound)

    def with_etag(self, draft: Draft, send: Callable[[Draft], Exchange]) -> Draft:
        """The draft with the ETag that a read shows now, where it has a documented `If-Match`.

        Without one, a right service may demand it (RFC 6585, 3), or find another state.
        """
        slot = if_match_of(draft.operation)
        reading = self._reading(draft.operation) if slot is not None else None
        usual = self.requests.valid_request(draft.operation)
        if slot is None or reading is None:
            return draft
        if not same(draft.values.get(slot), usual.values.get(slot)):
            return draft  # a probe varies it
        read = self.requests.valid_request(reading)
        by_kind = {it.kind: draft.values.get(it.slot) for it in address_slots(draft.operation)}
        for own in address_slots(reading):
            if by_kind.get(own.kind) is not None:
                read = read.with_value(own.slot, by_kind[own.kind])
        tag = send(read).response.header("ETag")
        return draft if tag is None else draft.with_value(slot, tag)

    def _reading(self, operation: Operation) -> Operation | None:
        """The GET of the same path."""
        alike = (it for it in self.document.operations if erased(it.path) == erased(operation.path))
        return next((it for it in alike if it.method == "GET"), None)

    def _has_creation(self, operation: Operation, kind: str) -> bool:
        """Whether the kind can be created or listed by another request than this one."""
        resource_type = self.types.get(kind)
        if resource_type is None:
            return False
        creation = resource_type.creation
        by_other = creation is not None and creation.label != operation.label
        return by_other or resource_type.is_named_by_client or resource_type.listing is not None

    def _is_declared(self, operation: Operation) -> bool:
        """Whether facts, links or `x-effect` say what there is, so that nothing is inferred."""
        linked = creator_of(self.document, operation) is not None
        return self._everything_exists or linked or operation.effect is Effect.CREATE

    def _names_what_it_creates(self, operation: Operation) -> bool:
        """Whether the body of a creation names the resource: the usual name may be somebody's."""
        body = self.requests.valid_request(operation).body
        if not isinstance(body, Mapping):
            return False
        return any(
            name_of_id(self.document, created) in body
            for created in types_created_by(self.types, operation)
        )

    def _with_references(self, draft: Draft, usual: Draft, session: Session) -> Draft:
        """The draft whose references to other kinds name what this run created."""
        for reference in references_of(self.types, draft):
            if reference.place == "path" or not reference.kind:
                continue
            if self._is_known(draft.operation, reference.name):
                continue
            if not same(value_of(draft, reference), value_of(usual, reference)):
                continue
            created = self.id_of(reference.kind, session)
            if created is not None:
                changed = with_reference(draft, reference, created)
                if not broken_clauses(session.judge, changed):
                    draft = changed
        return draft

    def is_settled(self, draft: Draft) -> bool:
        """Whether everything that the draft refers to exists, because this run created it."""
        created = {t.kind for t in types_created_by(self.types, draft.operation)}
        slots = address_slots(draft.operation)
        if slots and self._is_known(draft.operation, slots[-1].name):
            return False  # facts say whether it is there, and earlier requests may have used it up
        for reference in references_of(self.types, draft):
            value = value_of(draft, reference)
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
        usual = self.bound(self.requests.valid_request(creation), session)
        return self.requests.attempts(usual, session.judge)

    def renew(self, draft: Draft) -> bool:
        """Makes the next request of this operation one about fresh resources, under other names.

        False where that would change nothing about it.
        """
        if self._is_declared(draft.operation):
            return False
        kinds = [slot.kind for slot in address_slots(draft.operation)]
        renewed = any(kind in self._current for kind in kinds)
        for kind in kinds[-1:]:
            self.forget(kind)
        if isinstance(draft.body, Mapping) and draft.operation.label not in self.renamed:
            self.renamed.add(draft.operation.label)
            renewed = True
        return renewed

    def _listed(self, resource_type: ResourceType, session: Session) -> Any:
        """The first item of the list: it may be read, and is none of this run's own."""
        listing = resource_type.listing
        if listing is None:
            self.reasons[resource_type.kind] = "no operation creates or lists it"
            return None
        exchange = session.send_bound(self.bound(self.requests.valid_request(listing), session))
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
        name = self.requests.unlikely_name(creation, slots[-1].name, session.judge)
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
        draft = self.requests.valid_request(operation)
        for slot in address_slots(operation)[:-1]:
            if not self._is_known(operation, slot.name):
                created = self.id_of(slot.kind, session)
                if created is not None:
                    draft = draft.with_value(slot.slot, created)
        return draft

    def note(self, exchange: Exchange, base_url: str) -> None:
        """Remembers what a request created below `base_url`, and what it may have changed."""
        request, status = exchange.request, exchange.response.status
        if request.method in SAFE_METHODS or not 200 <= status < 300:
            return
        operation, _, values = self._router.find(request.method, request.path)
        if operation is None:  # many a server takes the path with a final slash, or in other case
            path = request.path.rstrip("/").lower()
            operation, _, values = self._router.find(request.method, path)
        if operation is None or self._everything_exists:
            return
        slots = address_slots(operation)
        ids = {slot.kind: unquote(values.get(slot.name, "")) for slot in slots}
        for created in types_created_by(self.types, operation):
            if not created.is_named_by_client:
                value = created_id(self.document, self._router, created, exchange, base_url)
                if value is not None and not _may_be_older(exchange, value):
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
            draft = self.requests.valid_request(deletion)
            for slot in address_slots(deletion):
                if address.ids.get(slot.kind) is not None:
                    draft = draft.with_value(slot.slot, address.ids[slot.kind])
            yield address, draft


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return {k: str(v) for k, v in one.items()} == {k: str(v) for k, v in other.items()}


def _may_be_older(exchange: Exchange, value: object) -> bool:
    """Whether the request named something that may have been there: merged into, not created.

    Only 201 says that it was created (RFC 9110, 15.3.2).
    """
    named = json.dumps(value).encode() in exchange.request.body
    return exchange.response.status != 201 and isinstance(value, str) and named


def _outline(exchange: Exchange) -> str:
    body = exchange.response.body[:200].decode("utf-8", "replace").strip()
    return f"{exchange.response.status} {body}".strip()
