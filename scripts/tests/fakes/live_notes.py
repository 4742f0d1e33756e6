"""A deployment of documents/notes.yaml beyond loopback, reached by a proxy on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from clausebook.http.exchange import Request, Response
from clausebook.mock import MockProvider

from fakes.command import completed
from fakes.notes_api import KEY, NOTES
from fakes.serving import running

URL = "http://notes.example.test"
TEXTS = {"ann": "her own words", "bob": "his"}
FACTS = """
writes = true
[[known]]
name = "ann"
[[known]]
name = "anna"
"""
_HEADERS = (("X-Token", KEY), ("Content-Type", "application/json"))
UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "CLAUSEBOOK")


class Notes(MockProvider):
    """A provider that stores the texts of notes; it delays the response to the `hold`th write.

    `alike` maps other spellings of a name to it.
    """

    def __init__(
        self,
        texts: dict[str, str] | None = None,
        hold: int = 0,
        alike: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(NOTES, {"token": KEY})
        self._alike = alike or {}
        self.texts: dict[str, str] = {}
        self.asked: list[Request] = []
        self.spoil: Callable[[Request], Response | None] = lambda request: None
        for name, text in (TEXTS if texts is None else texts).items():
            body = json.dumps({"name": name, "text": text}).encode()
            self._answer(Request("POST", "/notes", _HEADERS, body))
        self.held, self.released = threading.Event(), threading.Event()
        self._hold = hold

    @property
    def writes(self) -> list[Request]:
        """The requests that may change something."""
        return [request for request in self.asked if request.method in UNSAFE]

    def respond(self, request: Request) -> Response:
        """The response of `spoil`, else the mock's."""
        self.asked.append(request)
        return self.spoil(request) or self._answer(request)

    def _answer(self, request: Request) -> Response:
        for one, other in self._alike.items():
            target = request.target.replace(one, other)
            body = request.body.replace(one.encode(), other.encode())
            request = replace(request, target=target, body=body)
        right = super().respond(request)
        if not 200 <= right.status < 300:
            return right
        name = request.path.rpartition("/")[2]
        if request.method == "POST":
            said = json.loads(request.body)
            self.texts[said["name"]] = said.get("text", "")
        elif request.method == "DELETE":
            self.texts.pop(name, None)
        elif request.method == "GET":
            body = json.dumps({"text": self.texts[name]}).encode()
            return Response(right.status, right.headers, body)
        return right

    async def __call__(
        self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Responds to a proxy's request; a held write is carried out before its response."""
        raw = scope.get("raw_path", b"").decode()
        if raw.startswith("http://"):
            path = f"/{raw.split('/', 3)[3]}"
            scope = {**scope, "raw_path": path.encode(), "path": path}

        async def later(event: Any) -> None:
            if len(self.writes) == self._hold and scope["method"] in UNSAFE:
                self.held.set()
                while not self.released.is_set():
                    await asyncio.sleep(0.01)
            await send(event)

        await super().__call__(scope, receive, later)


@contextmanager
def reached(notes: Notes) -> Iterator[str]:
    """A proxy that forwards every host to these notes."""
    with running(notes) as proxy:
        yield proxy
        notes.released.set()


def project(folder: Path, facts: str = FACTS, sends: str = "") -> Path:
    """A project with the document and facts; without `sends` it has built-in checks only.

    `sends` are the requests of a check, one a line: method, target and body. It belongs to
    the lint stage, whose built-in checks send nothing.
    """
    (folder / "facts.toml").write_text(facts, encoding="utf-8")
    table = f"[tool.clausebook]\nspec = '{NOTES.path}'\n"
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    if sends:
        (folder / "contract_tests").mkdir(exist_ok=True)
        text = _SENDING.format(lines=sends.strip().splitlines(), headers=_HEADERS)
        (folder / "contract_tests" / "test_sends.py").write_text(text, encoding="utf-8")
    return folder


_SENDING = """
import pytest
from clausebook.http.exchange import Request

pytestmark = pytest.mark.clausebook_stage("lint")

@pytest.mark.parametrize("line", {lines!r})
def test_sends(line, clausebook_session):
    method, target, body = (*line.split(" ", 2), "")[:3]
    clausebook_session.send(Request(method, target, {headers!r}, body.encode()))
"""


def command(folder: Path, proxy: str, *options: str) -> list[str]:
    """The guard command for the notes beyond loopback as a process: few examples, no rate limit."""
    return [sys.executable, "-m", "clausebook", *_words(folder, proxy, *options)]


def _words(folder: Path, proxy: str, *options: str) -> list[str]:
    stage = "lint" if (folder / "contract_tests").is_dir() else "provider"
    words = ["guard", "--project", str(folder), "--only", stage, "--url", URL]
    words += ["--proxy", proxy, "--header-env", "X-Token=NOTES_KEY"]
    words += ["--facts", str(folder / "facts.toml"), "--rate", "10000", "--max-examples", "2"]
    return [*words, "--quiet", *options]


def environment(**more: str) -> dict[str, str]:
    """The environment variables of that command."""
    return {**os.environ, "NOTES_KEY": KEY, **more}


def guard(folder: Path, proxy: str, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs guard on the notes and returns the process."""
    return completed(_words(folder, proxy, *options), folder, {"NOTES_KEY": KEY, **more})


def journals(folder: Path) -> list[Path]:
    """The journals of changes that are still to be undone."""
    return sorted((folder / ".clausebook").glob("*.jsonl"))
