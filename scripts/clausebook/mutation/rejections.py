"""Checks that no provider can pass because the document has no response for the rejection.

Such a provider can only accept what the document forbids or send an undocumented response. The
check then kills every mutant, so that `prove` leaves it out and reports the gap in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.checks.provider.listing import ProviderCheck
from clausebook.checks.provider.probe_checks import ConformanceCheck
from clausebook.clauses import ClauseKey
from clausebook.openapi import Operation
from clausebook.resources import Expect

_REASONS = {
    Expect.REJECTED: (
        "not judged: no response for an invalid request is documented; "
        "document a 4xx (`400`, `4XX`) or a `default` response"
    ),
    Expect.UNAUTHENTICATED: (
        "not judged: no response for an unauthenticated request is documented; "
        "document 401, 403, `4XX` or `default`"
    ),
}


def needs_undocumented_rejection(check: ProviderCheck) -> bool:
    """Whether the check expects a kind of rejection that its operation does not document."""
    if not isinstance(check, ConformanceCheck) or check.probes[0].expects not in _REASONS:
        return False
    codes = CREDENTIAL_REFUSALS if check.probes[0].expects is Expect.UNAUTHENTICATED else ()
    return not _documents(check.probes[0].draft.operation, codes)


def undocumented_rejections(
    checks: Iterable[ProviderCheck],
) -> Mapping[tuple[str, Expect], tuple[str, str]]:
    """By operation label and kind of rejection (a probe's `expects`): clause key and reason."""
    undocumented = {}
    for check in checks:
        if isinstance(check, ConformanceCheck) and needs_undocumented_rejection(check):
            operation, expects = check.probes[0].draft.operation, check.probes[0].expects
            undocumented[operation.label, expects] = _statuses(operation), _REASONS[expects]
    return undocumented


def _statuses(operation: Operation) -> str:
    return str(ClauseKey.of(operation, "responses"))


def rejection_kind(clause: str) -> Expect:
    """The kind of rejection of a request that violates the clause with this key."""
    return Expect.UNAUTHENTICATED if ClauseKey.parse(clause).is_security else Expect.REJECTED


def _documents(operation: Operation, codes: Iterable[int]) -> bool:
    """Whether one of these status codes is documented; without codes, any client error."""
    documented = {status.upper() for status in operation.responses}
    accepted = {str(code) for code in codes} or {s for s in documented if s.startswith("4")}
    return bool(documented & {*accepted, "4XX", "DEFAULT"})
