"""Callbacks and webhooks, where the provider calls and consumers reply: the other way round.

What decides is which address is called by which method; a callback's name is not on the wire.
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
    """Records what changed in the webhooks of the document."""
    _compare(recorder, _webhooks(recorder.old), _webhooks(recorder.new), ("/webhooks", "/webhooks"))


def compare_callbacks(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Records what changed in the callbacks of one operation."""
    was, now = (
        {CallKey.callback(key, address): call for address, call in _callbacks(*pair).items()}
        for pair in ((recorder.old, old), (recorder.new, new))
    )
    pointers = join(old.pointer, "callbacks"), join(new.pointer, "callbacks")
    _compare(recorder, was, now, pointers)


def _webhooks(document: Document) -> _Calls:
    return {
        CallKey.webhook(name, operation.method): operation
        for name, item in document.data.get("webhooks", {}).items()
        for operation in document.operations_of(name, item, join("/webhooks", name))
    }


def _callbacks(document: Document, operation: Operation) -> Mapping[str, Operation]:
    found: dict[str, Operation] = {}
    for name, raw in operation.raw.get("callbacks", {}).items():
        callback, pointer = document.resolve_at(raw, join(operation.pointer, "callbacks", name))
        for expression, item in callback.items():
            if expression.startswith("x-"):
                continue
            for call in document.operations_of(expression, item, join(pointer, expression)):
                said = f"{expression} {call.method}"
                found[f"{said} {name}" if said in found else said] = call
    return found


def _compare(recorder: Recorder, was: _Calls, now: _Calls, pointers: tuple[str, str]) -> None:
    for key, call in was.items():
        if key in now:
            _call(recorder, key, call, now[key])
            continue
        recorder.change(
            *(BREAKING, CONSUMERS, key, "call-removed"),
            f"The {key} is gone: consumers that wait for it are not called.",
            (call.label, None),
            (call.pointer, pointers[1]),
        )
    for key, call in now.items():
        if key not in was:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key, "call-added"),
                f"The {key} is new: nobody waited for it.",
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
            "The credentials of the call changed: whether consumers know them, no document says.",
            securities,
            (join(old.pointer, "security"), join(new.pointer, "security")),
        )
