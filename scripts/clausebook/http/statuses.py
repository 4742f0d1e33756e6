"""Which status codes allow a response to have content."""

from __future__ import annotations

# Responses without content: RFC 9110, 15.3.5, 15.3.6 and 15.4.5.
WITHOUT_CONTENT = frozenset({"204", "205", "304"})
# Responses that end with their headers (RFC 9112, 6.3); a 205 may have a Content-Length of 0.
WITHOUT_BODY = frozenset({204, 304})


def may_have_content(status: str) -> bool:
    """Whether a response documented as "200", "4XX" or "default" may have content.

    A 1xx has none either (RFC 9110, 15.2).
    """
    return not status.startswith("1") and status not in WITHOUT_CONTENT
