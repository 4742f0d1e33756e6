"""What a schema says without asserting it: unchecked formats, defaults, deprecation, who writes.

The clauses leave these out, since no check can hold a service to them. A consumer may rely on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausebook.diff.binary import encoding, is_bytes, plain_format
from clausebook.diff.direction import Impact, Step, is_sent_by_consumers
from clausebook.diff.discriminators import discriminator_effect
from clausebook.diff.keywords import changed
from clausebook.diff.source_view import SpokenPair
from clausebook.openapi import Side
from clausebook.openapi.pointers import join
from clausebook.schema.equality import same, shown
from clausebook.schema.keywords.formats import FORMATS

_CHOOSES = "readers that choose a shape by it may choose another"
_CONSEQUENCES = {
    ("default", Impact.UNKNOWN): "requests that leave it out may be understood otherwise",
    ("readOnly", Impact.UNKNOWN): "it may be refused where it is sent",
    ("discriminator", Impact.UNKNOWN): _CHOOSES,
    ("discriminator", Impact.BOTH): _CHOOSES,
    ("discriminator", Impact.NARROWS): _CHOOSES,
    ("discriminator", Impact.WIDENS): _CHOOSES,
    ("deprecated", Impact.NOTED): "it still works as it did",
}


def annotation_steps(spoken: SpokenPair, side: Side, found: Iterable[Step]) -> Iterator[Step]:
    """What changed in annotations that no step found so far tells."""
    told = {spoken[1].named(step.new_path) for step in found if step.new_path is not None}
    sent = is_sent_by_consumers(side)
    for name, (path, _) in spoken[1].places.items():
        if name not in spoken[0].places:
            continue
        was, now = (document.at(name) for document in spoken)
        changes = [*_changes(was, now, sent), *_discriminator(spoken, was, now)]
        for keyword, effect in changes:
            if join(name, keyword) in told or (
                keyword == "format" and {join(name, "type"), join(name, "enum")} & told
            ):
                continue
            at = join(path, keyword)
            values = was.get(keyword), now.get(keyword)
            consequence = _CONSEQUENCES.get((keyword, effect), "")
            yield Step(keyword, effect, at, at, *values, _said(keyword, was, now), consequence)


def carried_here(spoken: SpokenPair, side: Side, steps: Iterable[Step]) -> Iterator[Step]:
    """The steps without those inside of a member that the other side of the exchange carries.

    Nobody sent a `readOnly` member or read a `writeOnly` one: whatever becomes of it, what was
    sent and read stays as it was (OAS 3.1, 4.8.24.2).
    """
    mark = "readOnly" if is_sent_by_consumers(side) else "writeOnly"
    for step in steps:
        if step.keyword in ("readOnly", "writeOnly"):
            yield step  # that it is carried, or no longer, is what changed
            continue
        paths = step.old_path, step.new_path
        bears = [
            None if path is None else document.bears(path, mark)
            for document, path in zip(spoken, paths, strict=True)
        ]
        if not (bears[1] if bears[0] is None else bears[0]):
            yield step


def _said(keyword: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if keyword == "deprecated":
        return f"it is {'deprecated now' if now.get(keyword) else 'not deprecated any more'}"
    if keyword not in now:
        return f"{keyword} is not said any more and was {shown(was[keyword])}"
    return changed(keyword, was.get(keyword), now[keyword]).replace("limited", "said")


def _changes(
    was: Mapping[str, Any], now: Mapping[str, Any], sent: bool
) -> Iterator[tuple[str, Impact]]:
    formats = [None if is_bytes(said) else plain_format(said) for said in (was, now)]
    if not same(*formats) and not {was.get("format"), now.get("format")} & FORMATS.keys():
        yield "format", Impact.UNKNOWN
    encodings = [encoding(said) for said in (was, now)]
    if not same(*encodings):
        keyword = "contentEncoding" if "contentEncoding" in {*was, *now} else "format"
        yield keyword, Impact.UNKNOWN if None in encodings else Impact.BOTH
    types = [said.get("contentMediaType") for said in (was, now)]
    if not same(*types) and not (is_bytes(was) and is_bytes(now) and None in types):
        yield "contentMediaType", Impact.UNKNOWN if None in types else Impact.BOTH
    defaults = [{k: v for k, v in said.items() if k == "default"} for said in (was, now)]
    if not same(*defaults):
        yield "default", Impact.UNKNOWN if sent else Impact.NOTED
    mark = "readOnly" if sent else "writeOnly"
    if bool(now.get(mark)) != bool(was.get(mark)):
        appeared = Impact.UNKNOWN if sent else Impact.LOST
        yield mark, appeared if now.get(mark) else Impact.GAINED
    if bool(now.get("deprecated")) != bool(was.get("deprecated")):
        yield "deprecated", Impact.NOTED


def _discriminator(
    spoken: SpokenPair, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[tuple[str, Impact]]:
    effect = discriminator_effect(spoken, was, now)
    if effect is not None:
        yield "discriminator", effect
