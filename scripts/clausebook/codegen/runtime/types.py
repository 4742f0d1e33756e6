"""Types of arguments and results: UNSET, files, and detailed responses."""

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
    """A file to send, or received bytes."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> Part:
        """The file as a multipart part, called by models."""
        return Part(self.file_name, self.payload, self.mime_type)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A detailed response: `content` are the received bytes, `body` the parsed body."""

    status: int
    headers: httpx.Headers
    body: T
    content: bytes

    @property
    def request_id(self) -> str | None:
        """The X-Request-Id of the response, or None."""
        request_id: str | None = self.headers.get("X-Request-Id")
        return request_id
