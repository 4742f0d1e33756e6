"""Sends a request in this process or over HTTP; the exchange comes back as it was on the wire."""

from clausebook.transport.asgi import AsgiTransport
from clausebook.transport.base import Gone, NoAnswer, Transport, Unreachable
from clausebook.transport.http import HttpTransport
from clausebook.transport.route import RouteOptions

__all__ = [
    "AsgiTransport",
    "Gone",
    "HttpTransport",
    "NoAnswer",
    "RouteOptions",
    "Transport",
    "Unreachable",
]
