"""What is answered, before and after: statuses, bodies and headers of one operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clausebook.clauses import ClauseKey, Place, response_bodies_of, response_place
from clausebook.diff.content import compare_places, covering
from clausebook.diff.headers import compare_headers
from clausebook.diff.recording import Recorder
from clausebook.http.statuses import WITHOUT_CONTENT
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join
from clausebook.report.comparison import BREAKING, COMPATIBLE, CONSUMERS, PROVIDERS, WARNING

_REFUSALS = frozenset({"4XX", "5XX"})


def compare_responses(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation) -> None:
    """Records what changed in the answers."""
    for status in old.responses:
        other = _spoken_for(status, new.responses)
        if other is None and status == "default" and {*map(str.upper, new.responses)} >= _REFUSALS:
            continue  # taken apart: what each range answers is compared with it below
        if other is None:
            recorder.change(
                *(BREAKING, CONSUMERS, key.at(response_place(status)), "response-status-removed"),
                f"The answer {status} is not documented any more: consumers that handle it wait "
                "in vain, and what comes in its place is not promised.",
                (status, None),
                (old.response_pointers[status], join(new.pointer, "responses")),
            )
        else:
            _answer(recorder, key, (old, status), (new, other))
    for status in new.responses:
        other = _spoken_for(status, old.responses)
        if other is None:
            _added(recorder, key, old, new, status)
        elif status not in old.responses:
            _answer(recorder, key, (old, other), (new, status))


def _spoken_for(status: str, responses: Mapping[str, object]) -> str | None:
    """The entry that speaks for a status: its own, its range, or `default` (OAS 3.1, 4.8.16)."""
    if status in responses:
        return status
    ranges = {name.upper(): name for name in responses}
    found = ranges.get(f"{status[:1]}XX")
    if found is None and status.upper().endswith("XX"):
        return None
    return found or ("default" if "default" in responses and status != "default" else None)


def _added(recorder: Recorder, key: ClauseKey, old: Operation, new: Operation, status: str) -> None:
    succeeds = status[:1] in "123"
    recorder.change(
        *((WARNING, CONSUMERS) if succeeds else (COMPATIBLE, PROVIDERS)),
        *(key.at(response_place(status)), "response-status-added"),
        f"The answer {status} is new: whether requests of before get it, the documents cannot say."
        if succeeds
        else f"The refusal {status} is documented now: consumers handle it as any other.",
        (None, status),
        (join(old.pointer, "responses"), new.response_pointers[status]),
    )


def _answer(
    recorder: Recorder, key: ClauseKey, old: tuple[Operation, str], new: tuple[Operation, str]
) -> None:
    was, now = (
        {place.media_type or "": place for place in places}
        for places in (_bodies(recorder.old, *old), _bodies(recorder.new, *new))
    )
    pointers = old[0].response_pointers[old[1]], new[0].response_pointers[new[1]]
    status = new[1]
    for media_type, place in was.items():
        other = covering(media_type, now)
        if other is not None:
            compare_places(recorder, key, place, now[other])
            continue
        emptied = "; it has no content now" if not now else ""
        recorder.change(
            *(BREAKING, CONSUMERS, key.at(place.name), "response-media-type-removed"),
            f"The answer {status} is not {media_type} any more{emptied}: consumers that read "
            "it find nothing.",
            (media_type, None),
            (place.pointer, pointers[1]),
        )
    for media_type, place in now.items():
        if covering(media_type, was) is None:
            _content(recorder, key, place, bool(was), pointers[0])
    compare_headers(recorder, key, old, new)


def _content(
    recorder: Recorder, key: ClauseKey, place: Place, had_content: bool, old_pointer: str
) -> None:
    if had_content:
        level, whom = COMPATIBLE, PROVIDERS
        why = f"The answer {place.status} may be {place.media_type} too: consumers choose."
    else:
        level, whom = BREAKING if place.status in WITHOUT_CONTENT else WARNING, CONSUMERS
        why = f"The answer {place.status} had no content and has {place.media_type} now."
    recorder.change(
        *(level, whom, key.at(place.name), "response-media-type-added"),
        why,
        (None, place.media_type),
        (old_pointer, place.pointer),
    )


def _bodies(document: Document, operation: Operation, status: str) -> Iterable[Place]:
    return (place for place in response_bodies_of(document, operation) if place.status == status)
