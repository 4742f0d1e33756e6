"""Compares the requests of an operation: parameters and bodies."""

from __future__ import annotations

from typing import Any

from clausebook.clauses import ClauseKey, Place, body_place, parameters_of, request_bodies_of
from clausebook.diff.content import (
    change_places,
    compare_places,
    matching_media_type,
    schema_changes,
)
from clausebook.diff.direction import KeywordChange
from clausebook.diff.encodings import compare_encodings
from clausebook.diff.names import compare_deprecation
from clausebook.diff.recording import Recorder
from clausebook.openapi import Operation, Parameter, Side
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS
from clausebook.schema.allowed_types import types_of
from clausebook.schema.equality import same
from clausebook.schema.keywords.comparing import Impact

_SCALARS = frozenset({"string", "integer", "fraction", "boolean"})


def compare_requests(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Records the changes of parameters and body."""
    before = {_name(place): place for place in parameters_of(recorder.old, old)}
    after = {_name(place): place for place in parameters_of(recorder.new, new)}
    for name, place in before.items():
        if name not in after:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "request-parameter-removed"),
                f"The parameter {place.subject} was removed: the provider ignores or rejects it.",
                (_shown(place), None),
                (place.pointer, new.pointer),
            )
    for name, place in after.items():
        if name in before:
            _parameter(recorder, key, before[name], place)
        else:
            required = _parameter_of(place).required
            recorder.change(
                *((BREAKING, CONSUMERS) if required else (COMPATIBLE, PROVIDERS)),
                *(key.at(place.name, "/required"), "request-parameter-added"),
                f"The parameter {place.subject} was added as required: requests without it are "
                "rejected now."
                if required
                else f"The parameter {place.subject} was added: requests without it stay valid.",
                (None, _shown(place)),
                (old.pointer, place.pointer),
            )
    _body(recorder, key, old, new)


def _name(place: Place) -> str:
    """Header names are case-insensitive (RFC 9110, 5.1)."""
    return place.name.lower() if _parameter_of(place).place == "header" else place.name


def _parameter_of(place: Place) -> Parameter:
    assert place.parameter is not None
    return place.parameter


def _shown(place: Place) -> dict[str, Any]:
    parameter = _parameter_of(place)
    return {"name": parameter.name, "in": parameter.place, "required": parameter.required}


def _parameter(recorder: Recorder, key: ClauseKey, old: Place, new: Place) -> None:
    before, after = _parameter_of(old), _parameter_of(new)
    if before.required != after.required:
        changes = [_required_change("required", before.required, after.required)]
        recorder.keyword_changes(
            key.at(new.name), Side.REQUEST, changes, *change_places(recorder, old, new)
        )
    _serialization(recorder, key, old, new)
    deprecation_reported = compare_deprecation(
        *(recorder, key.at(new.name, "/deprecated"), f"The parameter {new.subject}"),
        *((before.raw, after.raw), (old.pointer, new.pointer)),
    )
    wire_changes = [
        _on_the_wire(change, before, after)
        for change in schema_changes(old, new, recorder)
        if not (deprecation_reported and change.new_path == "/deprecated")
    ]
    recorder.keyword_changes(
        key.at(new.name), Side.REQUEST, wire_changes, *change_places(recorder, old, new)
    )


def _required_change(keyword: str, old: bool, new: bool) -> KeywordChange:
    message = f"it became {'required' if new else 'optional'}"
    impact = Impact.NARROWS if new else Impact.WIDENS
    return KeywordChange(keyword, impact, f"/{keyword}", f"/{keyword}", old, new, message)


def _serialization(recorder: Recorder, key: ClauseKey, old: Place, new: Place) -> None:
    """Compares serialization; styles form and simple write a scalar alike, exploded or not."""
    old_value, new_value = _parameter_of(old), _parameter_of(new)
    pairs: list[tuple[str, Any, Any]] = [("content", old_value.media_type, new_value.media_type)]
    if not _has_one_serialization(old) or not _has_one_serialization(new):
        pairs += [
            ("style", old_value.style, new_value.style),
            ("explode", old_value.explode, new_value.explode),
        ]
    reserved = ("allowReserved", "allowEmptyValue")
    pairs += [(k, bool(old_value.raw.get(k)), bool(new_value.raw.get(k))) for k in reserved]
    for keyword, before, after in pairs:
        if same(before, after):
            continue
        eased = keyword in reserved and bool(after)
        recorder.change(
            *((COMPATIBLE, PROVIDERS) if eased else (BREAKING, CONSUMERS)),
            *(key.at(new.name, f"/{keyword}"), f"request-{keyword}-changed"),
            f"{keyword} of {new.subject} was set: requests that were valid stay valid."
            if eased
            else f"{keyword} of {new.subject} changed from {before} to {after}: the provider "
            "misreads what consumers send.",
            (before, after),
            (join(old.pointer, keyword), join(new.pointer, keyword)),
        )


def _has_one_serialization(place: Place) -> bool:
    parameter = _parameter_of(place)
    plain = types_of(place.schema.value) <= _SCALARS | {"null"}
    unsaid = "type" not in place.schema.value
    return parameter.style in ("form", "simple") and (plain or unsaid)


def _on_the_wire(
    change: KeywordChange, old_value: Parameter, new_value: Parameter
) -> KeywordChange:
    """Weakens a change of a scalar to string: on the wire it is sent as before."""
    if (
        change.keyword != "type"
        or change.new_path != "/type"
        or old_value.media_type
        or new_value.media_type
    ):
        return change
    before, after = types_of({"type": change.old}), types_of({"type": change.new})
    if "string" in after and before <= _SCALARS and change.impact is Impact.BOTH:
        message = f"{change.message}; only generated clients notice, the wire does not"
        return KeywordChange(
            *(
                change.keyword,
                Impact.UNKNOWN,
                change.old_path,
                change.new_path,
                change.old,
                change.new,
                message,
            )
        )
    return change


def _body(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    before, after = old.request_body, new.request_body
    if before is None and after is None:
        return
    pointers = old.request_body_pointer, new.request_body_pointer
    needed = [bool((body or {}).get("required", False)) for body in (before, after)]
    if after is None:
        recorder.change(
            *(BREAKING, CONSUMERS, key.at(body_place()), "request-body-removed"),
            "The request body was removed: the provider ignores or rejects it.",
            ({"required": needed[0]}, None),
            pointers,
        )
        return
    if before is None or needed[0] != needed[1]:
        added = before is None
        optional = "An optional request body was added" if added else "The body became optional"
        recorder.change(
            *((BREAKING, CONSUMERS) if needed[1] else (COMPATIBLE, PROVIDERS)),
            *(key.at(body_place(), "/required"), "request-body-required"),
            f"{'A required request body was added' if added else 'The body became required'}: "
            "requests without it are rejected."
            if needed[1]
            else f"{optional}: requests that were valid stay valid.",
            (None if before is None else needed[0], needed[1]),
            (join(pointers[0], "required"), join(pointers[1], "required")),
        )
    if before is not None:
        _media_types(recorder, key, old, new)


def _media_types(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    before = {place.media_type or "": place for place in request_bodies_of(recorder.old, old)}
    after = {place.media_type or "": place for place in request_bodies_of(recorder.new, new)}
    for media_type, place in before.items():
        counterpart = matching_media_type(media_type, after)
        if counterpart is None:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "request-media-type-removed"),
                f"The media type {media_type} of the request body was removed.",
                (media_type, None),
                (place.pointer, new.request_body_pointer),
            )
            continue
        compare_places(recorder, key, place, after[counterpart])
        compare_encodings(recorder, key, place, after[counterpart])
    for media_type, place in after.items():
        if matching_media_type(media_type, before) is None:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(place.name), "request-media-type-added"),
                f"The media type {media_type} of the request body was added.",
                (None, media_type),
                (old.request_body_pointer, place.pointer),
            )
