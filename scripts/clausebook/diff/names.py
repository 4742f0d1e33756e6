"""Compares operationId, tags and `deprecated` of an operation.

None of them is on the wire, but generated clients and their users see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.diff.recording import Recorder, Subject
from clausebook.openapi import Operation
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, NOBODY, WARNING


def compare_names(recorder: Recorder, key: Subject, old: Operation, new: Operation) -> None:
    """Records the changes of operationId, tags and `deprecated`."""
    _operation_id(recorder, key, old, new)
    _tags(recorder, key, old, new)
    compare_operations_deprecation(recorder, key, old, new)


def compare_operations_deprecation(
    recorder: Recorder, key: Subject, old: Operation, new: Operation
) -> None:
    """Records a change of `deprecated` of an operation, callback or webhook."""
    pointers = old.pointer, new.pointer
    raws = old.raw, new.raw
    compare_deprecation(recorder, key.at("deprecated"), new.label, raws, pointers)


def compare_deprecation(
    recorder: Recorder,
    clause: Subject,
    subject: str,
    raws: tuple[Mapping[str, Any], Mapping[str, Any]],
    pointers: tuple[str, str],
) -> bool:
    """Records a change of `deprecated` of two raw objects; returns whether there is one.

    For operations, parameters and headers; schemas are compared in `annotations`.
    """
    old, new = (bool(raw.get("deprecated", False)) for raw in raws)
    if old != new:
        message = "became deprecated" if new else "is no longer deprecated"
        recorder.change(
            *(COMPATIBLE, NOBODY, clause, "deprecated"),
            f"{subject} {message}: it works as before.",
            (old, new),
            (join(pointers[0], "deprecated"), join(pointers[1], "deprecated")),
        )
    return old != new


def _operation_id(recorder: Recorder, key: Subject, old: Operation, new: Operation) -> None:
    if old.operation_id == new.operation_id:
        return
    if old.operation_id is None:
        level, whom = COMPATIBLE, NOBODY
        why = f"The operationId {new.operation_id!r} was added: no client can depend on it yet."
    else:
        level, whom = BREAKING, CONSUMERS
        called = f"changed to {new.operation_id!r}" if new.operation_id else "was removed"
        why = f"The operationId {old.operation_id!r} {called}: generated clients use it as a name."
    recorder.change(
        *(level, whom, key.at("operationId"), "operationId"),
        why,
        (old.operation_id, new.operation_id),
        (join(old.pointer, "operationId"), join(new.pointer, "operationId")),
    )


def _tags(recorder: Recorder, key: Subject, old: Operation, new: Operation) -> None:
    before, after = (list(operation.raw.get("tags", [])) for operation in (old, new))
    if set(before) == set(after) and before[:1] == after[:1]:
        return
    moved = before[:1] != after[:1]
    recorder.change(
        *((WARNING, CONSUMERS) if moved else (COMPATIBLE, NOBODY)),
        *(key.at("tags"), "tags"),
        "The first tag changed: generated clients may use it as the name of a module."
        if moved
        else "The tags changed: they only group the documentation.",
        (before, after),
        (join(old.pointer, "tags"), join(new.pointer, "tags")),
    )
