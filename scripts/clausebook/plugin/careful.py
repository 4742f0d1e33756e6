"""A transport that counts what it sends and, where writing is not allowed, sends no write."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from clausebook.plugin.asked import asked
from clausebook.plugin.counting import count_sent

if TYPE_CHECKING:
    from clausebook.exchange import Exchange, Request
    from clausebook.transport import HttpTransport, Transport

_NEAR_SECONDS = 2.0
_FAR_SECONDS = 10.0
_LANES = 4  # a listener of the standard library keeps no more than five waiting
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


def http_transport(url: str, config: pytest.Config) -> HttpTransport:
    """A transport to `url`, as patient and as hasty as suits it.

    On loopback nothing is far away, and nobody else is kept waiting by several requests at a time;
    with `--workers 1`, requests go out one after the other.
    """
    from clausebook.transport import HttpTransport

    seconds = asked(config, "max-response-time") or 0.0
    near = is_loopback(url)
    lanes = _LANES if near and not asked(config, "one-by-one") else 1
    return HttpTransport(url, max(_NEAR_SECONDS if near else _FAR_SECONDS, 2 * seconds), lanes)


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

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """An exchange for each, some at a time where the inner transport can do that."""
        for request in requests:
            self._check(request)
        together = getattr(self.inner, "send_all", None)
        if together is None:
            return [self.inner.send(request) for request in requests]
        return list(together(requests))

    def send_alone(self, request: Request) -> Exchange:
        """The same on a connection of its own."""
        self._check(request)
        return self.inner.send_alone(request)

    def _check(self, request: Request) -> None:
        if not self._may_write and request.method.upper() not in SAFE_METHODS:
            pytest.skip(f"{request.method} is sent beyond loopback only with --allow-writes")
        count_sent(self._config)
