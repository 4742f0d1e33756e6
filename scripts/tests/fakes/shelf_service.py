"""A right service of one collection, and services of it that trouble whoever asks them.

Each is an ASGI application over the document `SHELF`.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHELF = """\
openapi: 3.1.0
info: {title: Shelf, version: 1.0.0, description: Things on a shelf.}
components:
  schemas:
    Thing:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string, maxLength: 40}}
  responses:
    Problem: {description: Rejected., content: {application/json: {schema: {type: object}}}}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200":
          description: All of them.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}
        4XX: {$ref: "#/components/responses/Problem"}
    post:
      operationId: createThing
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: {name: {type: string, minLength: 1, maxLength: 40}}
      responses:
        "201":
          description: Made.
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        4XX: {$ref: "#/components/responses/Problem"}
  /things/{thing_id}:
    parameters: [{name: thing_id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get:
      operationId: showThing
      responses:
        "200":
          description: One.
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        4XX: {$ref: "#/components/responses/Problem"}
    delete:
      operationId: deleteThing
      responses:
        "204": {description: Gone.}
        4XX: {$ref: "#/components/responses/Problem"}
"""


@dataclass(frozen=True)
class Asked:
    """One request, and when it came, in seconds of `time.monotonic`."""

    method: str
    path: str
    at: float


@dataclass
class Shelf:
    """The right service; subclasses change one of its habits."""

    things: dict[int, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    seconds: float = 0.0  # before each response
    last_id: int = 0

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
        self.asked.append(Asked(scope["method"], scope["path"], time.monotonic()))
        await asyncio.sleep(self.seconds)
        status, content, headers = self.answer(scope["method"], scope["path"], scope, body)
        payload = b"" if content is None else json.dumps(content).encode()
        fields = [(b"content-type", b"application/json")] if content is not None else []
        fields += [(name.encode(), value.encode()) for name, value in headers.items()]
        start = {"type": "http.response.start", "status": status, "headers": fields}
        await send(start)
        await send({"type": "http.response.body", "body": payload})

    def answer(
        self, method: str, path: str, scope: Mapping[str, Any], body: bytes
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, content and headers."""
        name = path.removeprefix("/things").removeprefix("/")
        if not path.startswith("/things") or (name and not name.isascii()):
            return 404, {}, {}
        if not name and not path.endswith("/"):
            return self.collection(method, scope, body)
        if not re.fullmatch("[1-9][0-9]{0,17}", name):
            return 404, {}, {}
        if method not in ("GET", "DELETE"):
            return 405, {}, {"Allow": "GET, DELETE"}
        return self.one(method, int(name))

    def collection(
        self, method: str, scope: Mapping[str, Any], body: bytes
    ) -> tuple[int, Any, dict[str, str]]:
        """The answer about all things."""
        if method == "GET":
            return 200, self.listed(), {}
        if method != "POST":
            return 405, {}, {"Allow": "GET, POST"}
        kinds = [value for key, value in scope["headers"] if key == b"content-type"]
        if [kind.partition(b";")[0].strip().lower() for kind in kinds] != [b"application/json"]:
            return 415, {}, {}
        try:
            name = json.loads(body)["name"]
            fits = isinstance(name, str) and 1 <= len(name) <= 40
            name.encode()
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            fits = False
        if not fits:
            return 422, {}, {}
        number = self.new_id()
        self.things[number] = name
        return 201, {"id": number, "name": name}, {"Location": f"/things/{number}"}

    def one(self, method: str, number: int) -> tuple[int, Any, dict[str, str]]:
        """The answer about one thing."""
        if number not in self.things:
            return 404, {}, {}
        if method == "DELETE":
            del self.things[number]
            return 204, None, {}
        return 200, {"id": number, "name": self.things[number]}, {}

    def listed(self) -> list[dict[str, Any]]:
        """All things."""
        return [{"id": number, "name": name} for number, name in self.things.items()]

    def new_id(self) -> int:
        """The id of the next thing."""
        self.last_id += 1
        return self.last_id


class RedirectsToItself(Shelf):
    """Sends whoever reads one thing to the same place again."""

    def one(self, method: str, number: int) -> tuple[int, Any, dict[str, str]]:
        """A redirect to itself."""
        return 307, {}, {"Location": f"/things/{number}"}


class KeepsNothing(Shelf):
    """Says that it has made a thing, and has not."""

    def new_id(self) -> int:
        """An id whose thing is gone before the next request."""
        self.things.clear()
        return super().new_id()

    def one(self, method: str, number: int) -> tuple[int, Any, dict[str, str]]:
        """Nothing is there."""
        return 404, {}, {}


class OneId(Shelf):
    """Gives each thing the same id, so that the newest replaces the one before."""

    def new_id(self) -> int:
        """Always the same."""
        return 7


class EmptyList(Shelf):
    """Its list is empty for ever, say by an index that is never built."""

    def listed(self) -> list[dict[str, Any]]:
        """Nothing."""
        return []


class ReusesIds(Shelf):
    """Gives the id of a thing that is gone to the next one, as SQLite does."""

    def new_id(self) -> int:
        """The lowest that is free."""
        return next(n for n in range(1, 10**6) if n not in self.things)


class WipedBetweenRequests(Shelf):
    """Loses all it has after each request, as a demonstration that is reset does."""

    def answer(
        self, method: str, path: str, scope: Mapping[str, Any], body: bytes
    ) -> tuple[int, Any, dict[str, str]]:
        """As the right one; then all is gone."""
        answer = super().answer(method, path, scope, body)
        self.things.clear()
        return answer


def write_shelf(folder: Path) -> Path:
    """The document in a file."""
    path = folder / "openapi.yaml"
    path.write_text(SHELF, encoding="utf-8")
    return path
