"""Wrong providers with correct effects and invalid responses: status codes, headers, errors."""

from __future__ import annotations

import json
from dataclasses import replace

from clausebook.http.exchange import Request, Response
from reference_service.errors import json_response

from wrong_providers.defects import (
    DELETED,
    NO_CONTENT,
    OPERATION,
    REFUSED,
    STATUSES,
    Fault,
    answers_if,
    deletion_answered,
    errors,
    is_delete,
    query_of,
    status_for_deletion,
)
from wrong_providers.types import FaultyLike

NO_LENGTH = (("Content-Length", "0"),)
JSON = (("Content-Type", "application/json"),)
TRACE = 'Traceback (most recent call last):\n  File "app.py", line 7, in delete\nKeyError: 0\n'


def _as_json(value: object) -> Response:
    return Response(400, JSON, json.dumps(value).encode())


def _with(response: Response, **members: object) -> Response:
    body = {**json.loads(response.body), **members}
    return json_response(response.status, {k: v for k, v in body.items() if v is not None})


def _typed(media_type: str) -> Fault:
    return Fault(REFUSED, errors(lambda r: replace(r, headers=(("Content-Type", media_type),))))


def _shaped(body: bytes, clause: str = REFUSED) -> Fault:
    return Fault(clause, errors(lambda r: replace(r, headers=JSON, body=body)))


def _echoes_the_token(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    token = request.header("X-Auth-Token") or ""
    if not is_delete(request):
        return response
    return replace(response, headers=(*response.headers, ("X-Session", token)))


def _shows_the_token_in_errors(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    token = request.header("X-Auth-Token") or ""
    return _with(response, message=f"refused: {token}") if response.status == 400 else response


def _without_partition(response: Response) -> Fault:
    defect = deletion_answered(lambda r: None if "partition_id" in query_of(r) else response)
    return Fault(DELETED, defect)


def _repeats_unescaped(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    name = query_of(request).get("stream_name", "").encode()
    error_body = b'{"errorCode": "DIS.4301", "message": "Stream does not exist. [' + name + b']"}'
    return replace(response, body=error_body) if b"DIS.4301" in response.body else response


def _asks_for_letters(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    if request.method != "GET" or response.status != 200:
        return response
    text = json.loads(response.body)
    text["metadata"] = text["metadata"].encode("ascii", "replace").decode()
    return replace(response, body=json.dumps(text).encode())


FRAMING: dict[str, Fault] = {
    "200 instead of 204": Fault(DELETED, status_for_deletion(200)),
    "200 with a body instead of 204": Fault(DELETED, status_for_deletion(200, b"{}", JSON)),
    "201 instead of 204": Fault(DELETED, status_for_deletion(201)),
    "202 instead of 204": Fault(DELETED, status_for_deletion(202)),
    "205 instead of 204": Fault(DELETED, status_for_deletion(205)),
    "a redirect instead of 204": Fault(
        DELETED, status_for_deletion(303, headers=(("Location", "/v2"),))
    ),
    "304 instead of 204": Fault(DELETED, status_for_deletion(304)),
    "200 without a partition": _without_partition(Response(200)),
    "204 with a body": Fault(NO_CONTENT, status_for_deletion(204, b'{"deleted": true}')),
    "204 with a body without a partition": Fault(
        NO_CONTENT, _without_partition(Response(204, JSON, b"{}")).defect
    ),
    "204 with a line feed": Fault(NO_CONTENT, status_for_deletion(204, b"\n")),
    "204 with null": Fault(NO_CONTENT, status_for_deletion(204, b"null", JSON)),
    "204 with Content-Length": Fault(NO_CONTENT, status_for_deletion(204, headers=NO_LENGTH)),
    "204 with Transfer-Encoding": Fault(
        NO_CONTENT, status_for_deletion(204, headers=(("Transfer-Encoding", "chunked"),))
    ),
}

HEADERS: dict[str, Fault] = {
    "error without a media type": Fault(REFUSED, errors(lambda r: replace(r, headers=()))),
    "error as text/plain": _typed("text/plain"),
    "error as text/html": _typed("text/html; charset=utf-8"),
    "error as problem+json": _typed("application/problem+json"),
    "error as octets": _typed("application/octet-stream"),
    "a date as ISO 8601 writes it": Fault(
        OPERATION, errors(lambda r: replace(r, headers=(*r.headers, ("Date", "2026-11-24T10:00Z"))))
    ),
    "405 that allows what it refuses": Fault(
        "", answers_if(Response(405, (("Allow", "PUT, GET"),)), lambda r: r.method == "PUT")
    ),
    "the token in a header": Fault(OPERATION, _echoes_the_token),
    "the token in an error": Fault("", _shows_the_token_in_errors),
}

SHAPES: dict[str, Fault] = {
    "error body of the wrong shape": _shaped(b'{"error": "no"}', f"{REFUSED} /anyOf"),
    "error without its message": Fault(
        f"{REFUSED} /anyOf", errors(lambda r: _with(r, message=None, error_msg=None))
    ),
    "error with a number as code": Fault(
        f"{REFUSED} /anyOf", errors(lambda r: _with(r, errorCode=4200, error_code=4200))
    ),
    "error with a null message": _shaped(
        b'{"errorCode": "DIS.4200", "message": null}', f"{REFUSED} /anyOf"
    ),
    "error as an array": _shaped(
        b'[{"errorCode": "DIS.4200", "message": "no"}]', f"{REFUSED} /anyOf"
    ),
    "error within error": _shaped(
        b'{"error": {"errorCode": "DIS.4200", "message": "no"}}', f"{REFUSED} /anyOf"
    ),
    "error as JSON within JSON": _shaped(
        json.dumps('{"errorCode": "DIS.4200", "message": "no"}').encode(), f"{REFUSED} /anyOf"
    ),
    "error without a body": _shaped(b""),
    "error that is no JSON": _shaped(b"Invalid request."),
    "a name unescaped in an error": Fault(REFUSED, _repeats_unescaped),
    "letters beyond ASCII asked for": Fault("POST /v2/{}/checkpoints effect", _asks_for_letters),
    "error cut short": Fault(REFUSED, errors(lambda r: replace(r, body=r.body[:-1]))),
    "error in Latin-1": _shaped('{"errorCode": "DIS.4200", "message": "é"}'.encode("latin-1")),
    "400 as 422": Fault(STATUSES, errors(lambda r: replace(r, status=422), 400)),
    "400 as 404": Fault(STATUSES, errors(lambda r: replace(r, status=404), 400)),
    "400 as 409": Fault(STATUSES, errors(lambda r: replace(r, status=409), 400)),
    "401 as 400": Fault("", errors(lambda r: replace(r, status=400), 401)),
    "401 as 404": Fault(STATUSES, errors(lambda r: replace(r, status=404), 401)),
    "401 without a body": Fault(
        f"{DELETED[:-3]}401 application/json", errors(lambda r: Response(401), 401)
    ),
    "403 as text": Fault(
        f"{DELETED[:-3]}403 application/json", errors(lambda r: Response(403, (), b"no"), 403)
    ),
    "a stack trace in an error": Fault(
        OPERATION, errors(lambda r: _with(r, message=TRACE, error_msg=TRACE), 400)
    ),
}
