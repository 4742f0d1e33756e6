"""Compares the responses of an operation: statuses, bodies and headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausebook.clauses import ClauseKey, Place, response_bodies_of, response_place
from clausebook.diff.content import compare_places, matching_media_type
from clausebook.diff.headers import compare_headers
from clausebook.diff.recording import Recorder
from clausebook.http.statuses import WITHOUT_CONTENT
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING

_ERROR_RANGES = frozenset({"4XX", "5XX"})


def compare_responses(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Records the changes of the responses."""
    for status in old.responses:
        counterpart = _covering_status(status, new.responses)
        if (
            counterpart is None
            and status == "default"
            and {*map(str.upper, new.responses)} >= _ERROR_RANGES
        ):
            continue  # replaced by ranges: each is compared with it below
        if counterpart is None:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(response_place(status)), "response-status-removed"),
                f"The response {status} was removed: consumers that handle it will not receive "
                "it, and no replacement is documented.",
                (status, None),
                (old.response_pointers[status], join(new.pointer, "responses")),
            )
        else:
            _response(recorder, key, (old, status), (new, counterpart))
    for status in new.responses:
        counterpart = _covering_status(status, old.responses)
        if counterpart is None:
            _added(recorder, key, old, new, status)
        elif status not in old.responses:
            _response(recorder, key, (old, counterpart), (new, status))


def _covering_status(status: str, responses: Mapping[str, object]) -> str | None:
    """The entry that covers a status: its own, its range, or `default` (OAS 3.1, 4.8.16)."""
    if status in responses:
        return status
    ranges = {name.upper(): name for name in responses}
    range_name = ranges.get(f"{status[:1]}XX")
    if range_name is None and status.upper().endswith("XX"):
        return None
    return range_name or ("default" if "default" in responses and status != "default" else None)


def _added(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation, status: str) -> None:
    succeeds = status[:1] in "123"
    recorder.change(
        *((WARNING, CONSUMERS) if succeeds else (COMPATIBLE, PROVIDERS)),
        *(key.at(response_place(status)), "response-status-added"),
        f"The response {status} was added: existing requests may get it."
        if succeeds
        else f"The error response {status} was added: consumers handle it like any other.",
        (None, status),
        (join(old.pointer, "responses"), new.response_pointers[status]),
    )


def _response(
    recorder: Recorder, key: ClauseKey, old: tuple[Operation, str], new: tuple[Operation, str]
) -> None:
    before, after = (
        {place.media_type or "": place for place in places}
        for places in (_bodies(recorder.old, *old), _bodies(recorder.new, *new))
    )
    pointers = old[0].response_pointers[old[1]], new[0].response_pointers[new[1]]
    status = new[1]
    for media_type, place in before.items():
        counterpart = matching_media_type(media_type, after)
        if counterpart is not None:
            compare_places(recorder, key, place, after[counterpart])
            continue
        emptied = " and it has no content now" if not after else ""
        recorder.change(
            *(BREAKING, CONSUMERS, key.at(place.name), "response-media-type-removed"),
            f"The media type {media_type} of response {status} was removed{emptied}: consumers "
            "that read it break.",
            (media_type, None),
            (place.pointer, pointers[1]),
        )
    for media_type, place in after.items():
        if matching_media_type(media_type, before) is None:
            _content(recorder, key, place, bool(before), pointers[0])
    compare_headers(recorder, key, old, new)


def _content(
    recorder: Recorder, key: ClauseKey, place: Place, had_content: bool, old_pointer: str
) -> None:
    if had_content:
        level, whom = COMPATIBLE, PROVIDERS
        why = f"The media type {place.media_type} of response {place.status} was added."
    else:
        level, whom = BREAKING if place.status in WITHOUT_CONTENT else WARNING, CONSUMERS
        why = f"Response {place.status} had no content and has {place.media_type} now."
    recorder.change(
        *(level, whom, key.at(place.name), "response-media-type-added"),
        why,
        (None, place.media_type),
        (old_pointer, place.pointer),
    )


def _bodies(document: Document, operation: Operation, status: str) -> Iterable[Place]:
    return (place for place in response_bodies_of(document, operation) if place.status == status)
