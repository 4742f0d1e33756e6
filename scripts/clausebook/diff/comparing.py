"""Compares two documents: every change of the contract; equivalent spellings are no change.

Decisions where OpenAPI leaves it open:

* A removed status is breaking. An added one is compatible if it is an error (4xx,
  5xx, `default`), else a warning: existing requests may get it.
* A removed optional parameter is breaking; a removed optional member of a request body is a
  warning, or breaking if additional members are rejected.
* A removed member of a response is breaking, optional or not; an added one is compatible, unless
  the old document forbade additional members.
* Content added to a response without content is breaking for 204, 205 and 304, else a warning.
* operationIds name functions of generated clients: changing or removing one is breaking. The first
  tag names a module there: changing it is a warning.
* A removed callback or webhook is breaking, an added one is compatible. Its payload is judged like
  a response, the consumer's reply like a request.
"""

from __future__ import annotations

from clausebook.clauses import ClauseKey
from clausebook.diff.callbacks import compare_callbacks, compare_webhooks
from clausebook.diff.change import Change
from clausebook.diff.names import compare_names
from clausebook.diff.recording import Recorder
from clausebook.diff.requests import compare_requests
from clausebook.diff.responses import compare_responses
from clausebook.diff.security import compare_security
from clausebook.diff.servers import compare_servers
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS


def compare(old: Document, new: Document) -> list[Change]:
    """Every change from `old` to `new`, each with whom it breaks, in the new document's order.

    Raises DocumentError for schemas that cannot be used.
    """
    recorder = Recorder(old, new)
    compare_servers(recorder)
    before = {ClauseKey.of(operation): operation for operation in old.operations}
    after = {ClauseKey.of(operation): operation for operation in new.operations}
    for key, operation in before.items():
        if key not in after:
            _removed(recorder, key, operation)
    for key, operation in after.items():
        if key in before:
            _operation(recorder, key, before[key], operation)
        else:
            _added(recorder, key, operation)
    compare_webhooks(recorder)
    return _once(recorder.changes)


def _once(changes: list[Change]) -> list[Change]:
    """The changes without duplicates; their values may be large and are not compared."""
    unique = {
        (c.level, c.clause, c.rule, c.why, str(c.old_place), str(c.new_place)): c for c in changes
    }
    return list(unique.values())


def _operation(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    compare_names(recorder, key, old, new)
    compare_security(recorder, key, old, new)
    compare_requests(recorder, key, old, new)
    compare_responses(recorder, key, old, new)
    compare_callbacks(recorder, key, old, new)


def _removed(recorder: Recorder, key: ClauseKey, operation: Operation) -> None:
    known = " (it was marked deprecated)" if operation.raw.get("deprecated") else ""
    recorder.change(
        *(BREAKING, CONSUMERS, key.at("operation"), "operation-removed"),
        f"{operation.label} was removed{known}: consumers that call it fail.",
        (operation.label, None),
        (operation.pointer, join("/paths", operation.path)),
    )


def _added(recorder: Recorder, key: ClauseKey, operation: Operation) -> None:
    recorder.change(
        *(COMPATIBLE, PROVIDERS, key.at("operation"), "operation-added"),
        f"{operation.label} was added: no consumer calls it yet.",
        (None, operation.label),
        (join("/paths", operation.path), operation.pointer),
    )
