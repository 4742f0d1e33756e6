"""Compares the schemas of one place, and finds the media type or range that covers another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausebook.clauses import Place
from clausebook.diff.annotations import annotation_changes, without_unsent_members
from clausebook.diff.binary import without_binary_respelling
from clausebook.diff.direction import KeywordChange
from clausebook.diff.recording import ChangePlace, Recorder, Subject
from clausebook.diff.schemas import SchemaComparison
from clausebook.diff.source_view import SourceView, align_branch_names
from clausebook.openapi import DocumentError
from clausebook.schema.equality import same
from clausebook.schema.normal import normal


def schema_changes(old: Place, new: Place, recorder: Recorder) -> list[KeywordChange]:
    """The changes of the schema of one place.

    Raises DocumentError for schemas nested too deeply to compare.
    """
    try:
        return _schema_changes(old, new, recorder)
    except RecursionError:
        message = "this schema is nested too deeply to be compared with the old one; flatten it"
        raise DocumentError(recorder.new.place(new.pointer), message, new.pointer) from None


def _schema_changes(old: Place, new: Place, recorder: Recorder) -> list[KeywordChange]:
    views = SourceView(recorder.old, old.schema), SourceView(recorder.new, new.schema)
    align_branch_names(*views)
    changes: list[KeywordChange] = []
    if not same(old.schema.value, new.schema.value):
        before, after = normal(old.schema.value), normal(new.schema.value)
        walk = SchemaComparison(before.pop("$defs", {}), after.pop("$defs", {}))
        reported = without_binary_respelling(views, old, new, walk.compare(before, after, "", ""))
        changes = list(without_unsent_members(views, new.side, reported))
    annotations = annotation_changes(views, new.side, changes)
    return [*changes, *without_unsent_members(views, new.side, annotations)]


def compare_places(
    recorder: Recorder, key: Subject, old: Place, new: Place, *, deprecation_reported: bool = False
) -> None:
    """Records the changes of the schema of one place.

    `deprecation_reported`: the parameter or header around it changed `deprecated` itself.
    """
    changes = [
        change
        for change in schema_changes(old, new, recorder)
        if not (deprecation_reported and change.new_path == "/deprecated")
    ]
    places = change_places(recorder, old, new)
    recorder.keyword_changes(key.at(new.name), new.side, changes, *places)


def change_places(recorder: Recorder, old: Place, new: Place) -> tuple[ChangePlace, ChangePlace]:
    """The place in both documents."""
    return (
        ChangePlace(recorder.old, old.pointer, old.schema),
        ChangePlace(recorder.new, new.pointer, new.schema),
    )


def matching_media_type(media_type: str, candidates: Iterable[str]) -> str | None:
    """The most specific of the others that covers this media type; None without one.

    A range such as `text/*` covers its types (RFC 9110, 12.5.1).
    """
    known: Mapping[str, str] = {_plain(candidate): candidate for candidate in candidates}
    name = _plain(media_type)
    essence = name.partition(";")[0]
    kind = essence.partition("/")[0]
    for candidate in (name, essence, f"{kind}/*", "*/*"):
        if candidate in known:
            return known[candidate]
    return None


def _plain(media_type: str) -> str:
    """The normalized name (RFC 9110, 8.3.1): lower case, no spaces, no `charset=utf-8`."""
    return "".join(media_type.lower().split()).replace(";charset=utf-8", "")
