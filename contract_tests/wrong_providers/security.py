"""Wrong providers with authentication or authorization defects."""

from __future__ import annotations

from collections.abc import Callable

from clausebook.http.exchange import Request, Response
from reference_service.errors import json_response
from reference_service.state import FOREIGN_PROJECT

from wrong_providers.defects import (
    DELETE,
    TOKEN,
    Fault,
    is_delete,
    own_token,
    query_of,
    trusts,
)
from wrong_providers.types import FaultyLike

UNAUTHENTICATED = json_response(401, {"errorCode": "DIS.4114", "message": "Invalid Token header."})
SIGNED = f"{DELETE} security signature"


def _opened_by(when: Callable[[FaultyLike, Request], bool], clause: str = TOKEN) -> Fault:
    def change(service: FaultyLike, request: Request) -> Request:
        return own_token(service, request) if when(service, request) else request

    return Fault(clause, trusts(change))


def _token(when: Callable[[str, str], bool]) -> Fault:
    """Accept a token that compares so to the valid one."""

    def opens(service: FaultyLike, request: Request) -> bool:
        sent = request.header("X-Auth-Token")
        return sent is not None and when(sent, service.token)

    return _opened_by(opens)


def _token_of_path(service: FaultyLike, request: Request) -> Request:
    known = request.header("X-Auth-Token") in (service.token, service.foreign_token)
    foreign = FOREIGN_PROJECT in request.path
    token = service.foreign_token if foreign else service.token
    return request.with_header("X-Auth-Token", token) if known else request


def _effect_before_the_check(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    if response.status == 401 and is_delete(request):
        service.honest(own_token(service, request))
    return response


def _signatures_refused(service: FaultyLike, request: Request) -> Response:
    refused = is_delete(request) and request.header("Authorization") is not None
    return UNAUTHENTICATED if refused else service.honest(request)


def _foreign_as(status: int) -> Fault:
    def defect(service: FaultyLike, request: Request) -> Response:
        response = service.honest(request)
        if response.status != 403:
            return response
        return Response(status, response.headers, response.body)

    return Fault(f"{DELETE} response 403", defect)


SECURITY: dict[str, Fault] = {
    "token ignored": _opened_by(lambda *_: True),
    "token ignored for deletions": _opened_by(lambda _, request: is_delete(request)),
    "no token accepted": _opened_by(
        lambda _, r: r.header("X-Auth-Token") is None and r.header("Authorization") is None
    ),
    "any token accepted": _token(lambda sent, right: bool(sent)),
    "any long token accepted": _token(lambda sent, right: len(sent) > 10),
    "any token of the right length accepted": _token(lambda s, right: len(s) == len(right)),
    "empty token accepted": _token(lambda sent, right: not sent),
    "blank token accepted": _token(lambda sent, right: not sent.strip()),
    "prefix of the token accepted": _token(lambda s, right: bool(s) and right.startswith(s)),
    "first half of the token compared": _token(lambda s, right: s[:32] == right[:32]),
    "end of the token accepted": _token(lambda s, right: bool(s) and right.endswith(s)),
    "more than the token accepted": _token(lambda s, right: s.startswith(right)),
    "token within another accepted": _token(lambda s, right: right in s),
    "token in any case accepted": _token(lambda s, right: s.lower() == right.lower()),
    "token in the query accepted": _opened_by(
        lambda service, r: query_of(r).get("X-Auth-Token") == service.token
    ),
    "token as Bearer accepted": _opened_by(
        lambda service, r: r.header("Authorization") == f"Bearer {service.token}"
    ),
    "token as a cookie accepted": _opened_by(
        lambda service, r: f"X-Auth-Token={service.token}" in (r.header("Cookie") or "")
    ),
    "any signature accepted": _opened_by(
        lambda _, r: (r.header("Authorization") or "").startswith("SDK-HMAC-SHA256"), ""
    ),
    "any Authorization accepted": _opened_by(lambda _, r: bool(r.header("Authorization")), ""),
    "signatures refused": Fault("", _signatures_refused),
    "foreign project accepted": Fault(f"{DELETE} response 403", trusts(_token_of_path)),
    "foreign project as 401": _foreign_as(401),
    "foreign project as 400": _foreign_as(400),
    "deleted before the token is looked at": Fault(TOKEN, _effect_before_the_check),
}
