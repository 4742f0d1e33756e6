"""Sends a request in this process or over HTTP; the exchange comes back as it was on the wire."""

from clausebook.http.transport.asgi import AsgiTransport
from clausebook.http.transport.base import (
    NoResponse,
    SequentialTransport,
    ServerGone,
    Transport,
    Unreachable,
)
from clausebook.http.transport.route import RouteOptions
from clausebook.http.transport.sockets import HttpTransport

__all__ = [
    "AsgiTransport",
    "HttpTransport",
    "NoResponse",
    "RouteOptions",
    "SequentialTransport",
    "ServerGone",
    "Transport",
    "Unreachable",
]
