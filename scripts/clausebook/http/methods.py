"""What HTTP says of requests by their methods."""

from __future__ import annotations

from clausebook.http.exchange import Request, Response

# RFC 9110, 9.2.1: a request with one of these asks for no change.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def is_not_modified(request: Request, response: Response) -> bool:
    """Whether the response says that what the client has is current, as it asked (RFC 9110, 13)."""
    conditions = request.header("if-none-match"), request.header("if-modified-since")
    is_conditional = request.method in ("GET", "HEAD") and any(conditions)
    return response.status == 304 and is_conditional
