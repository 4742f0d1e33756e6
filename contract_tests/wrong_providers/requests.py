"""Wrong providers that accept invalid or reject valid requests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from clausebook.http.exchange import Request, Response

from wrong_providers.defects import (
    APP,
    BAD_REQUEST,
    CHECKPOINTS,
    DELETE,
    EFFECT,
    OPERATION,
    PARTITION,
    SYSTEM_ERROR,
    TYPE,
    Defect,
    Fault,
    answers,
    answers_if,
    is_delete,
    query_of,
    reads,
    reads_if,
    with_query,
)
from wrong_providers.types import FaultyLike


def _app(when: Callable[[str], bool], keyword: str) -> Fault:
    return Fault(f"{APP} /{keyword}", answers(Response(204), "app_name", when))


def _type(change: Callable[[str], str | None]) -> Fault:
    return Fault(f"{TYPE} /enum", reads("checkpoint_type", change))


def _partition(pattern: str) -> Fault:
    """Accept what the pattern matches as the first partition."""
    compiled = re.compile(pattern, re.DOTALL)
    when = reads_if("partition_id", lambda p: bool(compiled.search(p)), "0")
    return Fault(f"{PARTITION} /pattern", when)


def _in_order(service: FaultyLike, request: Request) -> Response:
    names = [name for name, _ in parse_qsl(request.query)]
    rank = ["stream_name", "app_name", "checkpoint_type", "partition_id"]
    wrong = names != sorted(names, key=lambda n: rank.index(n) if n in rank else 9)
    return BAD_REQUEST if is_delete(request) and wrong else service.honest(request)


def _refuses(when: Callable[[Request], bool], clause: str = OPERATION) -> Fault:
    return Fault(clause, answers_if(BAD_REQUEST, lambda r: is_delete(r) and when(r)))


def _refuses_value(name: str, when: Callable[[str], bool], clause: str) -> Fault:
    return _refuses(lambda r: when(query_of(r).get(name, "")), clause)


def _empty_is_none(name: str) -> Defect:
    return reads(name, lambda value: value or None)


def _read_from(find: Callable[[Request], str | None]) -> Fault:
    """Read the app from another place if the query lacks it."""

    def defect(service: FaultyLike, request: Request) -> Response:
        app = None if "app_name" in query_of(request) else find(request)
        if not is_delete(request) or app is None:
            return service.honest(request)
        return service.honest(with_query(request, app_name=app))

    return Fault(f"{APP} /required", defect)


def _member(request: Request) -> str | None:
    try:
        body = json.loads(request.body)
    except ValueError:
        return None
    return body.get("app_name") if isinstance(body, dict) else None


def _refuses_commit(when: Callable[[Request], bool]) -> Fault:
    clause = f"POST {CHECKPOINTS} operation"
    return Fault(clause, answers_if(BAD_REQUEST, lambda r: r.method == "POST" and when(r)))


LAST_READ = "LAST_READ"

ACCEPTS: dict[str, Fault] = {
    "names of parameters in any case": _read_from(
        lambda r: {name.lower(): value for name, value in query_of(r).items()}.get("app_name")
    ),
    "a name cut to fifty characters": Fault(EFFECT, reads("app_name", lambda a: a[:50])),
    "missing app_name accepted": Fault(f"{APP} /required", reads("app_name", str, "billing")),
    "missing stream_name accepted": Fault(
        f"{DELETE} query stream_name /required", reads("stream_name", str, "orders")
    ),
    "missing checkpoint_type accepted": Fault(
        f"{TYPE} /required", reads("checkpoint_type", str, LAST_READ)
    ),
    "app_name taken from a form": _read_from(
        lambda r: dict(parse_qsl(r.body.decode("utf-8", "replace"))).get("app_name")
    ),
    "app_name taken from a JSON body": _read_from(_member),
    "app_name taken from a header": _read_from(lambda r: r.header("app_name")),
    "51 characters accepted": _app(lambda name: len(name) == 51, "maxLength"),
    "more than 51 characters accepted": _app(lambda name: len(name) > 51, "maxLength"),
    "up to 64 characters accepted": _app(lambda name: 50 < len(name) <= 64, "maxLength"),
    "up to 200 characters accepted": _app(lambda name: 50 < len(name) <= 200, "maxLength"),
    "up to 255 characters accepted": _app(lambda name: 50 < len(name) <= 255, "maxLength"),
    "a longer name cut to 50": Fault(
        f"{APP} /maxLength",
        reads("app_name", lambda a: a[:50] if len(a) <= 50 else "billing"),
    ),
    "empty app_name accepted": Fault(
        f"{APP} /minLength", reads("app_name", lambda name: name or "billing")
    ),
    "any enum value accepted": _type(lambda _: LAST_READ),
    "enum in any case accepted": _type(str.upper),
    "enum with blanks accepted": _type(str.strip),
    "enum with a blank behind accepted": _type(str.rstrip),
    "empty enum taken for the default": _type(lambda kind: kind or LAST_READ),
    "beginning of the enum accepted": _type(
        lambda kind: LAST_READ if kind and LAST_READ.startswith(kind) else kind
    ),
    "more than the enum accepted": _type(
        lambda kind: LAST_READ if kind.startswith(LAST_READ) else kind
    ),
    "enum found anywhere accepted": _type(lambda k: LAST_READ if LAST_READ in k else k),
    "enum with a hyphen accepted": _type(lambda kind: kind.replace("-", "_")),
    "enum without its underscore accepted": _type(lambda k: LAST_READ if k == "LASTREAD" else k),
    "enum by its number accepted": _type(lambda k: LAST_READ if k == "0" else k),
    "enum in a list accepted": _type(lambda k: k.split(",")[0]),
    "500 on a bad enum": Fault(
        f"{TYPE} /enum",
        answers(SYSTEM_ERROR, "checkpoint_type", lambda k: k not in ("", LAST_READ)),
    ),
    "malformed partition_id accepted": Fault(
        f"{PARTITION} /pattern",
        reads("partition_id", lambda p: p if re.fullmatch(r"(shardId-)?[0-9]+", p) else "0"),
    ),
    "empty partition_id taken for none": Fault(
        f"{PARTITION} /pattern", _empty_is_none("partition_id")
    ),
    "partition with something before": _partition(r".shardId-[0-9]{10}\Z"),
    "partition with something behind": _partition(r"\AshardId-[0-9]{10}."),
    "partition with a line feed": _partition(r"\AshardId-[0-9]{10}\n\Z"),
    "bare partition with a line feed": _partition(r"\A[0-9]+\n\Z"),
    "partition in any case": _partition(r"\A(?!shardId)(?i:shardId)-[0-9]{10}\Z"),
    "partition of nine digits": _partition(r"\AshardId-[0-9]{9}\Z"),
    "partition of eleven digits": _partition(r"\AshardId-[0-9]{11}\Z"),
    "partition of any number of digits": _partition(r"\AshardId-([0-9]{1,9}|[0-9]{11,})\Z"),
    "partition without digits": _partition(r"\AshardId-\Z"),
    "a negative partition": _partition(r"\A-[0-9]+\Z"),
    "a partition with a plus": _partition(r"\A[+ ][0-9]+\Z"),
    "a partition with a fraction": _partition(r"\A[0-9]+\.[0-9]+\Z"),
    "a partition in hexadecimal": _partition(r"\A0x[0-9a-f]+\Z"),
    "digits of another script": _partition(r"\A(?=.*[^\x00-\x7f])(shardId-)?\d+\Z"),
    "a partition with blanks": _partition(r"\A\s+\S+\Z|\A\S+\s+\Z"),
    "a list of partitions": _partition(r"\A(shardId-)?[0-9]+,"),
    "a star for the partition": _partition(r"\A\*\Z"),
    "any word for the partition": _partition(r"\A[A-Za-z]+\Z"),
}

REFUSES: dict[str, Fault] = {
    "50 characters refused": _refuses_value(
        "app_name", lambda a: len(a) == 50, f"{APP} /maxLength"
    ),
    "one character refused": _refuses_value("app_name", lambda a: len(a) == 1, f"{APP} /minLength"),
    "a hyphen refused": _refuses_value("app_name", lambda a: "-" in a, OPERATION),
    "partition_id demanded": _refuses(
        lambda r: "partition_id" not in query_of(r), f"{PARTITION} /required"
    ),
    "a bare partition refused": _refuses_value(
        "partition_id", lambda p: p.isdigit(), f"{PARTITION} /pattern"
    ),
    "a full partition refused": _refuses_value(
        "partition_id", lambda p: p.startswith("shardId"), OPERATION
    ),
    "another stream refused": _refuses_value("stream_name", lambda s: s == "returns", OPERATION),
    "another partition refused": _refuses_value("partition_id", lambda p: p[-1:] == "2", OPERATION),
    "another order refused": Fault(OPERATION, _in_order),
    "percent-encoding not undone": _refuses(
        lambda r: bool(re.search(r"%(3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|2[dDeE]|5[fF])", r.query))
    ),
    "a media type demanded": _refuses(lambda r: r.header("Content-Type") is None),
    "Accept: application/json refused": _refuses(
        lambda r: r.header("Accept") == "application/json"
    ),
    "X-Project-Id demanded": _refuses(lambda r: r.header("X-Project-Id") is None),
    "a body demanded": _refuses(lambda r: not r.body),
    "names of headers in their case": _refuses(
        lambda r: (
            not any(name == "X-Auth-Token" for name, _ in r.headers)
            and r.header("X-Auth-Token") is not None
        )
    ),
    "a named charset refused": _refuses_commit(
        lambda r: "charset" in (r.header("Content-Type") or "")
    ),
    "members in another order refused": _refuses_commit(
        lambda r: not r.body.lstrip(b"{ \n").startswith(b'"stream_name"')
    ),
    "white space in JSON refused": _refuses_commit(lambda r: b"\n" in r.body),
    "escapes in JSON not undone": _refuses_commit(lambda r: b"\\u" in r.body),
}
