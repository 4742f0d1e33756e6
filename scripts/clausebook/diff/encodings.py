"""How the parts of a form are written, before and after: `encoding` of a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.clauses import ClauseKey, Place
from clausebook.diff.names import compare_deprecation
from clausebook.diff.recording import Recorder
from clausebook.diff.source_view import SourceView
from clausebook.openapi import Document, Side
from clausebook.openapi.pointers import follow, join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING
from clausebook.schema.canonical import canonical
from clausebook.schema.equality import same

_WRITTEN = ("style", "explode", "allowReserved")
_PROMISING = ("required", "style", "explode", "content")


def compare_encodings(recorder: Recorder, key: ClauseKey, old: Place, new: Place) -> None:
    """Records what changed in the writing of the members that both bodies have."""
    was, now = _encodings(recorder.old, old), _encodings(recorder.new, new)
    if same(was, now):
        return
    spoken = SourceView(recorder.old, old.schema), SourceView(recorder.new, new.schema)
    members = [side.at("").get("properties", {}) for side in spoken]
    for name in dict.fromkeys([*was, *now]):
        if all(name in known for known in members):
            at = "/properties/" + join("", name).removeprefix("/")
            schemas = spoken[0].at(at), spoken[1].at(at)
            _part(recorder, key, (old, new), name, (was.get(name, {}), now.get(name, {})), schemas)


def _part(
    recorder: Recorder,
    key: ClauseKey,
    places: tuple[Place, Place],
    name: str,
    encodings: tuple[Mapping[str, Any], Mapping[str, Any]],
    schemas: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    found: list[tuple[str, str, Any, Any]] = []
    types = [_types(e, s) for e, s in zip(encodings, schemas, strict=True)]
    if types[0] != types[1]:
        said = all("contentType" in encoding for encoding in encodings)
        lost = types[0] - types[1]
        level = (BREAKING if said else WARNING) if lost else COMPATIBLE
        found.append(("contentType", level, sorted(types[0]), sorted(types[1])))
    for keyword in _WRITTEN:
        was, now = (_written(keyword, encoding) for encoding in encodings)
        if was != now:
            eased = keyword == "allowReserved" and now
            found.append((keyword, COMPATIBLE if eased else BREAKING, was, now))
    headers = _headers(recorder.old, places[0], name), _headers(recorder.new, places[1], name)
    for header in [header for header in headers[0] if header in headers[1]]:
        raws = headers[0][header].raw, headers[1][header].raw
        clause = key.at(places[1].name, f"/encoding/{name}/headers/{header}/deprecated")
        pointers = headers[0][header].pointer, headers[1][header].pointer
        compare_deprecation(recorder, clause, f"The header `{header}` of a part", raws, pointers)
    promised = [{h: header.promised for h, header in named.items()} for named in headers]
    if not same(promised[0], promised[1]):
        found.append(("headers", WARNING, promised[0], promised[1]))
    for keyword, level, was, now in found:
        kept = "more is taken than before" if level == COMPATIBLE else "what consumers write"
        recorder.change(
            *(level, PROVIDERS if level == COMPATIBLE else CONSUMERS),
            *(key.at(places[1].name, f"/encoding/{name}/{keyword}"), f"request-{keyword}-changed"),
            f"The part {name!r} is written another way now, {keyword} has changed: "
            f"{kept}{'' if level == COMPATIBLE else ' may not be understood'}.",
            (was, now),
            (
                join(places[0].pointer, "encoding", name, keyword),
                join(places[1].pointer, "encoding", name, keyword),
            ),
        )


def _encodings(document: Document, place: Place) -> Mapping[str, Any]:
    if "form" not in (place.media_type or "").lower() and "multipart" not in (
        place.media_type or ""
    ):
        return {}
    encodings: Mapping[str, Any] = follow(document.data, place.pointer).get("encoding", {})
    return encodings


@dataclass(frozen=True, slots=True)
class _Header:
    """A header of a part as it is written, and what it promises: no texts, its schema canonical."""

    raw: Mapping[str, Any]
    pointer: str
    promised: Mapping[str, Any]


def _headers(document: Document, place: Place, part: str) -> dict[str, _Header]:
    """The headers of one part, by name."""
    at = join(place.pointer, "encoding", part, "headers")
    encoding = follow(document.data, place.pointer).get("encoding", {}).get(part, {})
    found = {}
    for name, header in encoding.get("headers", {}).items():
        raw, pointer = document.resolve_at(header, join(at, name))
        promised = {k: raw[k] for k in _PROMISING if k in raw}
        if "schema" in raw:
            schema = canonical(document, raw["schema"], join(pointer, "schema"), Side.REQUEST)
            promised["schema"] = schema.value
        found[name] = _Header(raw, pointer, promised)
    return found


def _written(keyword: str, encoding: Mapping[str, Any]) -> Any:
    style = encoding.get("style", "form")
    unsaid = {"style": "form", "explode": style == "form", "allowReserved": False}
    return encoding.get(keyword, unsaid[keyword])


def _types(encoding: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    """The media types a part may have; by default what its schema is (OAS 3.1, 4.8.15.1)."""
    if "contentType" in encoding:
        return {t.strip().lower() for t in str(encoding["contentType"]).split(",")}
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        return _types({}, schema["items"])
    if schema.get("type") == "object" or "properties" in schema:
        return {"application/json"}
    raw = schema.get("format") == "binary" or "type" not in schema
    return {"application/octet-stream" if raw else "text/plain"}
