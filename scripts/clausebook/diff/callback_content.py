"""Compares the content of callbacks and webhooks: parameters, body, and the consumer's replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from clausebook.clauses import (
    CallKey,
    Place,
    body_place,
    parameters_of,
    request_bodies_of,
    response_bodies_of,
    response_place,
)
from clausebook.diff.content import change_places, compare_places, matching_media_type
from clausebook.diff.direction import KeywordChange
from clausebook.diff.names import compare_deprecation
from clausebook.diff.recording import Recorder
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import follow, join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING
from clausebook.schema.canonical import canonical
from clausebook.schema.keywords.comparing import Impact


def compare_call(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    """Records the changes of parameters, body and replies of one call."""
    _parameters(recorder, key, old, new)
    _body(recorder, key, old, new)
    _replies(recorder, key, old, new)


def _parameters(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    before, after = _by_name(recorder.old, old), _by_name(recorder.new, new)
    for name, place in before.items():
        if name not in after:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "call-parameter-removed"),
                f"The parameter {place.subject} was removed: consumers that read it break.",
                (place.name, None),
                (place.pointer, new.pointer),
            )
            continue
        counterpart = after[name]
        _required(
            recorder,
            key.at(counterpart.name),
            (place, counterpart),
            _is_required(place),
            _is_required(counterpart),
        )
        serializations = _serialization(place), _serialization(counterpart)
        if serializations[0] != serializations[1]:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(counterpart.name, "/style"), "call-style-changed"),
                f"The serialization of {counterpart.subject} changed: consumers misread it.",
                serializations,
                (place.pointer, counterpart.pointer),
            )
        deprecation_reported = compare_deprecation(
            *(
                recorder,
                key.at(counterpart.name, "/deprecated"),
                f"The parameter {counterpart.subject}",
            ),
            *((_raw(place), _raw(counterpart)), (place.pointer, counterpart.pointer)),
        )
        pair = _sent(recorder.old, place), _sent(recorder.new, counterpart)
        compare_places(recorder, key, *pair, deprecation_reported=deprecation_reported)
    for name, place in after.items():
        if name not in before:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(place.name), "call-parameter-added"),
                f"The parameter {place.subject} was added: consumers may ignore it.",
                (None, place.name),
                (old.pointer, place.pointer),
            )


def _body(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    old_value, new_value = _bodies(recorder.old, old), _bodies(recorder.new, new)
    pointers = old.request_body_pointer, new.request_body_pointer
    if old_value and not new_value:
        recorder.change(
            *(BREAKING, CONSUMERS, key.at(body_place()), "call-body-removed"),
            "The body of the call was removed: consumers that read it break.",
            (list(old_value), None),
            pointers,
        )
        return
    if old_value:
        needed = [bool((o.request_body or {}).get("required", False)) for o in (old, new)]
        places = next(iter(old_value.values())), next(iter(new_value.values()))
        _required(recorder, key.at(body_place()), places, *needed)
    for media_type, place in new_value.items():
        before = matching_media_type(media_type, old_value)
        if before is not None:
            pair = _sent(recorder.old, old_value[before]), _sent(recorder.new, place)
            compare_places(recorder, key, *pair)
            continue
        recorder.change(
            *(BREAKING if old_value else WARNING, CONSUMERS),
            *(key.at(place.name), "call-media-type-added"),
            f"The media type {media_type} of the call was added: consumers may not support it.",
            (None, media_type),
            (pointers[0], place.pointer),
        )
    for media_type, place in old_value.items():
        if matching_media_type(media_type, new_value) is None:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(place.name), "call-media-type-removed"),
                f"The media type {media_type} of the call was removed.",
                (media_type, None),
                (place.pointer, pointers[1]),
            )


def _replies(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    for status in dict.fromkeys([*old.responses, *new.responses]):
        removed = status not in new.responses and "default" not in new.responses
        added = status not in old.responses and "default" not in old.responses
        if removed or added:
            recorder.change(
                *((WARNING, CONSUMERS) if removed else (COMPATIBLE, PROVIDERS)),
                *(
                    key.at(response_place(status)),
                    f"call-reply-{'removed' if removed else 'added'}",
                ),
                f"The reply {status} was removed: how the provider handles it is undocumented."
                if removed
                else f"The reply {status} was added.",
                (None if added else status, None if removed else status),
                (
                    old.response_pointers.get(status, join(old.pointer, "responses")),
                    new.response_pointers.get(status, join(new.pointer, "responses")),
                ),
            )
    after = {(p.status, p.media_type): p for p in response_bodies_of(recorder.new, new)}
    for place in response_bodies_of(recorder.old, old):
        counterpart = after.get((place.status, place.media_type))
        there = new.response_pointers.get(place.status or "")
        if counterpart is not None:
            pair = (
                _seen_from(recorder.old, place, Side.REPLY),
                _seen_from(recorder.new, counterpart, Side.REPLY),
            )
            compare_places(recorder, key, *pair)
        elif there is not None:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "call-reply-media-type-removed"),
                f"The media type {place.media_type} of a reply was removed.",
                (place.media_type, None),
                (place.pointer, there),
            )


def _required(
    recorder: Recorder, clause: CallKey, places: tuple[Place, Place], old: bool, new: bool
) -> None:
    if old == new:
        return
    impact = Impact.NARROWS if new else Impact.WIDENS
    message = f"it {'is always present now' if new else 'may be absent now'}"
    change = KeywordChange("required", impact, "/required", "/required", old, new, message)
    recorder.keyword_changes(clause, Side.CALL, [change], *change_places(recorder, *places))


def _by_name(document: Document, call: Operation) -> dict[str, Place]:
    """Header names are case-insensitive (RFC 9110, 5.1)."""
    places: Iterable[Place] = parameters_of(document, call)
    return {p.name.lower() if p.name.startswith("header ") else p.name: p for p in places}


def _bodies(document: Document, call: Operation) -> Mapping[str, Place]:
    return {place.media_type or "": place for place in request_bodies_of(document, call)}


def _is_required(place: Place) -> bool:
    return place.parameter is not None and place.parameter.required


def _raw(place: Place) -> Mapping[str, Any]:
    return {} if place.parameter is None else place.parameter.raw


def _serialization(place: Place) -> list[Any]:
    parameter = place.parameter
    return [] if parameter is None else [parameter.style, parameter.explode, parameter.media_type]


def _sent(document: Document, place: Place) -> Place:
    return _seen_from(document, place, Side.CALL)


def _seen_from(document: Document, place: Place, side: Side) -> Place:
    """The place with the schema of the other direction: a call is read like a response."""
    pointer = place.schema.pointers[""]
    like = Side.RESPONSE if side is Side.CALL else Side.REQUEST
    schema = canonical(document, follow(document.data, pointer), pointer, like)
    return replace(place, side=side, schema=schema)
