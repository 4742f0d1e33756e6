"""What every transport does, and how it says that no answer came."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

from clausebook.errors import CannotRun
from clausebook.http.exchange import Exchange, Request

MAX_BYTES = 5_000_000
HTTP = b"HTTP/1."  # what every answer of HTTP/1.1 begins with (RFC 9112, 4)
_MOST_SAID = 100


class Transport(Protocol):
    """Sends requests to one deployment. `base_url` is what its targets are below."""

    base_url: str

    @property
    def pool_size(self) -> int:
        """How many requests of `send_all` may be under way at a time; at least 1."""

    def refusal(self, request: Request) -> str:
        """Why this transport does not send the request; empty where it does."""

    def send(self, request: Request) -> Exchange:
        """Sends the request as it is and brings the exchange back.

        Raises Unreachable where nothing listens, NoResponse where no whole answer came.
        """

    def send_dedicated(self, request: Request) -> Exchange:
        """The same on a connection of its own, with every byte that came until it closed.

        HTTP libraries hide what follows a 204; this does not. Raises as `send` does.
        """

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """The exchange of each request, in their order, `pool_size` at a time at the most.

        Raises as `send` does.
        """


class SequentialTransport(ABC):
    """The base of a transport with one request under way at a time that sends every request."""

    base_url: str
    pool_size: int = 1

    @abstractmethod
    def send(self, request: Request) -> Exchange:
        """As `Transport.send`."""

    def send_dedicated(self, request: Request) -> Exchange:
        """The same as `send`: no connection is shared."""
        return self.send(request)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """Sends the requests one after the other."""
        return [self.send(request) for request in requests]

    def refusal(self, request: Request) -> str:
        """Empty: every request is sent."""
        return ""


class Unreachable(CannotRun):
    """Nothing listens at `base_url`, or it cannot be spoken to."""

    def __init__(self, base_url: str, reason: str) -> None:
        self.base_url = base_url
        self.reason = reason
        super().__init__(f"cannot reach {base_url}: {reason}; is it running, and the URL right?")


class NoResponse(Exception):
    """A request was sent, and what came back is no whole HTTP answer; `seconds` were waited.

    `begun` tells that it begins as an answer does, so that HTTP is spoken there, if not well.
    """

    def __init__(
        self, request: Request, reason: str, seconds: float = 0.0, *, begun: bool = False
    ) -> None:
        self.request = request
        self.reason = reason
        self.seconds = seconds
        self.begun = begun
        super().__init__(f"no answer to {request.method} {request.target}: {reason}")

    @classmethod
    def no_http(cls, request: Request, error: object, *, begun: bool) -> NoResponse:
        """What came is not HTTP as it should be; `error` says why, and may quote all of it."""
        said = str(error)
        reason = f"not HTTP/1.1: {said[:_MOST_SAID]}{'…' * (len(said) > _MOST_SAID)}"
        return cls(request, reason, begun=begun)


class ServerGone(NoResponse):
    """Nothing listens any more where an answer came from before."""
