"""The state that the checks of a run share: of the provider's resources, and of the run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from clausebook.http.exchange import Exchange
from clausebook.report.finding import Finding, is_no_error_by_default
from clausebook.resources import Draft


class FindingKey(NamedTuple):
    """The identity of a finding: two with the same clause and message count as one."""

    clause: str
    message: str

    @classmethod
    def of(cls, finding: Finding) -> FindingKey:
        """The key of a finding; one fact that has a rule is the same whichever value shows it."""
        is_one_fact = is_no_error_by_default(finding) and not finding.rule.startswith("gap/")
        return cls(finding.clause, finding.rule if is_one_fact else finding.message)


class SingleUseFinding(NamedTuple):
    """A finding about a resource that no check can create again."""

    clause: str
    actual: str


@dataclass(frozen=True)
class DeletedResource:
    """The read after a deletion; `deleted_at` is its time in seconds of `time.monotonic`."""

    read: Exchange
    deleted_at: float


@dataclass
class ResourceState:
    """Which of the provider's resources exist, so that checks create them only if needed.

    It records the resource of one write at a time: a request to another may have changed this one.
    """

    # Operation label -> whether the same request succeeds again; `single_use.record_use`.
    repeatable: dict[str, bool] = field(default_factory=dict)
    # The known names in each successful request, as (name, value) pairs; `single_use.record_use`.
    used_names: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    # Findings about one single-use resource, reported once a second one shows them; `single_use`.
    single_use_findings: set[SingleUseFinding] = field(default_factory=set)
    # Key of the effect's clause -> the deleted resource, to read later; `delete_persistence`.
    deleted: dict[str, DeletedResource] = field(default_factory=dict)
    # Seconds to wait for a deleted resource to reappear, 0 until one did; `delete_persistence`.
    reappearance_seconds: float = 0.0
    # The last recorded write -> whether its resource exists, and its read; `record`, `forget`.
    _existing: dict[str, tuple[bool, Exchange | None]] = field(default_factory=dict)

    def record(self, write: Draft, present: bool, read: Exchange | None = None) -> None:
        """Records whether the resource of `write` exists, and the read that showed it."""
        self._existing = {_name(write): (present, read)}

    def exists(self, write: Draft) -> bool | None:
        """Whether the resource of `write` exists; None if unknown."""
        return self._existing.get(_name(write), (None, None))[0]

    def last_read(self, write: Draft) -> Exchange | None:
        """The recorded read of the resource of `write`."""
        return self._existing.get(_name(write), (None, None))[1]

    def forget(self) -> None:
        """Forgets whether the resource exists, after a request that may have changed it."""
        self._existing = {}


@dataclass
class RunState:
    """What this run has observed so far; all checks of one provider share it."""

    # Labels of the operations that accepted a request; `conformance`, `precondition`.
    accepted: set[str] = field(default_factory=set)
    # Operation label -> why its valid request fails, "" where it does not; `precondition`.
    precondition_failures: dict[str, str] = field(default_factory=dict)
    # Labels of operations that accepted a request at least once; `ProviderSession`.
    accepted_operations: set[str] = field(default_factory=set)
    # Operation label -> that its valid request is redirected, and where to; `precondition`.
    redirected: dict[str, str] = field(default_factory=dict)
    # Operation label -> why the run sends it no more requests; `stateful_check`, `precondition`.
    skipped_operations: dict[str, str] = field(default_factory=dict)
    # Operation label -> that its last response was too slow, in words; `conformance_findings`.
    slow_operations: dict[str, str] = field(default_factory=dict)
    # What says which credential is missing, each once; `precondition`.
    lacking_credentials: dict[str, None] = field(default_factory=dict)
    # Whether the provider has sent any response; `ProviderSession.send`.
    has_response: bool = False
    # Why the provider accepts no more connections, "" while it does; `stateful_check`.
    unreachable_reason: str = ""
    # How many more 429 that no fact explains may be retried; `ProviderSession.send`.
    retry_budget: int = 20
    # Findings that a check has reported, so that none is reported twice; `stateful_check`.
    reported: set[FindingKey] = field(default_factory=set)
    # Findings about throttled responses, which no single request reproduces; `ProviderSession`.
    deferred: set[FindingKey] = field(default_factory=set)
    # Deferred findings that came twice; the next check of their operation reports them.
    unreported: dict[FindingKey, Finding] = field(default_factory=dict)


def _name(write: Draft) -> str:
    request = write.request({})
    return f"{request.method} {request.target} {request.body!r}"
