"""Correct providers that differ from the reference service where the sources allow it.

A check that fails for one raises a false alarm. `OPEN` are other choices where the vendor is
silent, `STYLES` are differences in style.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from dataclasses import replace

from clausebook.http.exchange import Request, Response
from starlette.types import Message, Receive, Scope, Send
from wrong_providers.defects import BAD_REQUEST, is_delete, query_of, with_query
from wrong_providers.listing import FaultyService

from reference_service.errors import json_response
from reference_service.rules import PARAMETERS

Variation = Callable[[FaultyService, Request], Response]


class Variant(FaultyService):
    """The reference service with a variation of its responses."""

    def __init__(self, variation: Variation) -> None:
        super().__init__()
        self._variations = [variation]

    def respond(self, request: Request) -> Response:
        """The varied response; inside a variation, the plain one."""
        if not self._variations:
            return super().respond(request)
        variation = self._variations.pop()
        try:
            return variation(self, request)
        finally:
            self._variations.append(variation)


def _changed(change: Callable[[Response], Response]) -> Variation:
    return lambda service, request: change(service.honest(request))


def _upper(response: Response) -> Response:
    return replace(response, headers=tuple((n.upper(), v) for n, v in response.headers))


def _more_headers(response: Response) -> Response:
    more = (("Server", "x"), ("X-Request-Id", "0d9b"), ("Date", "Tue, 24 Nov 2026 21:00:00 GMT"))
    return replace(response, headers=(*response.headers, *more))


def _error(change: Callable[[dict[str, str]], dict[str, str]]) -> Variation:
    def variation(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        if response.status < 400 or response.status == 405:
            return response
        return json_response(response.status, change(json.loads(response.body)))

    return variation


def _by_gateway(body: dict[str, str]) -> dict[str, str]:
    code = body.get("errorCode") or body["error_code"]
    return {"error_code": code, "error_msg": "no", "request_id": "0d9b"}


def _in_both_shapes(body: dict[str, str]) -> dict[str, str]:
    shape = _by_gateway(body)
    return {**shape, "errorCode": shape["error_code"], "message": "no"}


def _backwards(response: Response) -> Response:
    if not response.body.startswith(b"{"):
        return response
    members = dict(reversed(json.loads(response.body).items()))
    return replace(response, body=json.dumps(members, indent=2).encode())


_ANSWERS = itertools.count(1)


def _numbered(response: Response) -> Response:
    """Each JSON response has a unique number and its members in varying order."""
    if not response.body.startswith(b"{"):
        return response
    number = next(_ANSWERS)
    members = [*json.loads(response.body).items(), ("answer", {"number": number})]
    turned = dict(members[number % len(members) :] + members[: number % len(members)])
    return replace(response, body=json.dumps(turned, indent=number % 3 or None).encode())


def _by_gateway_with_an_id(body: dict[str, str]) -> dict[str, str]:
    return {**_by_gateway(body), "request_id": f"{next(_ANSWERS):032x}"}


def _charset(response: Response) -> Response:
    named = tuple(
        (name, f"{value}; charset=utf-8" if name == "Content-Type" else value)
        for name, value in response.headers
    )
    return replace(response, headers=named)


def _missing_is_204(service: FaultyService, request: Request) -> Response:
    response = service.honest(request)
    return Response(204) if is_delete(request) and b"DIS.4375" in response.body else response


def _read_after_delete(value: dict[str, str]) -> Variation:
    def variation(service: FaultyService, request: Request) -> Response:
        response = service.honest(request)
        gone = request.method == "GET" and b"DIS.4375" in response.body
        return json_response(200, value) if gone else response

    return variation


def _none_without_partition(service: FaultyService, request: Request) -> Response:
    before = service.state.checkpoints()
    response = service.honest(request)
    if is_delete(request) and "partition_id" not in query_of(request):
        service.state.restore(before)
    return response


def _unknown_refused(service: FaultyService, request: Request) -> Response:
    unknown = set(query_of(request)) - PARAMETERS
    return (
        BAD_REQUEST
        if unknown and request.path.endswith("/checkpoints")
        else (service.honest(request))
    )


def _last_of_repeated(service: FaultyService, request: Request) -> Response:
    known = {name: value for name, value in query_of(request).items() if name in PARAMETERS}
    repeated = request.query.count("app_name=") > 1
    return service.honest(with_query(request, **known)) if repeated else service.honest(request)


def _body_refused(service: FaultyService, request: Request) -> Response:
    return BAD_REQUEST if is_delete(request) and request.body else service.honest(request)


def _authentication_error(service: FaultyService, request: Request) -> Response:
    response = service.honest(request)
    return replace(response, status=441) if response.status == 401 else response


def _invalid_stream_name(name: str) -> bool:
    return len(name) > 64 or not name.replace("-", "").replace("_", "").isalnum()


def _names_as_streams_are_created(service: FaultyService, request: Request) -> Response:
    """Reject names that no stream can have by an older page."""
    named = query_of(request)
    strange = any(_invalid_stream_name(named.get(n, "x")) for n in ("stream_name", "app_name"))
    return BAD_REQUEST if is_delete(request) and strange else service.honest(request)


STYLES: dict[str, Variation] = {
    "headers in upper case": _changed(_upper),
    "more headers": _changed(_more_headers),
    "other wording": _error(lambda body: {n: f"{v}!" for n, v in body.items()}),
    "members in another order": _changed(_backwards),
    "a charset": _changed(_charset),
    "errors in the gateway's shape": _error(_by_gateway),
    "errors in both shapes": _error(_in_both_shapes),
    "errors with an id of each request": _error(_by_gateway_with_an_id),
    "a number of its own in each answer": _changed(_numbered),
    "stricter names": _names_as_streams_are_created,
}

OPEN: dict[str, Variation] = {
    "a second deletion is 204": _missing_is_204,
    "a read after a deletion is 200 and empty": _read_after_delete({}),
    "a read after a deletion has empty members": _read_after_delete(
        {"sequence_number": "", "metadata": ""}
    ),
    "a second deletion is 204 and a read 200": lambda service, request: (
        json_response(200, {})
        if request.method == "GET"
        and service.honest(request).status == 400
        and b"DIS.4375" in service.honest(request).body
        else _missing_is_204(service, request)
    ),
    "no partition means none": _none_without_partition,
    "unknown query keys refused": _unknown_refused,
    "the last of a repeated key counts": _last_of_repeated,
    "a body of a deletion refused": _body_refused,
}

AUTHENTICATION_ERROR: Variation = _authentication_error


class TwoKeys(FaultyService):
    """`0` and `shardId-0000000000` are different checkpoints, each in its own service."""

    def __init__(self) -> None:
        super().__init__()
        self._bare = FaultyService()
        self._bare.iam = self.iam

    def respond(self, request: Request) -> Response:
        """The response of the service with that partition, or of both without a partition."""
        partition = _partition_of(request)
        if partition.isdigit():
            return self._bare.respond(request)
        response = super().respond(request)
        if is_delete(request) and not partition and response.status in (204, 400):
            bare_response = self._bare.respond(request)
            return response if response.status == 204 else bare_response
        return response


def _partition_of(request: Request) -> str:
    if request.method != "POST":
        return query_of(request).get("partition_id", "")
    try:
        return str(json.loads(request.body)["partition_id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


class InPieces:
    """An ASGI application whose every body comes in pieces and late, without a length."""

    def __init__(self, inner: FaultyService) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one ASGI connection."""

        async def in_pieces(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [h for h in message["headers"] if h[0] != b"content-length"]
                await send({**message, "headers": kept})
                return
            body = message.get("body", b"")
            for start in range(0, len(body), 7):
                await asyncio.sleep(0)
                piece = body[start : start + 7]
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

        await self._inner(scope, receive, in_pieces)
