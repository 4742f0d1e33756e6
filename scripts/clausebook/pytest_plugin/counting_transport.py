"""The transport of a run: as patient as suits what is judged, with what it sends counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from clausebook.http.transport.address import is_loopback
from clausebook.pytest_plugin.case_counts import count_sent
from clausebook.pytest_plugin.interruption import interruption_of
from clausebook.pytest_plugin.options import run_options

if TYPE_CHECKING:
    from clausebook.http.exchange import Exchange, Request
    from clausebook.http.transport import HttpTransport, Transport

_NEAR_SECONDS = 2.0
_FAR_SECONDS = 10.0
_POOL_SIZE = 8


def http_transport(url: str, config: pytest.Config) -> HttpTransport:
    """A transport to `url`, as patient and as hasty as suits it.

    On loopback nothing is far away, and nobody else is kept waiting by several requests at a time;
    with `--workers 1`, requests go out one after the other.
    """
    from clausebook.http.transport import HttpTransport

    run = run_options(config)
    seconds = run.asked.max_response_time or 0.0
    near = is_loopback(url)
    pool_size = _POOL_SIZE if near and not run.asked.one_by_one else 1
    timeout = max(_NEAR_SECONDS if near else _FAR_SECONDS, 2 * seconds)
    return HttpTransport(url, timeout, pool_size, run.route.route())


def transport_elsewhere(config: pytest.Config) -> Callable[[str], Transport]:
    """Makes a transport to another origin, such as that of a token endpoint, by the same route."""

    def elsewhere(origin: str) -> Transport:
        return http_transport(origin, config)

    return elsewhere


class CountingTransport:
    """Passes requests on to another transport and counts them."""

    def __init__(self, inner: Transport, config: pytest.Config) -> None:
        self.inner = inner
        self.base_url = inner.base_url
        self._config = config

    @property
    def pool_size(self) -> int:
        """How many requests of `send_all` may be under way at a time."""
        return self.inner.pool_size

    def refusal(self, request: Request) -> str:
        """Why the request must not be sent there; empty where it may."""
        return self.inner.refusal(request)

    def send(self, request: Request) -> Exchange:
        """The exchange. Raises NotSent for a request that must not be sent there."""
        self._begin()
        return self.inner.send(request)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """An exchange for each, some at a time where the inner transport can do that."""
        exchanges: list[Exchange] = []
        for start in range(0, len(requests), self.pool_size):  # so that an interruption ends it
            some = requests[start : start + self.pool_size]
            for _ in some:
                self._begin()
            exchanges += self.inner.send_all(some)
        return exchanges

    def send_dedicated(self, request: Request) -> Exchange:
        """The same on a connection of its own."""
        self._begin()
        return self.inner.send_dedicated(request)

    def _begin(self) -> None:
        interruption_of(self._config).check()
        count_sent(self._config)
