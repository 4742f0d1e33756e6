"""Notes with more members, a provider that stores whole notes, and a run of one check."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

from clausebook.checks.provider.listing import ProviderCheck, provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.mock import MockProvider
from clausebook.openapi import Document
from clausebook.report.finding import ContractBroken

from fakes.notes_api import FACTS, KEY, NOTES

Note = dict[str, Any]
JSON = (("Content-Type", "application/json"),)


def _with_more() -> Document:
    data = copy.deepcopy(NOTES.data)
    content = data["paths"]["/notes"]["post"]["requestBody"]["content"]["application/json"]
    content["schema"]["properties"]["stars"] = {"type": "integer", "minimum": 1}
    content["schema"]["properties"]["shelf"] = {"type": "string", "pattern": "^[0-9]+$"}
    content["example"] |= {"stars": 3, "shelf": "12"}
    return NOTES.edited(data)


RATED = _with_more()


class Rated(MockProvider):
    """Stores and returns whole notes.

    `over` merges a stored note with a new one of the same name, `show` is the body of a read,
    `answered` the response to a write.
    """

    def __init__(
        self,
        over: Callable[[Note, Note], Note] = lambda old, new: new,
        show: Callable[[Note], bytes] = lambda note: json.dumps(note).encode(),
        answered: Callable[[Note | None, Note], Response] = lambda old, new: Response(201),
        document: Document = RATED,
    ) -> None:
        super().__init__(document, {"token": KEY})
        self._over, self._show, self._answered = over, show, answered
        self.notes: dict[str, Note] = {}
        self.asked: list[Request] = []

    def respond(self, request: Request) -> Response:
        """The mock's response, with the stored note."""
        self.asked.append(request)
        answer = super().respond(request)
        name = request.path.rpartition("/")[2]
        if request.method == "DELETE" and answer.status == 204:
            self.notes.pop(name, None)
        if request.method == "GET" and answer.status == 200:
            return Response(200, JSON, self._show({"text": "", **self.notes[name]}))
        if request.method in ("POST", "PATCH") and answer.status == 201:
            new = json.loads(request.body)
            old = self.notes.get(new["name"])
            answer = self._answered(old, new)
            if answer.status < 300:
                self.notes[new["name"]] = self._over(old, new) if old else new
        return answer


def told(app: Rated, name: str, facts: Facts = FACTS) -> str:
    """The result of the check with this name: its first finding, or "" if it passes.

    "not judged: ..." if it could not judge, "unheard of" if there is no such check.
    """
    for check in provider_checks(app.document, facts):
        if check.name == name:
            return _said(check, app, facts)
    return "unheard of"


def _said(check: ProviderCheck, app: Rated, facts: Facts) -> str:
    with closing(AsgiTransport(app)) as transport:
        try:
            check.run(
                ProviderSession.over(app.document, app.judge, facts, transport, {"X-Token": KEY})
            )
        except ContractBroken as error:
            return error.findings[0].message
        except NotJudged as reason:
            return f"not judged: {reason}"
    return ""
