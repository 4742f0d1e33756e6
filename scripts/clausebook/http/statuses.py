"""What HTTP itself says of the content of an answer with a status."""

from __future__ import annotations

# RFC 9110, 15.3.5, 15.3.6 and 15.4.5: these answers have no content.
WITHOUT_CONTENT = frozenset({"204", "205", "304"})
# RFC 9112, 6.3: these end with their headers, while a 205 may say that it has a length of 0.
WITHOUT_BODY = frozenset({204, 304})


def may_have_content(status: str) -> bool:
    """Whether an answer documented as "200", "4XX" or "default" may have content.

    RFC 9110, 15.2: nor has any with 1xx.
    """
    return not status.startswith("1") and status not in WITHOUT_CONTENT
