"""A probe: one request that tests one clause, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from clausebook.clauses import ClauseKey
from clausebook.http.exchange import Request
from clausebook.resources.draft import Draft


def unchanged(request: Request) -> Request | None:
    """The request as it is."""
    return request


class Expect(StrEnum):
    """What must come of a probe. The values stand in the names of checks."""

    ACCEPTED = "accepted"
    """The documented success where the deployment is known to hold what is named, else any
    documented response."""
    REJECTED = "refused"
    """A documented 4xx."""
    UNAUTHENTICATED = "refused as a stranger"
    """A status that refuses credentials."""
    NO_SUCCESS = "no success"
    """Anything else than a success: of a method or place that is not documented."""


@dataclass(frozen=True)
class Probe:
    """One request that tests one clause.

    `alternative` names the security schemes to prove oneself by; None leaves the choice open.
    `tamper` changes the finished request, credentials and all; it gives None where there is nothing
    to change; `respelled` says that what it makes means the same. `alone` asks for a connection of
    its own, on which every byte is seen.
    """

    clause: str
    what: str
    expects: Expect
    draft: Draft
    alternative: tuple[str, ...] | None = None
    tamper: Callable[[Request], Request | None] = field(default=unchanged, repr=False)
    alone: bool = False
    respelled: bool = False

    @property
    def key_parts(self) -> ClauseKey:
        """The key of the tested clause as a value."""
        return ClauseKey.parse(self.clause)

    @property
    def name(self) -> str:
        """The clause, and what is different about this request."""
        return f"{self.clause}: {self.what} is {self.expects}"
