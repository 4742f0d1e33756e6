"""The interface of transports, and the errors of a request without a response."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

from clausebook.errors import CannotRun
from clausebook.http.exchange import Exchange, Request

MAX_BYTES = 5_000_000  # of a response; the rest is not read
HTTP_PREFIX = b"HTTP/1."  # of every HTTP/1.1 response (RFC 9112, 4)
_MAX_QUOTED = 100


class Transport(Protocol):
    """Sends requests to one deployment; `base_url` is the prefix of every target."""

    base_url: str

    @property
    def pool_size(self) -> int:
        """How many requests `send_all` may send at the same time; at least 1."""

    def refusal(self, request: Request) -> str:
        """Why the transport would not send this request; empty if it would."""

    def send(self, request: Request) -> Exchange:
        """Send the request unchanged.

        Raises Unreachable if nothing listens, NoResponse if no complete response came.
        """

    def send_dedicated(self, request: Request) -> Exchange:
        """Send on a new connection, and keep every byte received until it closes.

        HTTP libraries drop the bytes after a 204; this does not. Raises as `send` does.
        """

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """The exchanges of the requests, in order, up to `pool_size` sent at the same time.

        Raises as `send` does.
        """


class SequentialTransport(ABC):
    """The base of a transport that sends one request at a time and refuses none."""

    base_url: str
    pool_size: int = 1

    @abstractmethod
    def send(self, request: Request) -> Exchange:
        """Send the request; see `Transport.send`."""

    def send_dedicated(self, request: Request) -> Exchange:
        """Send the request; `send` shares no connection either."""
        return self.send(request)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send the requests one after the other."""
        return [self.send(request) for request in requests]

    def refusal(self, request: Request) -> str:
        """Empty: every request is sent."""
        return ""


class Unreachable(CannotRun):
    """Nothing listens at `base_url`, or no connection to it could be opened."""

    def __init__(self, base_url: str, reason: str) -> None:
        self.base_url = base_url
        self.reason = reason
        super().__init__(f"cannot reach {base_url}: {reason}; is it running, and the URL right?")


class NoResponse(Exception):
    """A request got no complete HTTP response; `seconds` is the time waited for it.

    `begins_as_http`: the bytes received begin like a response, so the server speaks HTTP.
    """

    def __init__(
        self, request: Request, reason: str, seconds: float = 0.0, *, begins_as_http: bool = False
    ) -> None:
        self.request = request
        self.reason = reason
        self.seconds = seconds
        self.begins_as_http = begins_as_http
        super().__init__(f"no response to {request.method} {request.target}: {reason}")

    @classmethod
    def invalid_http(cls, request: Request, error: object, *, begins_as_http: bool) -> NoResponse:
        """For a response that is not valid HTTP; `error` says why, and is truncated."""
        text = str(error)
        reason = f"not HTTP/1.1: {text[:_MAX_QUOTED]}{'…' * (len(text) > _MAX_QUOTED)}"
        return cls(request, reason, begins_as_http=begins_as_http)


class ServerGone(NoResponse):
    """Nothing listens any more, where the server responded before."""
