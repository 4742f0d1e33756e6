"""Values that calls take and give: what is not given, files, and whole answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, BinaryIO, Final, Generic, Literal, NamedTuple, TypeVar

import httpx

T = TypeVar("T")


class Unset:
    """The type of `UNSET`."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()

# The types that `httpx.Client(files=)` takes.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


class Part(NamedTuple):
    """A file as httpx takes it in a multipart body."""

    file_name: str | None
    payload: BinaryIO
    mime_type: str | None


@dataclass
class File:
    """A file to send, or bytes that came."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> Part:
        """The file as a part; models call this by its name."""
        return Part(self.file_name, self.payload, self.mime_type)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A whole answer: `body` is what was made of `content`, the bytes as they came."""

    status: int
    headers: httpx.Headers
    body: T
    content: bytes

    @property
    def request_id(self) -> str | None:
        """What the server calls this exchange, where it says so (`X-Request-Id`)."""
        found: str | None = self.headers.get("X-Request-Id")
        return found
