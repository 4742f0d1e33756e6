"""What a provider sends in a callback or webhook, and what consumers reply, before and after."""

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
from clausebook.diff.content import compare_places, covering, spot
from clausebook.diff.direction import Impact, Step
from clausebook.diff.names import compare_deprecation
from clausebook.diff.recording import Recorder
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import follow, join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING
from clausebook.schema.canonical import canonical


def compare_call(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    """Records what changed in parameters, body and replies of one call."""
    _parameters(recorder, key, old, new)
    _body(recorder, key, old, new)
    _replies(recorder, key, old, new)


def _parameters(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    was, now = _by_name(recorder.old, old), _by_name(recorder.new, new)
    for name, place in was.items():
        if name not in now:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "call-parameter-removed"),
                f"The parameter {place.subject} is gone: consumers that read it find nothing.",
                (place.name, None),
                (place.pointer, new.pointer),
            )
            continue
        other = now[name]
        _required(recorder, key.at(other.name), (place, other), _needed(place), _needed(other))
        written = _writing(place), _writing(other)
        if written[0] != written[1]:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(other.name, "/style"), "call-style-changed"),
                f"The parameter {other.subject} is written another way now: consumers read it "
                "wrong.",
                written,
                (place.pointer, other.pointer),
            )
        told = compare_deprecation(
            *(recorder, key.at(other.name, "/deprecated"), f"The parameter {other.subject}"),
            *((_described(place), _described(other)), (place.pointer, other.pointer)),
        )
        pair = _sent(recorder.old, place), _sent(recorder.new, other)
        compare_places(recorder, key, *pair, deprecation_told=told)
    for name, place in now.items():
        if name not in was:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(place.name), "call-parameter-added"),
                f"The parameter {place.subject} is new: consumers may ignore it.",
                (None, place.name),
                (old.pointer, place.pointer),
            )


def _body(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    was, now = _bodies(recorder.old, old), _bodies(recorder.new, new)
    pointers = old.request_body_pointer, new.request_body_pointer
    if was and not now:
        recorder.change(
            *(BREAKING, CONSUMERS, key.at(body_place()), "call-body-removed"),
            "The call has no body any more: consumers that read it find nothing.",
            (list(was), None),
            pointers,
        )
        return
    if was:
        needed = [bool((o.request_body or {}).get("required", False)) for o in (old, new)]
        places = next(iter(was.values())), next(iter(now.values()))
        _required(recorder, key.at(body_place()), places, *needed)
    for media_type, place in now.items():
        before = covering(media_type, was)
        if before is not None:
            pair = _sent(recorder.old, was[before]), _sent(recorder.new, place)
            compare_places(recorder, key, *pair)
            continue
        recorder.change(
            *(BREAKING if was else WARNING, CONSUMERS),
            *(key.at(place.name), "call-media-type-added"),
            f"The call may carry {media_type} now: consumers may not know how to read it.",
            (None, media_type),
            (pointers[0], place.pointer),
        )
    for media_type, place in was.items():
        if covering(media_type, now) is None:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(place.name), "call-media-type-removed"),
                f"The call does not carry {media_type} any more.",
                (media_type, None),
                (place.pointer, pointers[1]),
            )


def _replies(recorder: Recorder, key: CallKey, old: Operation, new: Operation) -> None:
    for status in dict.fromkeys([*old.responses, *new.responses]):
        gone = status not in new.responses and "default" not in new.responses
        come = status not in old.responses and "default" not in old.responses
        if gone or come:
            recorder.change(
                *((WARNING, CONSUMERS) if gone else (COMPATIBLE, PROVIDERS)),
                *(key.at(response_place(status)), f"call-reply-{'removed' if gone else 'added'}"),
                f"The reply {status} is not documented any more: what comes of it is not said."
                if gone
                else f"The reply {status} is understood now, too.",
                (None if come else status, None if gone else status),
                (
                    old.response_pointers.get(status, join(old.pointer, "responses")),
                    new.response_pointers.get(status, join(new.pointer, "responses")),
                ),
            )
    now = {(p.status, p.media_type): p for p in response_bodies_of(recorder.new, new)}
    for place in response_bodies_of(recorder.old, old):
        other = now.get((place.status, place.media_type))
        there = new.response_pointers.get(place.status or "")
        if other is not None:
            pair = (
                _turned(recorder.old, place, Side.REPLY),
                _turned(recorder.new, other, Side.REPLY),
            )
            compare_places(recorder, key, *pair)
        elif there is not None:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "call-reply-media-type-removed"),
                f"A reply of type {place.media_type} is not taken any more.",
                (place.media_type, None),
                (place.pointer, there),
            )


def _required(
    recorder: Recorder, clause: CallKey, places: tuple[Place, Place], was: bool, now: bool
) -> None:
    if was == now:
        return
    effect = Impact.NARROWS if now else Impact.WIDENS
    said = f"it {'is always sent now' if now else 'may be left out now'}"
    step = Step("required", effect, "/required", "/required", was, now, said)
    recorder.steps(clause, Side.CALL, [step], *spot(recorder, *places))


def _by_name(document: Document, call: Operation) -> dict[str, Place]:
    """Header names are the same in any case (RFC 9110, 5.1)."""
    places: Iterable[Place] = parameters_of(document, call)
    return {p.name.lower() if p.name.startswith("header ") else p.name: p for p in places}


def _bodies(document: Document, call: Operation) -> Mapping[str, Place]:
    return {place.media_type or "": place for place in request_bodies_of(document, call)}


def _needed(place: Place) -> bool:
    return place.parameter is not None and place.parameter.required


def _described(place: Place) -> Mapping[str, Any]:
    return {} if place.parameter is None else place.parameter.raw


def _writing(place: Place) -> list[Any]:
    parameter = place.parameter
    return [] if parameter is None else [parameter.style, parameter.explode, parameter.media_type]


def _sent(document: Document, place: Place) -> Place:
    return _turned(document, place, Side.CALL)


def _turned(document: Document, place: Place, side: Side) -> Place:
    """The place as seen from the other side: with the schema of what is sent that way."""
    pointer = place.schema.pointers[""]
    like = Side.RESPONSE if side is Side.CALL else Side.REQUEST
    schema = canonical(document, follow(document.data, pointer), pointer, like)
    return replace(place, side=side, schema=schema)
