"""A probe: one request that tests one clause, and the expected outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from clausebook.clauses import ClauseKey
from clausebook.http.exchange import Request
from clausebook.resources.draft import Draft


def unchanged(request: Request) -> Request | None:
    """The request, unchanged."""
    return request


class Expect(StrEnum):
    """The expected outcome of a probe. The names of checks contain the values."""

    ACCEPTED = "accepted"
    """The documented success if the request's resource is known to exist, else any documented
    response."""
    REJECTED = "rejected"
    """A documented 4xx."""
    UNAUTHENTICATED = "rejected as unauthenticated"
    """A status that rejects credentials, such as 401."""
    NO_SUCCESS = "no success"
    """Any other response than a success, for a method or place that is not documented."""


@dataclass(frozen=True)
class Probe:
    """One request that tests one clause.

    `alternative` names the security schemes whose credentials it carries; None means any.
    `tamper` changes the complete request, credentials included; it returns None if there is nothing
    to change. `equivalent` tells that the changed request means the same. A `dedicated` probe gets
    a connection of its own, on which the transport sees every byte. A finding of it falls under
    `rule`, if it has one.
    """

    clause: str
    description: str
    expects: Expect
    draft: Draft
    alternative: tuple[str, ...] | None = None
    tamper: Callable[[Request], Request | None] = field(default=unchanged, repr=False)
    dedicated: bool = False
    equivalent: bool = False
    rule: str = ""

    @property
    def key_parts(self) -> ClauseKey:
        """The key of the tested clause as a value."""
        return ClauseKey.parse(self.clause)

    @property
    def name(self) -> str:
        """The clause, and what differs in this request."""
        return f"{self.clause}: {self.description} is {self.expects}"
