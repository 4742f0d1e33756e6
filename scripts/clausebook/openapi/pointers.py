"""JSON pointers (RFC 6901): taken apart, put together, followed."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote


def join(pointer: str, *tokens: str) -> str:
    """`pointer` with more tokens behind it, each escaped."""
    return pointer + "".join("/" + t.replace("~", "~0").replace("/", "~1") for t in tokens)


def split(pointer: str) -> list[str]:
    """The tokens of a pointer, unescaped; those of '' are none."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def from_fragment(fragment: str) -> str:
    """The pointer that a URI fragment holds (RFC 6901, 6)."""
    return unquote(fragment)


def follow(value: Any, pointer: str) -> Any:
    """The value a pointer leads to. Raises KeyError with the token that leads nowhere."""
    if pointer and not pointer.startswith("/"):
        raise KeyError(pointer)
    for token in split(pointer):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            raise KeyError(token)
    return value
