"""A right service of documents/library.yaml with ids of its own choice, which knows no facts.

It judges requests by the toolkit's own judge and keeps its rows in this object.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.openapi import load

from fakes.paths import DOCUMENTS

LIBRARY = load(DOCUMENTS / "library.yaml")
JUDGE = Judge(LIBRARY)
NO_FACTS = Facts()
_JSON = ("Content-Type", "application/json")


class Library(MockProvider):
    """Shelves with unique names, books below them, and loans that refer to a shelf."""

    def __init__(self) -> None:
        super().__init__(LIBRARY, judge=JUDGE)
        self._ids = itertools.count(1)
        self.shelves: dict[int, str] = {}
        self.books: dict[tuple[int, str], str] = {}
        self.loans: list[int] = []
        self.requests: list[Request] = []

    def add_shelf(self, name: str) -> int:
        """Puts a shelf there, as somebody else would."""
        number = next(self._ids)
        self.shelves[number] = name
        return number

    def respond(self, request: Request) -> Response:
        """The response to one request."""
        self.requests.append(request)
        if self.judge.operation(request) is None:
            return super().respond(request)
        if self.judge.request(request):
            return _no(422)
        body = json.loads(request.body) if request.method == "POST" else {}
        match request.method, [part for part in request.path.split("/") if part]:
            case "GET", ["shelves"]:
                return _yes(200, [_shelf(*row) for row in self.shelves.items()])
            case "POST", ["shelves"]:
                return self._create_shelf(body["name"])
            case method, ["shelves", number]:
                return self._on_shelf(method, _number(number))
            case "POST", ["shelves", number, "books"]:
                return self._add_book(_number(number), body["title"])
            case "GET", ["shelves", number, "books", isbn]:
                title = self.books.get((_number(number), isbn))
                return _no(404) if title is None else _yes(200, {"title": title})
            case _:
                return self._lend(body["shelf_id"])

    def _create_shelf(self, name: str) -> Response:
        if name in self.shelves.values():
            return _no(409)
        return _yes(201, _shelf(self.add_shelf(name), name))

    def _on_shelf(self, method: str, number: int) -> Response:
        if number not in self.shelves:
            return _no(404)
        if method == "GET":
            return _yes(200, _shelf(number, self.shelves[number]))
        del self.shelves[number]
        return Response(204)

    def _add_book(self, number: int, title: str) -> Response:
        if number not in self.shelves:
            return _no(404)
        isbn = f"isbn-{next(self._ids)}"
        self.books[number, isbn] = title
        return Response(201, (("Location", f"/shelves/{number}/books/{isbn}"),))

    def _lend(self, number: int) -> Response:
        if number not in self.shelves:
            return _no(404)
        self.loans.append(number)
        return _yes(201, {"id": next(self._ids)})

    def named(self, pattern: str) -> list[Request]:
        """The requests whose method and path match."""
        return [it for it in self.requests if re.fullmatch(pattern, f"{it.method} {it.path}")]


@contextmanager
def library_session(app: Any, facts: Facts = NO_FACTS) -> Iterator[ProviderSession]:
    """A session over the service, with these facts."""
    with closing(AsgiTransport(app)) as transport:
        yield ProviderSession.over(LIBRARY, JUDGE, facts, transport)


def _number(text: str) -> int:
    """The number that a path names; one that nothing has where it is too long to be read."""
    return int(float(text)) if len(text) < 18 else 0


def _shelf(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "name": name}


def _yes(status: int, value: Any) -> Response:
    return Response(status, (_JSON,), json.dumps(value).encode())


def _no(status: int) -> Response:
    return Response(status, (_JSON,), b'{"error": "no"}')
