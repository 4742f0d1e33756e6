"""Compares annotations: unasserted formats, defaults, deprecation, readOnly and writeOnly.

They are not clauses, since no check can assert them, but consumers may rely on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausebook.diff.binary import encoding, is_bytes, plain_format
from clausebook.diff.direction import KeywordChange, is_sent_by_consumers
from clausebook.diff.discriminators import discriminator_impact
from clausebook.diff.source_view import ViewPair
from clausebook.openapi import Side
from clausebook.openapi.pointers import join
from clausebook.schema.equality import same, shown
from clausebook.schema.keywords.comparing import Impact, changed
from clausebook.schema.keywords.formats import FORMATS

_OTHER_BRANCH = "consumers that choose a branch by it may choose another"
_CONSEQUENCES = {
    ("default", Impact.UNKNOWN): "requests that omit it may get another meaning",
    ("readOnly", Impact.UNKNOWN): "requests that send it may be rejected",
    ("discriminator", Impact.UNKNOWN): _OTHER_BRANCH,
    ("discriminator", Impact.BOTH): _OTHER_BRANCH,
    ("discriminator", Impact.NARROWS): _OTHER_BRANCH,
    ("discriminator", Impact.WIDENS): _OTHER_BRANCH,
    ("deprecated", Impact.NOTED): "it works as before",
}


def annotation_changes(
    views: ViewPair, side: Side, known: Iterable[KeywordChange]
) -> Iterator[KeywordChange]:
    """The changes of annotations that no change in `known` reports already."""
    reported = {views[1].named(change.new_path) for change in known if change.new_path is not None}
    sent = is_sent_by_consumers(side)
    for name, (path, _) in views[1].places.items():
        if name not in views[0].places:
            continue
        old, new = (document.at(name) for document in views)
        changes = [*_changes(old, new, sent), *_discriminator(views, old, new)]
        for keyword, impact in changes:
            if join(name, keyword) in reported or (
                keyword == "format" and {join(name, "type"), join(name, "enum")} & reported
            ):
                continue
            at = join(path, keyword)
            values = old.get(keyword), new.get(keyword)
            consequence = _CONSEQUENCES.get((keyword, impact), "")
            yield KeywordChange(
                keyword, impact, at, at, *values, _message(keyword, old, new), consequence
            )


def without_unsent_members(
    views: ViewPair, side: Side, changes: Iterable[KeywordChange]
) -> Iterator[KeywordChange]:
    """The changes without those inside a member that this side of the exchange does not carry.

    Requests have no `readOnly` members and responses no `writeOnly` ones, so that changes inside
    them affect nobody (OAS 3.1, 4.8.24.2).
    """
    mark = "readOnly" if is_sent_by_consumers(side) else "writeOnly"
    for change in changes:
        if change.keyword in ("readOnly", "writeOnly"):
            yield change  # changes whether this side carries the member
            continue
        paths = change.old_path, change.new_path
        carries = [
            None if path is None else document.has_mark(path, mark)
            for document, path in zip(views, paths, strict=True)
        ]
        if not (carries[1] if carries[0] is None else carries[0]):
            yield change


def _message(keyword: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if keyword == "deprecated":
        return f"it {'became' if new.get(keyword) else 'is no longer'} deprecated"
    if keyword not in new:
        return f"{keyword} {shown(old[keyword])} was removed"
    return changed(keyword, old.get(keyword), new[keyword])


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], sent: bool
) -> Iterator[tuple[str, Impact]]:
    formats = [None if is_bytes(schema) else plain_format(schema) for schema in (old, new)]
    if not same(*formats) and not {old.get("format"), new.get("format")} & FORMATS.keys():
        yield "format", Impact.UNKNOWN
    encodings = [encoding(schema) for schema in (old, new)]
    if not same(*encodings):
        keyword = "contentEncoding" if "contentEncoding" in {*old, *new} else "format"
        yield keyword, Impact.UNKNOWN if None in encodings else Impact.BOTH
    types = [schema.get("contentMediaType") for schema in (old, new)]
    if not same(*types) and not (is_bytes(old) and is_bytes(new) and None in types):
        yield "contentMediaType", Impact.UNKNOWN if None in types else Impact.BOTH
    defaults = [{k: v for k, v in schema.items() if k == "default"} for schema in (old, new)]
    if not same(*defaults):
        yield "default", Impact.UNKNOWN if sent else Impact.NOTED
    mark = "readOnly" if sent else "writeOnly"
    if bool(new.get(mark)) != bool(old.get(mark)):
        appeared = Impact.UNKNOWN if sent else Impact.LOST
        yield mark, appeared if new.get(mark) else Impact.GAINED
    if bool(new.get("deprecated")) != bool(old.get("deprecated")):
        yield "deprecated", Impact.NOTED


def _discriminator(
    views: ViewPair, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[str, Impact]]:
    impact = discriminator_impact(views, old, new)
    if impact is not None:
        yield "discriminator", impact
