"""What must be kept of a thing before it is written to, so that it can be put back as it was."""

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

_STRANGERS = (*CREDENTIAL_REFUSALS, 407, 429)


@dataclass(frozen=True)
class RestorePoint:
    """A thing as it was: the read that shows it, what that showed, and the requests that undo.

    `content` are the members of the answer that a write can set, `shown` those that it had; None
    where there was no such thing, and then `create` is None too. No request holds a credential.
    """

    read: Request
    content: tuple[str, ...]
    shown: Mapping[str, Any] | None
    create: Request | None
    delete: Request

    def is_as_it_was(self, response: Response) -> bool:
        """Whether an answer to the read shows the thing as it was, or that there still is none."""
        there = 200 <= response.status < 300
        if self.shown is None:
            return 400 <= response.status < 500 and response.status not in _STRANGERS
        return there and _only(self.content, members_of(response)) == self.shown

    def line(self) -> str:
        """It as one line of JSON."""
        requests = {"read": self.read, "create": self.create, "delete": self.delete}
        written = {name: _written(request) for name, request in requests.items()}
        return json.dumps({**written, "content": self.content, "shown": self.shown})

    @classmethod
    def from_line(cls, line: str) -> RestorePoint:
        """What `line` wrote. Raises ValueError, KeyError or TypeError for anything else."""
        data = json.loads(line)
        read, create, delete = (_request(data[name]) for name in ("read", "create", "delete"))
        if read is None or delete is None:
            raise ValueError("no read or delete request")
        return cls(read, tuple(data["content"]), data["shown"], create, delete)


def restore_point(
    document: Document, judge: Judge, thing: NamedResource, exchange: Exchange
) -> RestorePoint:
    """What is kept of a thing that the exchange has read.

    Raises:
        NotSent: what the read shows is not enough to put the thing back by its documented write.
    """
    response = exchange.response
    read, delete = thing.read.request({}), thing.delete.request({})
    if judge.response(exchange.request, response) or response.status in _STRANGERS:
        raise NotSent(
            f"the read of {read.target} returns {response.status}, which does not show its state"
        )
    if 400 <= response.status < 500:
        return RestorePoint(read, (), None, None, delete)
    if not 200 <= response.status < 300:
        raise NotSent(
            f"the read of {read.target} returns {response.status}, which does not show its state"
        )
    now = members_of(response)
    content = _content(document, thing)
    create = _as_shown(judge, thing, _only(content, now))
    return RestorePoint(read, content, _only(content, now), create.request({}), delete)


def _only(names: tuple[str, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _content(document: Document, thing: NamedResource) -> tuple[str, ...]:
    """What the documented write sets and the documented read shows, the names aside.

    Raises NotSent where the write sets something that no read shows.
    """
    draft = thing.create
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
        for place in response_bodies_of(document, thing.read.operation)
        if (place.status or "").startswith("2")
        for name in place.schema.value.get("properties", {})
    }
    hidden = sorted(writable - thing.names - visible)
    if hidden:
        raise NotSent(f"no read shows its {hidden[0]}, so it could not be restored")
    return tuple(sorted(writable - thing.names))


def _as_shown(judge: Judge, thing: NamedResource, shown: Mapping[str, Any]) -> Draft:
    """The documented write with the values that the read shows.

    An empty member may be no more than how the read shows that there is none, so it is left out
    where it may be: either way the read shows it empty afterwards.
    """
    draft = thing.create
    if draft.body is NOTHING:
        return draft
    named = {name: draft.body[name] for name in draft.body if name in thing.names}
    filled = {name: value for name, value in shown.items() if value not in ("", None)}
    for content in (filled, shown):
        made = replace(draft, body={**named, **content})
        broken = judge.request(made.request({}))
        if not [v for v in broken if not v.key_parts.is_security]:
            return made
    raise NotSent("the documented write does not accept the values that the read shows")


def _written(request: Request | None) -> dict[str, Any] | None:
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
