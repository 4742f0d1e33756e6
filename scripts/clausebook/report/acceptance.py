"""Operations that were never accepted once: most of what the document says of them is unjudged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MOCK_JUDGED = (
    "a mock made from the document was judged, and no service: give --url, or name the "
    "application in [tool.clausebook]"
)


@dataclass(frozen=True, slots=True)
class UnacceptedOperation:
    """An operation of which no request was accepted, and the nearest reason.

    `hint` are lines that would help, ready to paste: a row of facts or an option; '' where neither
    would.
    """

    operation: str
    why: str
    hint: str = ""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> UnacceptedOperation:
        """The operation that this data of a JSON report is."""
        return cls(**data)


@dataclass(frozen=True, slots=True)
class UnacceptedGroup:
    """The operations that were not accepted for one reason."""

    operations: tuple[str, ...]
    why: str
    hint: str


def grouped(unaccepted: Iterable[UnacceptedOperation]) -> list[UnacceptedGroup]:
    """The operations by their reason, each reason once."""
    groups: dict[tuple[str, str], list[str]] = {}
    for it in unaccepted:
        groups.setdefault((it.why, it.hint), []).append(it.operation)
    return [UnacceptedGroup(tuple(names), *reason) for reason, names in groups.items()]
