"""Sends requests over HTTP or into an ASGI application, and returns exchanges unchanged."""

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
