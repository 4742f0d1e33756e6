"""What HTTP says of request methods."""

from __future__ import annotations

# RFC 9110, 9.2.1: a request with one of these asks for no change.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
