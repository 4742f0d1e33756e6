"""Compares the serialization of form parts: `encoding` of a request body."""

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

_SERIALIZATION = ("style", "explode", "allowReserved")
_CONTRACT_MEMBERS = ("required", "style", "explode", "content")


def compare_encodings(recorder: Recorder, key: ClauseKey, old: Place, new: Place) -> None:
    """Records the changes of the encoding of members that both bodies have."""
    before, after = _encodings(recorder.old, old), _encodings(recorder.new, new)
    if same(before, after):
        return
    views = SourceView(recorder.old, old.schema), SourceView(recorder.new, new.schema)
    members = [side.at("").get("properties", {}) for side in views]
    for name in dict.fromkeys([*before, *after]):
        if all(name in known for known in members):
            at = "/properties/" + join("", name).removeprefix("/")
            schemas = views[0].at(at), views[1].at(at)
            _part(
                recorder,
                key,
                (old, new),
                name,
                (before.get(name, {}), after.get(name, {})),
                schemas,
            )


def _part(
    recorder: Recorder,
    key: ClauseKey,
    places: tuple[Place, Place],
    name: str,
    encodings: tuple[Mapping[str, Any], Mapping[str, Any]],
    schemas: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    differences: list[tuple[str, str, Any, Any]] = []
    types = [_types(e, s) for e, s in zip(encodings, schemas, strict=True)]
    if types[0] != types[1]:
        both_explicit = all("contentType" in encoding for encoding in encodings)
        lost = types[0] - types[1]
        level = (BREAKING if both_explicit else WARNING) if lost else COMPATIBLE
        differences.append(("contentType", level, sorted(types[0]), sorted(types[1])))
    for keyword in _SERIALIZATION:
        before, after = (_value_or_default(keyword, encoding) for encoding in encodings)
        if before != after:
            eased = keyword == "allowReserved" and after
            differences.append((keyword, COMPATIBLE if eased else BREAKING, before, after))
    headers = _headers(recorder.old, places[0], name), _headers(recorder.new, places[1], name)
    for header in [header for header in headers[0] if header in headers[1]]:
        raws = headers[0][header].raw, headers[1][header].raw
        clause = key.at(places[1].name, f"/encoding/{name}/headers/{header}/deprecated")
        pointers = headers[0][header].pointer, headers[1][header].pointer
        compare_deprecation(recorder, clause, f"The header `{header}` of a part", raws, pointers)
    contract = [{h: header.contract for h, header in named.items()} for named in headers]
    if not same(contract[0], contract[1]):
        differences.append(("headers", WARNING, contract[0], contract[1]))
    for keyword, level, before, after in differences:
        compatible = level == COMPATIBLE
        consequence = "requests stay valid" if compatible else "the provider may misread requests"
        recorder.change(
            *(level, PROVIDERS if level == COMPATIBLE else CONSUMERS),
            *(key.at(places[1].name, f"/encoding/{name}/{keyword}"), f"request-{keyword}-changed"),
            f"{keyword} of the part {name!r} changed: {consequence}.",
            (before, after),
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
    """A part's header in source form, and its contract: canonical schema, no descriptions."""

    raw: Mapping[str, Any]
    pointer: str
    contract: Mapping[str, Any]


def _headers(document: Document, place: Place, part: str) -> dict[str, _Header]:
    """The headers of one part, by name."""
    at = join(place.pointer, "encoding", part, "headers")
    encoding = follow(document.data, place.pointer).get("encoding", {}).get(part, {})
    headers = {}
    for name, header in encoding.get("headers", {}).items():
        raw, pointer = document.resolve_at(header, join(at, name))
        contract = {k: raw[k] for k in _CONTRACT_MEMBERS if k in raw}
        if "schema" in raw:
            schema = canonical(document, raw["schema"], join(pointer, "schema"), Side.REQUEST)
            contract["schema"] = schema.value
        headers[name] = _Header(raw, pointer, contract)
    return headers


def _value_or_default(keyword: str, encoding: Mapping[str, Any]) -> Any:
    style = encoding.get("style", "form")
    defaults = {"style": "form", "explode": style == "form", "allowReserved": False}
    return encoding.get(keyword, defaults[keyword])


def _types(encoding: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    """The media types a part may have; the default depends on its schema (OAS 3.1, 4.8.15.1)."""
    if "contentType" in encoding:
        return {t.strip().lower() for t in str(encoding["contentType"]).split(",")}
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        return _types({}, schema["items"])
    if schema.get("type") == "object" or "properties" in schema:
        return {"application/json"}
    raw = schema.get("format") == "binary" or "type" not in schema
    return {"application/octet-stream" if raw else "text/plain"}
