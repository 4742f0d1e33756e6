"""What may be sent, before and after: parameters and bodies of one operation."""

from __future__ import annotations

from typing import Any

from clausebook.clauses import ClauseKey, Place, body_place, parameters_of, request_bodies_of
from clausebook.diff.content import compare_places, covering, schema_steps, spot
from clausebook.diff.direction import Impact, Step
from clausebook.diff.encodings import compare_encodings
from clausebook.diff.names import compare_deprecation
from clausebook.diff.recording import Recorder
from clausebook.openapi import Operation, Parameter, Side
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS
from clausebook.schema.equality import same
from clausebook.schema.merging import types_of

_SCALARS = frozenset({"string", "integer", "fraction", "boolean"})


def compare_requests(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Records what changed in parameters and body."""
    was = {_name(place): place for place in parameters_of(recorder.old, old)}
    now = {_name(place): place for place in parameters_of(recorder.new, new)}
    for name, place in was.items():
        if name not in now:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "request-parameter-removed"),
                f"The parameter {place.subject} is gone: consumers that send it are not heard.",
                (_shown(place), None),
                (place.pointer, new.pointer),
            )
    for name, place in now.items():
        if name in was:
            _parameter(recorder, key, was[name], place)
        else:
            required = _parameter_of(place).required
            recorder.change(
                *((BREAKING, CONSUMERS) if required else (COMPATIBLE, PROVIDERS)),
                *(key.at(place.name, "/required"), "request-parameter-added"),
                f"The parameter {place.subject} is new and required: requests without it are "
                "refused now."
                if required
                else f"The parameter {place.subject} is new: requests without it stay valid.",
                (None, _shown(place)),
                (old.pointer, place.pointer),
            )
    _body(recorder, key, old, new)


def _name(place: Place) -> str:
    """Header names are the same in any case (RFC 9110, 5.1)."""
    return place.name.lower() if _parameter_of(place).place == "header" else place.name


def _parameter_of(place: Place) -> Parameter:
    assert place.parameter is not None
    return place.parameter


def _shown(place: Place) -> dict[str, Any]:
    parameter = _parameter_of(place)
    return {"name": parameter.name, "in": parameter.place, "required": parameter.required}


def _parameter(recorder: Recorder, key: ClauseKey, old: Place, new: Place) -> None:
    was, now = _parameter_of(old), _parameter_of(new)
    if was.required != now.required:
        steps = [_flag("required", was.required, now.required)]
        recorder.steps(key.at(new.name), Side.REQUEST, steps, *spot(recorder, old, new))
    _written(recorder, key, old, new)
    told = compare_deprecation(
        *(recorder, key.at(new.name, "/deprecated"), f"The parameter {new.subject}"),
        *((was.raw, now.raw), (old.pointer, new.pointer)),
    )
    found = [
        _on_the_wire(step, was, now)
        for step in schema_steps(old, new, recorder)
        if not (told and step.new_path == "/deprecated")
    ]
    recorder.steps(key.at(new.name), Side.REQUEST, found, *spot(recorder, old, new))


def _flag(keyword: str, was: bool, now: bool) -> Step:
    said = f"it {'must' if now else 'need not'} be sent {'now' if now else 'any more'}"
    effect = Impact.NARROWS if now else Impact.WIDENS
    return Step(keyword, effect, f"/{keyword}", f"/{keyword}", was, now, said)


def _written(recorder: Recorder, key: ClauseKey, old: Place, new: Place) -> None:
    """How values are written; form and simple write a lone scalar alike, exploded or not."""
    was, now = _parameter_of(old), _parameter_of(new)
    pairs: list[tuple[str, Any, Any]] = [("content", was.media_type, now.media_type)]
    if not _plainly_written(old) or not _plainly_written(new):
        pairs += [("style", was.style, now.style), ("explode", was.explode, now.explode)]
    reserved = ("allowReserved", "allowEmptyValue")
    pairs += [(k, bool(was.raw.get(k)), bool(now.raw.get(k))) for k in reserved]
    for keyword, before, after in pairs:
        if same(before, after):
            continue
        eased = keyword in reserved and bool(after)
        recorder.change(
            *((COMPATIBLE, PROVIDERS) if eased else (BREAKING, CONSUMERS)),
            *(key.at(new.name, f"/{keyword}"), f"request-{keyword}-changed"),
            f"{new.subject} may be written in more ways now."
            if eased
            else f"{new.subject} is written another way now: {keyword} is {after} and was "
            f"{before}, so what consumers write is not understood.",
            (before, after),
            (join(old.pointer, keyword), join(new.pointer, keyword)),
        )


def _plainly_written(place: Place) -> bool:
    parameter = _parameter_of(place)
    plain = types_of(place.schema.value) <= _SCALARS | {"null"}
    unsaid = "type" not in place.schema.value
    return parameter.style in ("form", "simple") and (plain or unsaid)


def _on_the_wire(step: Step, was: Parameter, now: Parameter) -> Step:
    """Any text is a string: what was written for a number or boolean stays readable as one."""
    if step.keyword != "type" or step.new_path != "/type" or was.media_type or now.media_type:
        return step
    before, after = types_of({"type": step.old}), types_of({"type": step.new})
    if "string" in after and before <= _SCALARS and step.effect is Impact.BOTH:
        said = f"{step.said}; on the wire it is read as before, in generated clients it is not"
        return Step(
            *(step.keyword, Impact.UNKNOWN, step.old_path, step.new_path, step.old, step.new, said)
        )
    return step


def _body(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    was, now = old.request_body, new.request_body
    if was is None and now is None:
        return
    pointers = old.request_body_pointer, new.request_body_pointer
    needed = [bool((body or {}).get("required", False)) for body in (was, now)]
    if now is None:
        recorder.change(
            *(BREAKING, CONSUMERS, key.at(body_place()), "request-body-removed"),
            "No body is taken any more: what consumers send is not heard.",
            ({"required": needed[0]}, None),
            pointers,
        )
        return
    if was is None or needed[0] != needed[1]:
        came = "A body is taken now" if was is None else "The body"
        recorder.change(
            *((BREAKING, CONSUMERS) if needed[1] else (COMPATIBLE, PROVIDERS)),
            *(key.at(body_place(), "/required"), "request-body-required"),
            f"{came} {'and ' if was is None else ''}must be sent now: requests without it are "
            "refused."
            if needed[1]
            else f"{came}{'' if was is None else ' may be left out now'}: requests that were "
            "valid stay valid.",
            (None if was is None else needed[0], needed[1]),
            (join(pointers[0], "required"), join(pointers[1], "required")),
        )
    if was is not None:
        _media_types(recorder, key, old, new)


def _media_types(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    was = {place.media_type or "": place for place in request_bodies_of(recorder.old, old)}
    now = {place.media_type or "": place for place in request_bodies_of(recorder.new, new)}
    for media_type, place in was.items():
        other = covering(media_type, now)
        if other is None:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(place.name), "request-media-type-removed"),
                f"A body of type {media_type} is not taken any more.",
                (media_type, None),
                (place.pointer, new.request_body_pointer),
            )
            continue
        compare_places(recorder, key, place, now[other])
        compare_encodings(recorder, key, place, now[other])
    for media_type, place in now.items():
        if covering(media_type, was) is None:
            recorder.change(
                *(COMPATIBLE, PROVIDERS, key.at(place.name), "request-media-type-added"),
                f"A body of type {media_type} is taken now, too.",
                (None, media_type),
                (old.request_body_pointer, place.pointer),
            )
