"""Which responses the generated client returns; it raises an error for every other one."""

from __future__ import annotations

from clausebook.openapi import Document, Operation


def returned_statuses(operation: Operation) -> list[str]:
    """The keys of the documented responses that a call returns: 2xx, else `default`."""
    successes = [status for status in operation.responses if status.startswith("2")]
    return successes or [status for status in operation.responses if status == "default"]


def without_success(document: Document) -> list[Operation]:
    """The operations of which every call raises an error, whatever the provider responds."""
    return [operation for operation in document.operations if not returned_statuses(operation)]
