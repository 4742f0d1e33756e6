"""Escapes text from a server or a document, so that a terminal does not act on it."""

from __future__ import annotations


def inert(text: str) -> str:
    """Escapes every unprintable character but the new line."""
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text
    )
