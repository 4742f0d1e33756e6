"""Wrong providers with valid responses and wrong effects on state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clausebook.http.exchange import Request, Response
from reference_service.state import Checkpoint

from wrong_providers.defects import (
    EFFECT,
    NO_CHECKPOINT,
    SYSTEM_ERROR,
    Defect,
    Fault,
    deletes_more,
    is_delete,
    query_of,
    reads,
    with_query,
)
from wrong_providers.types import FaultyLike


def _without_effect(*methods: str) -> Defect:
    def defect(service: FaultyLike, request: Request) -> Response:
        before = service.state.checkpoints()
        response = service.honest(request)
        if request.method in methods:
            service.state.restore(before)
        return response

    return defect


def _first_commit_stays(service: FaultyLike, request: Request) -> Response:
    before = service.state.checkpoints()
    response = service.honest(request)
    if request.method == "POST" and len(service.state.checkpoints()) == len(before):
        service.state.restore(before)
    return response


def _metadata_stays(service: FaultyLike, request: Request) -> Response:
    before = {row[:4]: row.metadata for row in service.state.checkpoints()}
    response = service.honest(request)
    if request.method == "POST":
        rows = service.state.checkpoints()
        kept = [row._replace(metadata=row.metadata or before.get(row[:4])) for row in rows]
        service.state.restore(tuple(kept))
    return response


def _overlong_name_deletes(service: FaultyLike, request: Request) -> Response:
    name = query_of(request).get("app_name", "")
    if is_delete(request) and len(name) > 50:
        service.honest(with_query(request, app_name=name[:50]))
    return service.honest(request)


def _refuses_but_deletes(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    if is_delete(request) and response.status == 400:
        service.state.restore(service.state.checkpoints()[1:])
    return response


def _slash_is_taken(service: FaultyLike, request: Request) -> Response:
    target = request.target.replace("/checkpoints/", "/checkpoints", 1)
    return service.honest(replace(request, target=target))


def _deletes_where(goes: Callable[[Checkpoint, dict[str, str]], bool]) -> Fault:
    """Also delete each checkpoint for which `goes` is true."""

    def defect(service: FaultyLike, request: Request) -> Response:
        response = service.honest(request)
        if is_delete(request) and response.status == 204:
            named = query_of(request)
            rows = service.state.checkpoints()
            service.state.restore(tuple(row for row in rows if not goes(row, named)))
        return response

    return Fault(EFFECT, defect)


def _names_like(change: Callable[[str], str]) -> Fault:
    """Match app names loosely in deletions."""
    return Fault(EFFECT, reads("app_name", change))


def _second_deletion(response_to_second: Response) -> Fault:
    def defect(service: FaultyLike, request: Request) -> Response:
        response = service.honest(request)
        return (
            response_to_second if is_delete(request) and b"DIS.4375" in response.body else response
        )

    return Fault(EFFECT, defect)


def _every(number: int, instead: Callable[[FaultyLike, Request], Response]) -> Fault:
    """Do something else at every `number`-th deletion."""

    def defect(service: FaultyLike, request: Request) -> Response:
        if not is_delete(request):
            return service.honest(request)
        service.deletions += 1
        return (
            instead(service, request)
            if service.deletions % number == 0
            else (service.honest(request))
        )

    return Fault(EFFECT, defect)


def _nothing(service: FaultyLike, request: Request) -> Response:
    return _without_effect("DELETE")(service, request)


def _kept_in_part(**kept: str | None) -> Fault:
    """Change the checkpoint instead of deleting it."""

    def defect(service: FaultyLike, request: Request) -> Response:
        before = service.state.checkpoints()
        response = service.honest(request)
        if is_delete(request) and response.status == 204:
            left = service.state.checkpoints()
            back = [replace_row(row, kept) for row in before if row not in left]
            service.state.restore((*left, *back))
        return response

    return Fault(EFFECT, defect)


def replace_row(row: Checkpoint, kept: dict[str, str | None]) -> Checkpoint:
    """The row with these columns changed."""
    return row._replace(**kept)  # type: ignore[arg-type]  # the columns that are text


def _later(requests: int) -> Fault:
    """Apply a deletion only after `requests` further requests."""

    def defect(service: FaultyLike, request: Request) -> Response:
        service.waiting = [(left - 1, late) for left, late in service.waiting]
        for left, late in service.waiting:
            if left < 0:
                service.honest(late)
        service.waiting = [(left, late) for left, late in service.waiting if left >= 0]
        response = _without_effect("DELETE")(service, request)
        if is_delete(request) and response.status == 204:
            service.waiting.append((requests, request))
        return response

    return Fault(EFFECT, defect)


def _shows_what_was(service: FaultyLike, request: Request) -> Response:
    """A read cache that a deletion does not invalidate."""
    response = service.honest(request)
    if request.method == "GET" and response.status == 200:
        service.cache[request.target] = response
    return service.cache.get(request.target, response) if request.method == "GET" else response


def _cannot_be_made_again(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    if is_delete(request) and response.status == 204:
        service.buried.add(query_of(request).get("app_name", ""))
    if request.method == "GET" and query_of(request).get("app_name") in service.buried:
        return NO_CHECKPOINT
    return response


def _next_partition(service: FaultyLike, request: Request) -> Response:
    named = query_of(request).get("partition_id", "")
    if not is_delete(request) or named[-1:] not in ("0", "1"):
        return service.honest(request)
    return service.honest(with_query(request, partition_id=str(int(named[-1:]) + 1)))


def _full_form_only(service: FaultyLike, request: Request) -> Response:
    bare = query_of(request).get("partition_id", "").isdigit()
    return _without_effect("DELETE")(service, request) if bare else service.honest(request)


STATE: dict[str, Fault] = {
    "nothing deleted": Fault(EFFECT, _without_effect("DELETE")),
    "nothing committed": Fault("", _without_effect("POST")),
    "every partition deleted": Fault(EFFECT, reads("partition_id", lambda _: None)),
    "other stream deleted": Fault(EFFECT, deletes_more(stream_name="returns")),
    "prefix-matched app deleted": Fault(EFFECT, deletes_more(app_name="billing-2")),
    "other app deleted": Fault(EFFECT, deletes_more(app_name="audit")),
    "other partition deleted": Fault(EFFECT, deletes_more(partition_id="1")),
    "everything deleted": _deletes_where(lambda row, named: True),
    "the whole stream deleted": _deletes_where(lambda row, q: row.stream == q["stream_name"]),
    "the app deleted in every stream": _deletes_where(lambda row, q: row.app == q["app_name"]),
    "apps deleted by their beginning": _deletes_where(
        lambda row, q: row.app.startswith(q["app_name"])
    ),
    "the partition deleted of every app": _deletes_where(
        lambda row, q: row.partition == int(q.get("partition_id", "0")[-1:])
    ),
    "the next partition deleted": Fault(EFFECT, _next_partition),
    "nothing deleted by the bare number": Fault("", _full_form_only),
    "names as patterns": _names_like(lambda a: "billing" if a in ("%", "*") else a),
    "names in any case": _names_like(str.lower),
    "names with a blank behind": _names_like(str.rstrip),
    "names by their beginning": _names_like(
        lambda a: "billing" if len(a) > 1 and "billing".startswith(a) else a
    ),
    "second deletion fails": _second_deletion(SYSTEM_ERROR),
    "second deletion is a conflict": _second_deletion(Response(409)),
    "second deletion is 200": _second_deletion(Response(200)),
    "every tenth deletion fails": _every(10, lambda *_: SYSTEM_ERROR),
    "every tenth deletion does nothing": _every(10, _nothing),
    "every fortieth deletion fails": _every(40, lambda *_: SYSTEM_ERROR),
    "every thirtieth deletion does nothing": _every(30, _nothing),
    "metadata deleted alone": _kept_in_part(metadata=None),
    "sequence number deleted alone": _kept_in_part(sequence_number=""),
    "deleted after the next request": _later(1),
    "deleted after five requests": _later(5),
    "reads are stale": Fault(EFFECT, _shows_what_was),
    "cannot be made again": Fault("POST /v2/{}/checkpoints effect", _cannot_be_made_again),
    "the first commit stays": Fault("POST /v2/{}/checkpoints effect", _first_commit_stays),
    "metadata stays": Fault("POST /v2/{}/checkpoints effect", _metadata_stays),
    "a refused name deletes what it begins with": Fault(EFFECT, _overlong_name_deletes),
    "refused request deletes anyway": Fault("", _refuses_but_deletes),
    "trailing slash accepted": Fault("", _slash_is_taken),
}
