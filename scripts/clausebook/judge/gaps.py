"""What a document leaves open: an operation without any success, rejection or refusal of strangers.

An answer of that class is then neither right nor wrong. Lint names each gap once, at its operation;
what hangs on it is not judged.
"""

from __future__ import annotations

from clausebook.auth.refusals import CREDENTIAL_REFUSALS
from clausebook.openapi import Operation


def successes_of(operation: Operation) -> list[str]:
    """The keys of the documented successes: 2xx; else 3xx; else `default`."""
    known = [status for status in operation.responses if status.startswith("2")]
    moved = [status for status in operation.responses if status.startswith("3")]
    return known or moved or [status for status in operation.responses if status == "default"]


def rejection_keys_of(operation: Operation) -> list[str]:
    """The keys under which a wrong request may be rejected."""
    return [
        status for status in operation.responses if status.startswith("4") or status == "default"
    ]


def credential_refusals_of(operation: Operation) -> list[str]:
    """The keys under which a request without the right credential may be refused."""
    refusals = {*map(str, CREDENTIAL_REFUSALS), "4xx", "default"}
    return [status for status in operation.responses if status.lower() in refusals]


def is_secured(operation: Operation) -> bool:
    """Whether each request must prove who asks."""
    return bool(operation.security) and all(operation.security)


def gap_of(operation: Operation, status: int) -> str:
    """Why the document does not say whether this status is right; empty where it does say."""
    if 200 <= status < 400 and not successes_of(operation):
        return f"{operation.label} documents no success"
    if status in CREDENTIAL_REFUSALS and is_secured(operation):
        documented = credential_refusals_of(operation)
        return "" if documented else f"{operation.label} documents neither 401 nor 403"
    if 400 <= status < 500 and not rejection_keys_of(operation):
        return f"{operation.label} documents no 4xx"
    return ""
