"""What the checks of a run know: of the provider's resources, and of the run itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from clausebook.http.exchange import Exchange
from clausebook.report.finding import Finding
from clausebook.resources import Draft


class FindingKey(NamedTuple):
    """What makes two findings the same one: the key of the clause, and the message."""

    clause: str
    message: str

    @classmethod
    def of(cls, finding: Finding) -> FindingKey:
        """The key of a finding."""
        return cls(finding.clause, finding.message)


class SingleUseFinding(NamedTuple):
    """What was found of a resource that no check can create again: clause, and what came."""

    clause: str
    actual: str


@dataclass(frozen=True)
class DeletedResource:
    """What a read showed after a deletion; `since` is its time in seconds of `time.monotonic`."""

    shown: Exchange
    since: float


@dataclass
class ResourceState:
    """What is known of the provider's resources, so that each is created anew only if needed.

    Whether a write's resource exists is remembered for one write at a time: a request that touches
    another may have touched this one.
    """

    # Operation label -> whether the same request succeeds again; `single_use.note_used` writes it.
    repeatable: dict[str, bool] = field(default_factory=dict)
    # The names in each successful request, as pairs of name and value; `single_use.note_used`.
    used: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    # Found once of single-use resources, reported when found of a second; `single_use.seen_before`.
    found_once: set[SingleUseFinding] = field(default_factory=set)
    # Key of the effect's clause -> what was deleted, to be read later; `delete_persistence`.
    deleted: dict[str, DeletedResource] = field(default_factory=dict)
    # Seconds to wait for a deleted resource to reappear, 0 until one did; `delete_persistence`.
    reappearance_seconds: float = 0.0
    # The last noted write -> whether its resource exists, and what a read showed; `note`, `forget`.
    _existing: dict[str, tuple[bool, Exchange | None]] = field(default_factory=dict)

    def note(self, write: Draft, present: bool, shown: Exchange | None = None) -> None:
        """Remembers whether the resource of `write` exists, and what a read showed of it."""
        self._existing = {_name(write): (present, shown)}

    def is_there(self, write: Draft) -> bool | None:
        """Whether the resource of `write` exists; None where that is not known."""
        return self._existing.get(_name(write), (None, None))[0]

    def shown(self, write: Draft) -> Exchange | None:
        """What a read showed when this was noted."""
        return self._existing.get(_name(write), (None, None))[1]

    def forget(self) -> None:
        """Forgets which resource exists, after a request that may have changed it."""
        self._existing = {}


@dataclass
class RunState:
    """What this run has seen so far; shared by all checks of one provider."""

    # Operation label -> why its valid request fails, "" where it does not; `precondition`.
    precondition_failures: dict[str, str] = field(default_factory=dict)
    # Operation label -> where its valid request is redirected to, in words; `precondition`.
    redirected: dict[str, str] = field(default_factory=dict)
    # Operation label -> why no further request is sent to it; `stateful_check`, `precondition`.
    silent: dict[str, str] = field(default_factory=dict)
    # Operation label -> that its last response came too late, in words; `conformance_findings`.
    late: dict[str, str] = field(default_factory=dict)
    # Whether any response has come; `ProviderSession.send`.
    answered: bool = False
    # Why nothing listens there any more, "" while something does; `stateful_check`.
    gone: str = ""
    # How many more times a 429 that no fact explains is retried; `ProviderSession.send`.
    retry_budget: int = 20
    # Findings that were reported, so that none is twice; `stateful_check`.
    reported: set[FindingKey] = field(default_factory=set)
    # Findings about throttled responses, which no single request reproduces; `ProviderSession`.
    deferred: set[FindingKey] = field(default_factory=set)
    # Deferred findings that came twice and are to be reported by the next check of their operation.
    unreported: dict[FindingKey, Finding] = field(default_factory=dict)


def _name(write: Draft) -> str:
    request = write.request({})
    return f"{request.method} {request.target} {request.body!r}"
