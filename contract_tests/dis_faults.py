"""Wrong providers: the reference service with one defect each, to show that the checks have teeth.

A defect is put around the service, which stays free of it; only Python code can ask for one. Each
row of `FAULTS` names the clause that the defect breaks.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from clausebook.exchange import Headers, Request, Response
from dis_refusal import json_response
from dis_service import DisService
from dis_state import FOREIGN_PROJECT

CHECKPOINTS = "/v2/{}/checkpoints"
DELETE = f"DELETE {CHECKPOINTS}"
APP = f"{DELETE} query app_name"
TYPE = f"{DELETE} query checkpoint_type"
PARTITION = f"{DELETE} query partition_id"
TOKEN = f"{DELETE} security apiKey header X-Auth-Token"
DELETED = f"{DELETE} response 204"
NO_CONTENT = f"{DELETED} no content"
REFUSED = f"{DELETE} response 400 application/json"
SYSTEM_ERROR = json_response(500, {"errorCode": "DIS.5000", "message": "System error."})
NO_LENGTH = (("Content-Length", "0"),)
Defect = Callable[["FaultyService", Request], Response]


@dataclass(frozen=True, slots=True)
class Fault:
    """One defect: the clause it breaks (empty: an effect that no clause states), and itself."""

    clause: str
    defect: Defect


class FaultyService(DisService):
    """The reference service with the defects named in `sabotage`, the first one outermost."""

    def __init__(self, *sabotage: str) -> None:
        super().__init__(None, time.time)
        self.sabotage = frozenset(sabotage)
        self._left = [FAULTS[name].defect for name in sabotage]

    def answer(self, request: Request) -> Response:
        """The response of the service behind its defects."""
        if not self._left:
            return super().answer(request)
        defect = self._left.pop(0)
        try:
            return defect(self, request)
        finally:
            self._left.insert(0, defect)

    def honest(self, request: Request) -> Response:
        """The response behind the defect at work, which calls this to get it."""
        return self.answer(request)


def faulty(*names: str) -> FaultyService:
    """A reference service, in memory, with these defects of `FAULTS`."""
    return FaultyService(*names)


def query_of(request: Request) -> dict[str, str]:
    """The query's parameters; of a repeated one the last."""
    return dict(parse_qsl(request.query, keep_blank_values=True))


def with_query(request: Request, **changes: str | None) -> Request:
    """The same request with parameters of the query set, or taken away where None."""
    merged: dict[str, str | None] = {**query_of(request), **changes}
    kept = {name: value for name, value in merged.items() if value is not None}
    return replace(request, target=f"{request.path}?{urlencode(kept)}")


def _is_delete(request: Request) -> bool:
    return request.method == "DELETE" and request.path.endswith("/checkpoints")


def _status_for_deletion(status: int, body: bytes = b"", headers: Headers = ()) -> Defect:
    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        deleted = _is_delete(request) and response.status == 204
        return Response(status, headers, body) if deleted else response

    return defect


def _answers(response: Response, name: str, when: Callable[[str], bool]) -> Defect:
    def defect(service: FaultyService, request: Request) -> Response:
        applies = _is_delete(request) and when(query_of(request).get(name, ""))
        return response if applies else service.honest(request)

    return defect


def _reads(name: str, change: Callable[[str], str | None], default: str | None = None) -> Defect:
    """Reads a parameter as if another value had been sent."""

    def defect(service: FaultyService, request: Request) -> Response:
        value = query_of(request).get(name)
        changed = default if value is None else change(value)
        if not _is_delete(request) or changed == value:
            return service.honest(request)
        return service.honest(with_query(request, **{name: changed}))

    return defect


def _deletes_more(**changes: str | None) -> Defect:
    """Deletes what was asked for and, unasked, what the changed request names."""

    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        if _is_delete(request) and response.status == 204:
            service.honest(with_query(request, **changes))
        return response

    return defect


def _trusts(change: Callable[[FaultyService, Request], Request]) -> Defect:
    return lambda service, request: service.honest(change(service, request))


def _without_effect(*methods: str) -> Defect:
    def defect(service: FaultyService, request: Request) -> Response:
        before = service.state.checkpoints()
        response = service.honest(request)
        if request.method in methods:
            service.state.restore(before)
        return response

    return defect


def _own_token(service: FaultyService, request: Request) -> Request:
    return request.with_header("X-Auth-Token", service.token)


def _token_of_path(service: FaultyService, request: Request) -> Request:
    known = request.header("X-Auth-Token") in (service.token, service.foreign_token)
    foreign = FOREIGN_PROJECT in request.path
    token = service.foreign_token if foreign else service.token
    return request.with_header("X-Auth-Token", token) if known else request


def _empty_token(service: FaultyService, request: Request) -> Request:
    return _own_token(service, request) if request.header("X-Auth-Token") == "" else request


