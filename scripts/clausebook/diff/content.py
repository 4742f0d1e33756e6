"""Schemas of one place in both documents, and media types, whose names are patterns at times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausebook.clauses import Place
from clausebook.diff.annotations import annotation_steps, carried_here
from clausebook.diff.binary import without_respelt_bytes
from clausebook.diff.direction import Step
from clausebook.diff.recording import ChangePlace, Recorder, Subject
from clausebook.diff.schemas import SchemaComparison
from clausebook.diff.source_view import SourceView, name_branches_alike
from clausebook.openapi import DocumentError
from clausebook.schema.equality import same
from clausebook.schema.normal import normal


def schema_steps(old: Place, new: Place, recorder: Recorder) -> list[Step]:
    """What changed in the schema of one place.

    Raises DocumentError for schemas too deep to be compared: that is never "no changes".
    """
    try:
        return _steps(old, new, recorder)
    except RecursionError:
        message = "this schema is nested too deeply to be compared with the old one; flatten it"
        raise DocumentError(recorder.new.place(new.pointer), message, new.pointer) from None


def _steps(old: Place, new: Place, recorder: Recorder) -> list[Step]:
    spoken = SourceView(recorder.old, old.schema), SourceView(recorder.new, new.schema)
    name_branches_alike(*spoken)
    found: list[Step] = []
    if not same(old.schema.value, new.schema.value):
        was, now = normal(old.schema.value), normal(new.schema.value)
        walk = SchemaComparison(was.pop("$defs", {}), now.pop("$defs", {}))
        steps = without_respelt_bytes(spoken, old, new, walk.steps(was, now, "", ""))
        found = list(carried_here(spoken, new.side, steps))
    annotations = annotation_steps(spoken, new.side, found)
    return [*found, *carried_here(spoken, new.side, annotations)]


def compare_places(
    recorder: Recorder, key: Subject, old: Place, new: Place, *, deprecation_told: bool = False
) -> None:
    """Records what changed in the schema of one place.

    `deprecation_told` where the parameter or header around the schema changed in that itself.
    """
    steps = [
        step
        for step in schema_steps(old, new, recorder)
        if not (deprecation_told and step.new_path == "/deprecated")
    ]
    spots = spot(recorder, old, new)
    recorder.steps(key.at(new.name), new.side, steps, *spots)


def spot(recorder: Recorder, old: Place, new: Place) -> tuple[ChangePlace, ChangePlace]:
    """Where both documents speak of the place."""
    return (
        ChangePlace(recorder.old, old.pointer, old.schema),
        ChangePlace(recorder.new, new.pointer, new.schema),
    )


def covering(media_type: str, others: Iterable[str]) -> str | None:
    """The one of the others that says most closely what this media type says; None without one.

    A range such as `text/*` covers what lies in it (RFC 9110, 12.5.1).
    """
    known: Mapping[str, str] = {_plain(other): other for other in others}
    name = _plain(media_type)
    essence = name.partition(";")[0]
    kind = essence.partition("/")[0]
    for candidate in (name, essence, f"{kind}/*", "*/*"):
        if candidate in known:
            return known[candidate]
    return None


def _plain(media_type: str) -> str:
    """Names are the same in any case and spacing (RFC 9110, 8.3.1); UTF-8 is what JSON is in."""
    return "".join(media_type.lower().split()).replace(";charset=utf-8", "")
