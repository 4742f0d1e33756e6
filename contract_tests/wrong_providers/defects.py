"""How a defect is put around the reference service: what all wrong providers are made of.

No defect is named here; the service itself stays free of them.
"""

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
    """One defect: the clause it breaks (empty: an effect that no clause states), and itself."""

    clause: str
    defect: Defect


def query_of(request: Request) -> dict[str, str]:
    """The query's parameters; of a repeated one the last."""
    return dict(parse_qsl(request.query, keep_blank_values=True, errors="replace"))


def with_query(request: Request, **changes: str | None) -> Request:
    """The same request with parameters of the query set, or taken away where None."""
    merged: dict[str, str | None] = {**query_of(request), **changes}
    kept = {name: value for name, value in merged.items() if value is not None}
    return replace(request, target=f"{request.path}?{urlencode(kept)}")


def is_delete(request: Request) -> bool:
    """Whether this is the operation that most defects are about."""
    return request.method == "DELETE" and request.path.endswith("/checkpoints")


def status_for_deletion(status: int, body: bytes = b"", headers: Headers = ()) -> Defect:
    """Another answer where a checkpoint was deleted."""
    return deletion_answered(lambda _: Response(status, headers, body))


def deletion_answered(change: Callable[[Request], Response | None]) -> Defect:
    """The answer of `change` where a checkpoint was deleted, unless that is None."""

    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        deleted = is_delete(request) and response.status == 204
        return (change(request) or response) if deleted else response

    return defect


def answers(response: Response, name: str, when: Callable[[str], bool]) -> Defect:
    """One answer to every deletion whose parameter is such."""

    def defect(service: FaultyService, request: Request) -> Response:
        applies = is_delete(request) and when(query_of(request).get(name, ""))
        return response if applies else service.honest(request)

    return defect


def answers_if(response: Response, when: Callable[[Request], bool]) -> Defect:
    """One answer to every request that is such."""
    return lambda service, request: response if when(request) else service.honest(request)


def reads(name: str, change: Callable[[str], str | None], default: str | None = None) -> Defect:
    """Reads a parameter as if another value had been sent."""

    def defect(service: FaultyService, request: Request) -> Response:
        value = query_of(request).get(name)
        changed = default if value is None else change(value)
        if not is_delete(request) or changed == value:
            return service.honest(request)
        return service.honest(with_query(request, **{name: changed}))

    return defect


def reads_if(name: str, when: Callable[[str], bool], instead: str) -> Defect:
    """Reads `instead` where a parameter is such."""
    return reads(name, lambda value: instead if when(value) else value)


def deletes_more(**changes: str | None) -> Defect:
    """Deletes what was asked for and, unasked, what the changed request names."""

    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        if is_delete(request) and response.status == 204:
            service.honest(with_query(request, **changes))
        return response

    return defect


def trusts(change: Callable[[FaultyService, Request], Request]) -> Defect:
    """Takes a request for another one."""
    return lambda service, request: service.honest(change(service, request))


def errors(change: Callable[[Response], Response], *statuses: int) -> Defect:
    """Changes what refusals look like, all of them or those of some statuses."""

    def defect(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        wanted = response.status in statuses if statuses else response.status >= 400
        return change(response) if wanted and is_delete(request) else response

    return defect


def own_token(service: FaultyService, request: Request) -> Request:
    """The request with the right token."""
    return request.with_header("X-Auth-Token", service.token)
