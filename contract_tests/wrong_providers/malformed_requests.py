"""Wrong providers that fail on malformed requests, or handle undocumented methods."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from clausebook.http.exchange import Request, Response

from wrong_providers.defects import (
    METHODS,
    OPERATION,
    PARTITION,
    SYSTEM_ERROR,
    Fault,
    answers_if,
    is_delete,
    query_of,
    trusts,
)
from wrong_providers.types import FaultyLike

KNOWN_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")


def _fails(when: Callable[[Request], bool], clause: str = OPERATION) -> Fault:
    return Fault(clause, answers_if(SYSTEM_ERROR, lambda r: is_delete(r) and when(r)))


def _fails_on(value: Callable[[str], bool]) -> Fault:
    return _fails(lambda r: any(value(v) for v in query_of(r).values()))


def _repeated(request: Request) -> bool:
    names = [pair.partition("=")[0] for pair in request.query.split("&")]
    return len(names) != len(set(names))


def _number_over(most: int) -> Callable[[str], bool]:
    return lambda value: bool(re.fullmatch(r"[0-9]+", value)) and int(value[:4000]) > most


ROBUSTNESS: dict[str, Fault] = {
    "500 on a NUL": _fails_on(lambda v: "\0" in v),
    "500 on a control character": _fails_on(lambda v: any(ord(c) < 32 for c in v)),
    "500 on a quotation mark": _fails_on(lambda v: "'" in v),
    "500 on a percent sign": _fails_on(lambda v: "%" in v),
    "500 beyond ASCII": _fails_on(lambda v: not v.isascii()),
    "500 beyond the basic plane": _fails_on(lambda v: any(ord(c) > 0xFFFF for c in v)),
    "500 on a long value": _fails_on(lambda v: len(v) > 255),
    "500 on a very long value": _fails_on(lambda v: len(v) > 4096),
    "500 beyond 32 bits": _fails_on(_number_over(2**31 - 1)),
    "500 beyond 64 bits": _fails_on(_number_over(2**63 - 1)),
    "500 on many digits": _fails_on(lambda v: v.isdigit() and len(v) > 300),
    "500 on a repeated key": _fails(_repeated),
    "500 on an unknown key": _fails(
        lambda r: bool(
            set(query_of(r)) - {"stream_name", "app_name", "checkpoint_type", "partition_id"}
        )
    ),
    "500 on a key without a value": _fails(
        lambda r: any(pair and "=" not in pair for pair in r.query.split("&"))
    ),
    "500 on an empty pair": _fails(lambda r: "" in r.query.split("&")),
    "500 on a broken escape": _fails(lambda r: bool(re.search("%(?![0-9A-Fa-f]{2})", r.query))),
    "500 on what is not UTF-8": _fails(lambda r: "\ufffd" in unquote(r.query)),
    "500 on a final slash": Fault(
        OPERATION, answers_if(SYSTEM_ERROR, lambda r: r.method == "DELETE" and r.path.endswith("/"))
    ),
    "500 without any parameter": _fails(lambda r: not r.query),
    "500 on an empty value": _fails_on(lambda v: v == ""),
    "500 on a body": _fails(lambda r: bool(r.body)),
    "500 on an unknown media type": _fails(
        lambda r: "json" not in (r.header("Content-Type") or "json")
    ),
    "500 on an unknown Accept": _fails(lambda r: "x-" in (r.header("Accept") or "")),
    "500 on an unknown project": _fails(lambda r: not re.match("/v2/[0-9a-f]{32}/", r.path)),
    "500 on an unknown stream": _fails(
        lambda r: query_of(r).get("stream_name") not in ("orders", "returns", None, "")
    ),
    "500 without a token": _fails(lambda r: r.header("X-Auth-Token") is None, ""),
    "500 on a long token": _fails(lambda r: len(r.header("X-Auth-Token") or "") > 1000),
    "500 on an unknown partition": _fails(
        lambda r: query_of(r).get("partition_id", "").endswith("99"), ""
    ),
    "500 on a missing partition": _fails(
        lambda r: "partition_id" not in query_of(r), f"{PARTITION} /required"
    ),
}


def _as_deletion(when: Callable[[Request], bool]) -> Fault:
    def change(service: FaultyLike, request: Request) -> Request:
        return replace(request, method="DELETE", body=b"") if when(request) else request

    return Fault(METHODS, trusts(change))


def _method(name: str) -> Fault:
    return _as_deletion(lambda r: r.method == name)


def _overridden(header: str) -> Fault:
    fault = _as_deletion(lambda r: r.method != "DELETE" and r.header(header) == "DELETE")
    return Fault("", fault.defect)


def _silent_deletion(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    if request.method == "OPTIONS":
        service.honest(replace(request, method="DELETE"))
    return response


def _read_deletes(service: FaultyLike, request: Request) -> Response:
    response = service.honest(request)
    if request.method == "GET" and response.status == 200:
        service.honest(replace(request, method="DELETE"))
    return response


METHOD_FAULTS: dict[str, Fault] = {
    "HEAD deletes": _method("HEAD"),
    "PUT deletes": _method("PUT"),
    "PATCH deletes": _method("PATCH"),
    "TRACE deletes": _method("TRACE"),
    "an unknown method deletes": _as_deletion(lambda r: r.method not in KNOWN_METHODS),
    "OPTIONS deletes": Fault(METHODS, _silent_deletion),
    "PUT answers 200": Fault(METHODS, answers_if(Response(200), lambda r: r.method == "PUT")),
    "TRACE answers 200": Fault(METHODS, answers_if(Response(200), lambda r: r.method == "TRACE")),
    "PATCH answers 500": Fault(METHODS, answers_if(SYSTEM_ERROR, lambda r: r.method == "PATCH")),
    "HEAD answers 500": Fault(METHODS, answers_if(SYSTEM_ERROR, lambda r: r.method == "HEAD")),
    "an unknown method answers 500": Fault(
        METHODS, answers_if(SYSTEM_ERROR, lambda r: r.method not in KNOWN_METHODS)
    ),
    "X-HTTP-Method-Override deletes": _overridden("X-HTTP-Method-Override"),
    "X-HTTP-Method deletes": _overridden("X-HTTP-Method"),
    "X-Method-Override deletes": _overridden("X-Method-Override"),
    "_method in the query deletes": Fault(
        "",
        _as_deletion(
            lambda r: r.method != "DELETE" and query_of(r).get("_method", "").upper() == "DELETE"
        ).defect,
    ),
    "reading deletes": Fault("", _read_deletes),
}
