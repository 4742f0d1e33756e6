"""Building blocks of defects, which wrap the reference service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from clausebook.http.exchange import Headers, Request, Response
from reference_service.errors import json_response

if TYPE_CHECKING:
    from wrong_providers.listing import FaultyService

CHECKPOINTS = "/v2/{}/checkpoints"
DELETE = f"DELETE {CHECKPOINTS}"
OPERATION = f"{DELETE} operation"
EFFECT = f"{DELETE} effect"
METHODS = f"* {CHECKPOINTS} methods"
APP = f"{DELETE} query app_name"
TYPE = f"{DELETE} query checkpoint_type"
PARTITION = f"{DELETE} query partition_id"
TOKEN = f"{DELETE} security apiKey header X-Auth-Token"
DELETED = f"{DELETE} response 204"
NO_CONTENT = f"{DELETED} no content"
REFUSED = f"{DELETE} response 400 application/json"
STATUSES = f"{DELETE} responses"
SYSTEM_ERROR = json_response(500, {"errorCode": "DIS.5000", "message": "System error."})
BAD_REQUEST = json_response(400, {"errorCode": "DIS.4200", "message": "Invalid request."})
NO_CHECKPOINT = json_response(
    400, {"errorCode": "DIS.4375", "message": "The app does not commit checkpoint"}
)
Defect = Callable[["FaultyService", Request], Response]


@dataclass(frozen=True, slots=True)
class Fault:
    """A defect and the clause it breaks (empty for an effect without a clause)."""

    clause: str
    defect: Defect


def query_of(request: Request) -> dict[str, str]:
    """The query parameters; the last value of a repeated one."""
    return dict(parse_qsl(request.query, keep_blank_values=True, errors="replace"))


def with_query(request: Request, **changes: str | None) -> Request:
    """A copy with query parameters set, or removed if None."""
    merged: dict[str, str | None] = {**query_of(request), **changes}
    parameters = {name: value for name, value in merged.items() if value is not None}
    return replace(request, target=f"{request.path}?{urlencode(parameters)}")


def is_delete(request: Request) -> bool:
    """Whether the request is of the delete operation."""
    return request.method == "DELETE" and request.path.endswith("/checkpoints")


def status_for_deletion(status: int, body: bytes = b"", headers: Headers = ()) -> Defect:
    """Return another response after a deletion."""
    return deletion_answered(lambda _: Response(status, headers, body))


def deletion_answered(change: Callable[[Request], Response | None]) -> Defect:
    """Return the response of `change` after a deletion, unless it is None."""

    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        deleted = is_delete(request) and response.status == 204
        return (change(request) or response) if deleted else response

    return defect


def answers(response: Response, name: str, when: Callable[[str], bool]) -> Defect:
    """Return `response` to every deletion whose parameter meets `when`."""

    def defect(service: FaultyService, request: Request) -> Response:
        applies = is_delete(request) and when(query_of(request).get(name, ""))
        return response if applies else service.honest(request)

    return defect


def answers_if(response: Response, when: Callable[[Request], bool]) -> Defect:
    """Return `response` to every request that meets `when`."""
    return lambda service, request: response if when(request) else service.honest(request)


def reads(name: str, change: Callable[[str], str | None], default: str | None = None) -> Defect:
    """Replace the value of a parameter."""

    def defect(service: FaultyService, request: Request) -> Response:
        value = query_of(request).get(name)
        changed = default if value is None else change(value)
        if not is_delete(request) or changed == value:
            return service.honest(request)
        return service.honest(with_query(request, **{name: changed}))

    return defect


def reads_if(name: str, when: Callable[[str], bool], instead: str) -> Defect:
    """Replace the value of a parameter by `instead` if it meets `when`."""
    return reads(name, lambda value: instead if when(value) else value)


def deletes_more(**changes: str | None) -> Defect:
    """Also delete the resource of the changed request."""

    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        if is_delete(request) and response.status == 204:
            service.honest(with_query(request, **changes))
        return response

    return defect


def trusts(change: Callable[[FaultyService, Request], Request]) -> Defect:
    """Handle a changed request instead."""
    return lambda service, request: service.honest(change(service, request))


def errors(change: Callable[[Response], Response], *statuses: int) -> Defect:
    """Change error responses, all or those of some status codes."""

    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        applies = response.status in statuses if statuses else response.status >= 400
        return change(response) if applies and is_delete(request) else response

    return defect


def own_token(service: FaultyService, request: Request) -> Request:
    """The request with a valid token."""
    return request.with_header("X-Auth-Token", service.token)
