"""Two documents compared: every change of what is promised, and nothing that says the same anew.

What was decided where OpenAPI leaves it open:

* A documented status that goes is breaking. One that comes is compatible where it refuses (4xx,
  5xx, `default`) and a warning where it succeeds: old requests may now be answered with it.
* An optional parameter that goes is breaking, an optional member of a request body that goes is a
  warning, unless members that are not named are refused.
* A member of an answer that goes is breaking, optional or not; one that comes is compatible, unless
  the old document refused members that it does not name.
* An answer without content that gets content is breaking for 204, 205 and 304, else a warning.
* operationIds are names in generated clients: renaming or dropping one is breaking. The first tag
  names a module there: another one is a warning.
* A callback or webhook that goes is breaking, one that comes is compatible. What it carries is
  judged as an answer is, what consumers reply as a request.
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
    """The changes without those told twice; their values may be large, so they are not compared."""
    found = {
        (c.level, c.clause, c.rule, c.why, str(c.old_place), str(c.new_place)): c for c in changes
    }
    return list(found.values())


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
        f"{operation.label} is gone{known}: consumers that call it find nothing.",
        (operation.label, None),
        (operation.pointer, join("/paths", operation.path)),
    )


def _added(recorder: Recorder, key: ClauseKey, operation: Operation) -> None:
    recorder.change(
        *(COMPATIBLE, PROVIDERS, key.at("operation"), "operation-added"),
        f"{operation.label} is new: nobody called it before.",
        (None, operation.label),
        (join("/paths", operation.path), operation.pointer),
    )
