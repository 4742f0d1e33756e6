"""The transport of a live run against documents/notes.yaml, without a network."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clausebook.config.facts import Facts
from clausebook.errors import NotSent
from clausebook.http.exchange import Exchange, Request
from clausebook.http.redaction import Secrets
from clausebook.http.throttling import ThrottlingRules
from clausebook.http.transport import SequentialTransport
from clausebook.live import Journal, LiveTransport, Pace, PacedTransport, Permission

from fakes.live_notes import URL, Notes
from fakes.notes_api import KEY, NOTES

FACTS = Facts(writes=True, known=({"name": "ann"}, {"name": "anna"}))
TOKEN = (("X-Token", KEY),)


class Direct(SequentialTransport):
    """A transport that calls the notes directly."""

    base_url = URL

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def send(self, request: Request) -> Exchange:
        """The exchange with the notes."""
        return Exchange(request, self.notes.respond(request))


def live(
    notes: Notes, journal: Journal | None, document: Any = NOTES, **more: Any
) -> LiveTransport:
    """The live transport; `more` are a budget, other facts, and arguments of `LiveTransport`."""
    throttled = ThrottlingRules(stop=("N.9",))
    return LiveTransport(
        PacedTransport(
            Direct(notes), Pace(None, more.pop("budget", None)), throttled, retry_throttled=True
        ),
        document,
        Permission(document, more.pop("facts", FACTS)),
        lambda request: request.with_header("X-Token", KEY),
        Secrets([KEY]),
        journal,
        **more,
    )


def signed(request: Request) -> Request:
    """The request with the token."""
    return request.with_header("X-Token", KEY)


def send(transport: LiveTransport, request: Request, *, alone: bool = False) -> None:
    """Sends a request; fails the test if the transport refuses to send it."""
    try:
        (transport.send_dedicated if alone else transport.send)(signed(request))
    except NotSent as reason:
        pytest.fail(str(reason))


def write(name: str, text: str) -> Request:
    """The request that writes a note."""
    body = json.dumps({"name": name, "text": text}).encode()
    return Request("POST", "/notes", (*TOKEN, ("Content-Type", "application/json")), body)
