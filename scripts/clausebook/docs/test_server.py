"""Serves the contract on loopback within a `with` block, to run examples against it.

The configured application, else a mock made from the document.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from clausebook.config.application import load_application
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun
from clausebook.http.asgi import Application
from clausebook.http.listener import HOST, bound
from clausebook.mock import MockProvider
from clausebook.openapi import Document

_START_SECONDS = 15.0


@dataclass(frozen=True)
class RunningService:
    """Its base URL, and the environment variables with credentials for it."""

    base_url: str
    environment: dict[str, str] = field(default_factory=dict)


@contextmanager
def running_service(document: Document, settings: Settings) -> Iterator[RunningService]:
    """Serves the contract on a free port of loopback.

    Raises:
        CannotRun: the application cannot be loaded, or does not start.
    """
    application: Any = (
        load_application(settings) if settings.application else MockProvider(document)
    )
    with bound(0) as listener:
        base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        server = _server(application)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait(server, thread)
            yield RunningService(base_url, _environment(application, base_url))
        finally:
            server.should_exit = True
            thread.join(_START_SECONDS)


def _server(application: Application) -> uvicorn.Server:
    config = uvicorn.Config(
        application, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    return uvicorn.Server(config)


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    end = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > end:
            raise CannotRun("the application does not start; try `clausebook serve`")
        time.sleep(0.01)


def _environment(application: Any, base_url: str) -> dict[str, str]:
    environment = {
        "BASE_URL": base_url,
        "TOKEN": str(getattr(application, "token", "example-token")),
    }
    environment |= {"API_USER": "user", "API_PASSWORD": "password"}
    environment["CREDENTIALS"] = base64.b64encode(b"user:password").decode()
    if hasattr(application, "exports"):
        environment.update(application.exports(base_url))
    return environment
