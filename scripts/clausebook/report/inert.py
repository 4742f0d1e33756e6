"""Text that came from a server or a document, shown so that it does nothing where it is shown."""

from __future__ import annotations


def inert(text: str) -> str:
    """The text with every character that a terminal would act on written out, new lines kept."""
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text
    )
