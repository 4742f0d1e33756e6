"""A transport that counts what it sends and, where writing is not allowed, sends no write."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from clausebook.plugin.counting import count_sent

if TYPE_CHECKING:
    from clausebook.exchange import Exchange, Request
    from clausebook.transport import Transport

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine by its very name: `localhost`, `127.0.0.1`."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Careful:
    """Passes requests on to another transport, unless they may not be sent."""

    def __init__(self, inner: Transport, config: pytest.Config, may_write: bool) -> None:
        self.inner = inner
        self.base_url = inner.base_url
        self._config = config
        self._may_write = may_write

    def send(self, request: Request) -> Exchange:
        """The exchange; a request that must not be sent skips the test, which judges nothing."""
        self._check(request)
        return self.inner.send(request)

    def send_alone(self, request: Request) -> Exchange:
        """The same on a connection of its own."""
        self._check(request)
        return self.inner.send_alone(request)

    def _check(self, request: Request) -> None:
        if not self._may_write and request.method.upper() not in SAFE_METHODS:
            pytest.skip(f"{request.method} is sent beyond loopback only with --allow-writes")
        count_sent(self._config)
