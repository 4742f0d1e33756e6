"""JSON pointers (RFC 6901): join, split and follow."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote


def join(pointer: str, *tokens: str) -> str:
    """`pointer` with `tokens` appended, each escaped."""
    return pointer + "".join("/" + t.replace("~", "~0").replace("/", "~1") for t in tokens)


def split(pointer: str) -> list[str]:
    """The unescaped tokens of a pointer; none for ''."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def from_fragment(fragment: str) -> str:
    """The pointer in a URI fragment (RFC 6901, 6)."""
    return unquote(fragment)


def follow(value: Any, pointer: str) -> Any:
    """The value at `pointer`. Raises KeyError with the first token that does not exist."""
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