def _token_prefix(service: FaultyService, request: Request) -> Request:
    sent = request.header("X-Auth-Token")
    known = bool(sent) and service.token.startswith(sent or "")
    return _own_token(service, request) if known else request


def _token_any_case(service: FaultyService, request: Request) -> Request:
    sent = request.header("X-Auth-Token") or ""
    return _own_token(service, request) if sent.lower() == service.token.lower() else request


def _wrong_error_shape(service: FaultyService, request: Request) -> Response:
    response = service.honest(request)
    return json_response(response.status, {"error": "no"}) if response.status >= 400 else response


def _error_without_type(service: FaultyService, request: Request) -> Response:
    response = service.honest(request)
    return replace(response, headers=()) if response.status >= 400 else response


def _refuses_but_deletes(service: FaultyService, request: Request) -> Response:
    response = service.honest(request)
    if _is_delete(request) and response.status == 400:
        service.state.restore(service.state.checkpoints()[1:])
    return response


def _head_deletes(service: FaultyService, request: Request) -> Response:
    method = "DELETE" if request.method == "HEAD" else request.method
    return service.honest(replace(request, method=method))


def _slash_is_taken(service: FaultyService, request: Request) -> Response:
    target = request.target.replace("/checkpoints/", "/checkpoints", 1)
    return service.honest(replace(request, target=target))


FAULTS: dict[str, Fault] = {
    "200 instead of 204": Fault(DELETED, _status_for_deletion(200)),
    "202 instead of 204": Fault(DELETED, _status_for_deletion(202)),
    "204 with a body": Fault(NO_CONTENT, _status_for_deletion(204, b'{"deleted": true}')),
    "204 with Content-Length": Fault(NO_CONTENT, _status_for_deletion(204, headers=NO_LENGTH)),
    "missing app_name accepted": Fault(f"{APP} /required", _reads("app_name", str, "billing")),
    "missing stream_name accepted": Fault(
        f"{DELETE} query stream_name /required", _reads("stream_name", str, "orders")
    ),
    "missing checkpoint_type accepted": Fault(
        f"{TYPE} /required", _reads("checkpoint_type", str, "LAST_READ")
    ),
    "51 characters accepted": Fault(
        f"{APP} /maxLength", _answers(Response(204), "app_name", lambda name: len(name) == 51)
    ),
    "50 characters refused": Fault(
        f"{APP} /maxLength", _reads("app_name", lambda name: "?" * 51 if len(name) == 50 else name)
    ),
    "empty app_name accepted": Fault(
        f"{APP} /minLength", _reads("app_name", lambda name: name or "billing")
    ),
    "any enum value accepted": Fault(
        f"{TYPE} /enum", _reads("checkpoint_type", lambda _: "LAST_READ")
    ),
    "enum in any case accepted": Fault(f"{TYPE} /enum", _reads("checkpoint_type", str.upper)),
    "500 on a bad enum": Fault(
        f"{TYPE} /enum",
        _answers(SYSTEM_ERROR, "checkpoint_type", lambda kind: kind not in ("", "LAST_READ")),
    ),
    "malformed partition_id accepted": Fault(
        f"{PARTITION} /pattern",
        _reads("partition_id", lambda p: p if re.fullmatch(r"(shardId-)?[0-9]+", p) else "0"),
    ),
    "partition_id demanded": Fault(f"{PARTITION} /required", _reads("partition_id", str, "none")),
    "token ignored": Fault(TOKEN, _trusts(_own_token)),
    "empty token accepted": Fault(TOKEN, _trusts(_empty_token)),
    "prefix of the token accepted": Fault(TOKEN, _trusts(_token_prefix)),
    "token in any case accepted": Fault(TOKEN, _trusts(_token_any_case)),
    "foreign project accepted": Fault(f"{DELETE} response 403", _trusts(_token_of_path)),
    "error body of the wrong shape": Fault(
        f"{REFUSED} /anyOf", _wrong_error_shape
    ),
    "error without a media type": Fault(REFUSED, _error_without_type),
    "nothing deleted": Fault("", _without_effect("DELETE")),
    "nothing committed": Fault("", _without_effect("POST")),
    "every partition deleted": Fault("", _reads("partition_id", lambda _: None)),
    "other stream deleted": Fault("", _deletes_more(stream_name="returns")),
    "prefix-matched app deleted": Fault("", _deletes_more(app_name="billing-2")),
    "other app deleted": Fault("", _deletes_more(app_name="audit")),
    "other partition deleted": Fault("", _deletes_more(partition_id="1")),
    "refused request deletes anyway": Fault("", _refuses_but_deletes),
    "HEAD deletes": Fault(f"* {CHECKPOINTS} methods", _head_deletes),
    "trailing slash accepted": Fault("", _slash_is_taken),
}
