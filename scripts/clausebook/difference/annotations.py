"""What a schema says without asserting it: formats nobody checks, defaults, who writes a member.

The clauses leave these out, since no check can hold a service to them. A consumer may rely on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clausebook.clauses import Place
from clausebook.clauses.keywords import ASSERTED_FORMATS
from clausebook.difference.effects import Effect, Step
from clausebook.difference.keywords import changed
from clausebook.difference.recording import Recorder
from clausebook.difference.values import same
from clausebook.document import Document
from clausebook.document.pointers import follow, from_fragment, join, split

_ENCODED = ("contentEncoding", "contentMediaType")
_CONSEQUENCES = {
    "default": "requests that leave it out may be understood otherwise",
    "readOnly": "it may be refused where it is sent",
    "discriminator": "readers that choose a shape by it may choose another",
}
_KEYWORDS = frozenset({"properties", "patternProperties", "prefixItems", "items"})


def annotation_steps(
    recorder: Recorder, old: Place, new: Place, found: Iterable[Step]
) -> Iterator[Step]:
    """What changed in annotations, where the schema itself did not change at that path."""
    told = {path for step in found for path in (step.old_path, step.new_path) if path is not None}
    for path, pointer in new.schema.pointers.items():
        before = old.schema.pointers.get(path)
        if before is None or not _is_schema(path) or any(t.startswith(f"{path}/") for t in told):
            continue
        was = _said(recorder.old, before)
        now = _said(recorder.new, pointer)
        for keyword, effect in _changes(was, now, new.side):
            at = join(path, keyword)
            said = changed(keyword, was.get(keyword), now.get(keyword)).replace("limited", "said")
            values = was.get(keyword), now.get(keyword)
            yield Step(keyword, effect, at, at, *values, said, _CONSEQUENCES.get(keyword, ""))


def _changes(
    was: Mapping[str, Any], now: Mapping[str, Any], side: str
) -> Iterator[tuple[str, Effect]]:
    if not same(was.get("format"), now.get("format")) and not {
        was.get("format"),
        now.get("format"),
    } & (ASSERTED_FORMATS):
        yield "format", Effect.UNKNOWN
    for keyword in _ENCODED:
        if not same(was.get(keyword), now.get(keyword)):
            both = keyword in was and keyword in now
            yield keyword, Effect.BOTH if both else Effect.UNKNOWN
    discriminators = [schema.get("discriminator", {}) for schema in (was, now)]
    if discriminators[0] and not same(*discriminators):
        names = [d.get("propertyName") for d in discriminators]
        yield "discriminator", Effect.BOTH if names[0] != names[1] else Effect.UNKNOWN
    if side == "request" and "default" in was and not same(was["default"], now.get("default")):
        yield "default", Effect.UNKNOWN
    mark = "readOnly" if side == "request" else "writeOnly"
    if bool(now.get(mark)) and not was.get(mark):
        yield mark, Effect.UNKNOWN if side == "request" else Effect.LOST


def _is_schema(path: str) -> bool:
    """Whether a whole schema stands there, outside of unions, whose branches have no names."""
    tokens = split(path)
    if {"anyOf", "oneOf", "allOf"} & set(tokens):
        return False
    return not tokens or tokens[-1] == "items" or (len(tokens) > 1 and tokens[-2] in _KEYWORDS)


def _said(document: Document, pointer: str) -> dict[str, Any]:
    """The annotations of the schema at the pointer, with those behind `$ref` and `allOf`."""
    found: dict[str, Any] = {}
    _gather(document, _value(document, pointer), found, set())
    return found


def _gather(document: Document, raw: Any, found: dict[str, Any], seen: set[str]) -> None:
    if not isinstance(raw, dict):
        return
    reference = raw.get("$ref")
    alone = isinstance(reference, str) and document.version.startswith("3.0.")
    if not alone:
        for keyword, value in raw.items():
            found.setdefault(keyword, value)
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        _gather(document, _value(document, from_fragment(reference[1:])), found, seen)
    for part in [] if alone else raw.get("allOf", []):
        _gather(document, part, found, seen)


def _value(document: Document, pointer: str) -> Any:
    try:
        return follow(document.data, pointer)
    except KeyError:
        return None
