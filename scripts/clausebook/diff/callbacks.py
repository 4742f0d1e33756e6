"""Compares callbacks and webhooks, where the provider sends requests and consumers respond.

Calls are identified by URL expression and method; a callback's name is not on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping

from clausebook.clauses import CallKey, ClauseKey
from clausebook.diff.callback_content import compare_call
from clausebook.diff.names import compare_operations_deprecation
from clausebook.diff.recording import Recorder
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING
from clausebook.schema.equality import same

_Calls = Mapping[CallKey, Operation]


def compare_webhooks(recorder: Recorder) -> None:
    """Records the changes of the document's webhooks."""
    _compare(recorder, _webhooks(recorder.old), _webhooks(recorder.new), ("/webhooks", "/webhooks"))


def compare_callbacks(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Records the changes of the callbacks of one operation."""
    before, after = (
        {CallKey.callback(key, address): call for address, call in _callbacks(*pair).items()}
        for pair in ((recorder.old, old), (recorder.new, new))
    )
    pointers = join(old.pointer, "callbacks"), join(new.pointer, "callbacks")
    _compare(recorder, before, after, pointers)


def _webhooks(document: Document) -> _Calls:
    return {
        CallKey.webhook(name, operation.method): operation
        for name, item in document.data.get("webhooks", {}).items()
        for operation in document.operations_of(name, item, join("/webhooks", name))
    }


def _callbacks(document: Document, operation: Operation) -> Mapping[str, Operation]:
    calls: dict[str, Operation] = {}
    for name, raw in operation.raw.get("callbacks", {}).items():
        callback, pointer = document.resolve_at(raw, join(operation.pointer, "callbacks", name))
        for expression, item in callback.items():
            if expression.startswith("x-"):
                continue
            for call in document.operations_of(expression, item, join(pointer, expression)):
                key = f"{expression} {call.method}"
                calls[f"{key} {name}" if key in calls else key] = call
    return calls


def _compare(recorder: Recorder, old: _Calls, new: _Calls, pointers: tuple[str, str]) -> None:
    for key, call in old.items():
        if key in new:
            _call(recorder, key, call, new[key])
            continue
        recorder.change(
            *(BREAKING, CONSUMERS, key, "call-removed"),
            f"The {key} was removed: consumers that wait for it are not called.",
            (call.label, None),
            (call.pointer, pointers[1]),
        )
    for key, call in new.items():
        if key not in old:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key, "call-added"),
                f"The {key} was added: no consumer expects it yet.",
                (None, call.label),
                (pointers[0], call.pointer),
            )


def _call(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    compare_operations_deprecation(recorder, key, old, new)
    compare_call(recorder, key, old, new)
    securities = old.raw.get("security"), new.raw.get("security")
    if not same(*securities):
        recorder.change(
            *(WARNING, CONSUMERS, key.at("security"), "call-security-changed"),
            "The security of the call changed: consumers may not support it.",
            securities,
            (join(old.pointer, "security"), join(new.pointer, "security")),
        )
