"""The state of a resource before a write, with the requests that restore it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.clauses import request_bodies_of
from clausebook.clauses.places import response_bodies_of
from clausebook.errors import NotSent
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.media_types import members_of
from clausebook.judge import Judge
from clausebook.live.permission import NamedResource
from clausebook.openapi import Document
from clausebook.resources import Draft
from clausebook.schema.annotations import is_one_way
from clausebook.values.nothing import NOTHING

_STATE_UNKNOWN = (*CREDENTIAL_REFUSALS, 407, 429)


@dataclass(frozen=True)
class RestorePoint:
    """The state of a resource, its read request, and the requests that restore it.

    `content` are the members of the response that a write can set, `state` their values; `state`
    and `create` are None if there was no such resource. No request holds a credential.
    """

    read: Request
    content: tuple[str, ...]
    state: Mapping[str, Any] | None
    create: Request | None
    delete: Request

    def is_as_it_was(self, response: Response) -> bool:
        """Whether a response to the read shows this state."""
        is_success = 200 <= response.status < 300
        if self.state is None:
            return 400 <= response.status < 500 and response.status not in _STATE_UNKNOWN
        return is_success and _only(self.content, members_of(response)) == self.state

    def line(self) -> str:
        """The restore point as one line of JSON."""
        requests = {"read": self.read, "create": self.create, "delete": self.delete}
        data = {name: _request_data(request) for name, request in requests.items()}
        return json.dumps({**data, "content": self.content, "shown": self.state})

    @classmethod
    def from_line(cls, line: str) -> RestorePoint:
        """Parse a line of `line`. Raises ValueError, KeyError or TypeError if it is another."""
        data = json.loads(line)
        read, create, delete = (_request(data[name]) for name in ("read", "create", "delete"))
        if read is None or delete is None:
            raise ValueError("no read or delete request")
        return cls(read, tuple(data["content"]), data["shown"], create, delete)


def restore_point(
    document: Document, judge: Judge, resource: NamedResource, exchange: Exchange
) -> RestorePoint:
    """The restore point of a resource, from an exchange that read it.

    Raises:
        NotSent: the documented write cannot restore the resource from what the read shows.
    """
    response = exchange.response
    read, delete = resource.read.request({}), resource.delete.request({})
    if judge.response(exchange.request, response) or response.status in _STATE_UNKNOWN:
        raise NotSent(
            f"the read of {read.target} returns {response.status}, which does not show its state"
        )
    if 400 <= response.status < 500:
        return RestorePoint(read, (), None, None, delete)
    if not 200 <= response.status < 300:
        raise NotSent(
            f"the read of {read.target} returns {response.status}, which does not show its state"
        )
    members = members_of(response)
    content = _content(document, resource)
    create = _restoring_create(judge, resource, _only(content, members))
    return RestorePoint(read, content, _only(content, members), create.request({}), delete)


def _only(names: tuple[str, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _content(document: Document, resource: NamedResource) -> tuple[str, ...]:
    """The members that the documented write sets and the read shows, without identifiers.

    Raises NotSent if the write sets a member that no read shows.
    """
    draft = resource.create
    if draft.body is NOTHING:
        return ()
    if not isinstance(draft.body, dict):
        raise NotSent("the body of the write that would restore it is not a JSON object")
    writable = set(draft.body)
    for place in request_bodies_of(document, draft.operation):
        if place.media_type == draft.media_type:
            members = place.schema.value.get("properties", {})
            writable |= {name for name, member in members.items() if not is_one_way(member)}
    visible = {
        name
        for place in response_bodies_of(document, resource.read.operation)
        if (place.status or "").startswith("2")
        for name in place.schema.value.get("properties", {})
    }
    hidden = sorted(writable - resource.names - visible)
    if hidden:
        raise NotSent(f"no read shows its {hidden[0]}, so it could not be restored")
    return tuple(sorted(writable - resource.names))


def _restoring_create(judge: Judge, resource: NamedResource, state: Mapping[str, Any]) -> Draft:
    """The documented write with the values of the state.

    Empty members are left out if the document allows it, since a read may show a missing member as
    empty; the read shows it empty either way.
    """
    draft = resource.create
    if draft.body is NOTHING:
        return draft
    identifiers = {name: draft.body[name] for name in draft.body if name in resource.names}
    filled = {name: value for name, value in state.items() if value not in ("", None)}
    for members in (filled, state):
        create = replace(draft, body={**identifiers, **members})
        violations = judge.request(create.request({}))
        if all(violation.key_parts.is_security for violation in violations):
            return create
    raise NotSent("the documented write does not accept the values that the read shows")


def _request_data(request: Request | None) -> dict[str, Any] | None:
    if request is None:
        return None
    return {
        "method": request.method,
        "target": request.target,
        "headers": [list(header) for header in request.headers],
        "body": request.body.decode("utf-8", "surrogatepass"),
    }


def _request(data: Mapping[str, Any] | None) -> Request | None:
    if data is None:
        return None
    headers = tuple((str(name), str(value)) for name, value in data["headers"])
    body = str(data["body"]).encode("utf-8", "surrogatepass")
    return Request(str(data["method"]), str(data["target"]), headers, body)
