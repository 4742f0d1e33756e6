"""What an operation is called and how it is spoken of: operationId, tags, `deprecated`.

None of it shows on the wire; generated clients and their users see it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.diff.recording import Recorder, Subject
from clausebook.openapi import Operation
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, NOBODY, WARNING


def compare_names(recorder: Recorder, key: Subject, old: Operation, new: Operation) -> None:
    """Records what changed in the names of one operation."""
    _operation_id(recorder, key, old, new)
    _tags(recorder, key, old, new)
    compare_operations_deprecation(recorder, key, old, new)


def compare_operations_deprecation(
    recorder: Recorder, key: Subject, old: Operation, new: Operation
) -> None:
    """Records that an operation, callback or webhook became deprecated, or no longer is."""
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
    """Records that what these objects describe became deprecated or no longer is; whether it did.

    Operations, parameters and headers say it themselves; schemas are compared with annotations.
    """
    was, now = (bool(raw.get("deprecated", False)) for raw in raws)
    if was != now:
        said = "is deprecated now" if now else "is not deprecated any more"
        recorder.change(
            *(COMPATIBLE, NOBODY, clause, "deprecated"),
            f"{subject} {said}: it still works as it did.",
            (was, now),
            (join(pointers[0], "deprecated"), join(pointers[1], "deprecated")),
        )
    return was != now


def _operation_id(recorder: Recorder, key: Subject, old: Operation, new: Operation) -> None:
    if old.operation_id == new.operation_id:
        return
    if old.operation_id is None:
        level, whom = COMPATIBLE, NOBODY
        why = f"The operation is called {new.operation_id!r} now: it had no name to rely on."
    else:
        level, whom = BREAKING, CONSUMERS
        called = f"is {new.operation_id!r} now" if new.operation_id else "is gone"
        why = f"The operationId {old.operation_id!r} {called}: generated clients call it by that."
    recorder.change(
        *(level, whom, key.at("operationId"), "operationId"),
        why,
        (old.operation_id, new.operation_id),
        (join(old.pointer, "operationId"), join(new.pointer, "operationId")),
    )


def _tags(recorder: Recorder, key: Subject, old: Operation, new: Operation) -> None:
    was, now = (list(operation.raw.get("tags", [])) for operation in (old, new))
    if set(was) == set(now) and was[:1] == now[:1]:
        return
    moved = was[:1] != now[:1]
    recorder.change(
        *((WARNING, CONSUMERS) if moved else (COMPATIBLE, NOBODY)),
        *(key.at("tags"), "tags"),
        "The first tag changed: in generated clients the module may be called after it."
        if moved
        else "The tags changed: they only group the documentation.",
        (was, now),
        (join(old.pointer, "tags"), join(new.pointer, "tags")),
    )
