"""The transport of a run against a service on this machine: the user's own is left alone.

A write or a deletion goes to what this run created, to what a known row names and a documented
write restores, to what facts call absent or foreign, or to a name that breaks its schema and so can
be nobody's. Beyond loopback `Permission` demands more. Anything else takes `--disposable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from clausebook.clauses import ClauseKey, named_in_facts, parameter_place
from clausebook.config.facts import Facts
from clausebook.errors import NotSent
from clausebook.http.exchange import Exchange, Request
from clausebook.http.methods import SAFE_METHODS
from clausebook.http.transport import Transport
from clausebook.judge import Judge
from clausebook.judge.routing import Router
from clausebook.openapi import Document, Effect, Operation
from clausebook.resources.equivalent_requests import OVERRIDES
from clausebook.resources.links import creator_of, equivalent_values
from clausebook.resources.made import MadeIds
from clausebook.resources.types import ResourceType, address_slots, erased, resource_types


class HarmlessTransport:
    """Passes on what harms nobody, and raises NotSent for the rest."""

    def __init__(self, inner: Transport, document: Document, facts: Facts, made: MadeIds) -> None:
        self.base_url = inner.base_url
        self._inner = inner
        self._document = document
        self._facts = facts
        self._made = made
        self._judge = Judge(document)
        self._router = Router(document)
        self._types = resource_types(document)

    @property
    def pool_size(self) -> int:
        """As the transport below."""
        return self._inner.pool_size

    def refusal(self, request: Request) -> str:
        """Why the request is not sent; empty where it is."""
        return self._harm(request) or self._inner.refusal(request)

    def send(self, request: Request) -> Exchange:
        """The exchange. Raises NotSent where it might harm, else as the transport below."""
        self._check(request)
        return self._inner.send(request)

    def send_dedicated(self, request: Request) -> Exchange:
        """The same on a connection of its own."""
        self._check(request)
        return self._inner.send_dedicated(request)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """An exchange for each. Raises NotSent where one might harm, before any is sent."""
        for request in requests:
            self._check(request)
        return self._inner.send_all(requests)

    def _check(self, request: Request) -> None:
        if harm := self._harm(request):
            raise NotSent(harm)

    def _harm(self, request: Request) -> str:
        """What of the user's own the request might change, as a reason; empty for nothing."""
        overridden = any(request.header(name) for name in OVERRIDES) or "_method=" in request.query
        if request.method in SAFE_METHODS and not overridden:
            return ""
        operation, template, values = self._router.find(request.method, request.path)
        owners = [o for o in self._document.operations if o.path == template]
        owner = operation or next(iter(owners), None)
        if owner is None or (not values and operation is None):
            return ""
        if not values:
            return self._harm_without_address(owner)
        if self._breaks_schema(owner, request.path):
            return ""
        if any(self._may_change(owner, name, unquote(value)) for name, value in values.items()):
            return ""
        named = ", ".join(f"{name} {unquote(value)!r}" for name, value in values.items())
        return (
            f"not sent: {request.method} {template} with {named[:120]} might change something that "
            "this run did not create; name a known row, or pass --disposable"
        )

    def _harm_without_address(self, operation: Operation) -> str:
        """A path that names nothing may stand for all there is, such as `DELETE /messages`.

        It does where the API shows something there, or lists it below.
        """
        linked = creator_of(self._document, operation) is not None
        if operation.method == "POST" or operation.effect is Effect.CREATE or linked:
            return ""
        path = erased(operation.path)
        others = [o for o in self._document.operations if erased(o.path) == path]
        is_shown = any(other.method in ("GET", "POST") for other in others)
        if not is_shown and f"{path}/{{}}" not in self._types:
            return ""
        return (
            f"not sent: {operation.label} might change something that this run did not create; "
            "pass --disposable"
        )

    def _may_change(self, owner: Operation, name: str, value: str) -> bool:
        """Whether whoever changes something with this name below cannot change the user's own."""
        kind = next((it.kind for it in address_slots(owner) if it.name == name), "")
        if self._made.is_own(kind, value):
            return True
        if self._is_stated(name, value):
            return True
        is_last = kind == address_slots(owner)[-1].kind
        return is_last and self._is_known(name, value) and self._is_restored(owner, kind)

    def _is_stated(self, name: str, value: str) -> bool:
        """Whether facts say that it names nothing, or somebody else's resource."""
        absent = [(entry.parameter, entry.value) for entry in self._facts.absent]
        foreign = [(entry.parameter, entry.value) for entry in self._facts.foreign]
        return any((named_in_facts(key), text) == (name, value) for key, text in absent + foreign)

    def _is_known(self, name: str, value: str) -> bool:
        """Whether a row names it, in any of its spellings."""
        known = {
            str(text)
            for row in self._facts.known
            for key, text in row.items()
            if named_in_facts(key) == name
        }
        return any(text in known for text in equivalent_values(self._facts, name, value))

    def _is_restored(self, owner: Operation, kind: str) -> bool:
        """Whether a documented write makes it anew under the same name."""
        resource_type: ResourceType | None = self._types.get(kind)
        by_put = resource_type is not None and resource_type.is_named_by_client
        return by_put or creator_of(self._document, owner) is not None

    def _breaks_schema(self, owner: Operation, path: str) -> bool:
        """Whether a value of the path breaks its schema, so that it can name nothing."""
        places = [
            ClauseKey.of(owner, parameter_place(owner, parameter))
            for parameter in owner.parameters
            if parameter.place == "path"
        ]
        violations = self._judge.request(Request(owner.method, path))
        return any(it.key_parts.is_within(place) for it in violations for place in places)
