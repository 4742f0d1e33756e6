"""Validation rules of DIS, written by hand from the vendor's pages.

They use neither the contract document nor the judge, so that one misreading is not made twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote_to_bytes

from clausebook.http.exchange import Request, header_values

from reference_service.errors import by_service, shown

APP_NAME_MAXIMUM = 50
METADATA_MAXIMUM = 1000
BODY_MAXIMUM = 12 * 1024 * 1024
PARAMETERS = frozenset({"stream_name", "app_name", "checkpoint_type", "partition_id"})
# [0-9] and \Z: `\d` matches digits of any script, `$` also before a final line feed.
SHARD = re.compile(r"shardId-([0-9]{10})\Z")
BARE = re.compile(r"(0|[1-9][0-9]{0,9})\Z")
DIGITS = re.compile(r"[0-9]+\Z")
JSON_TYPE = re.compile(r'application/json(\s*;\s*charset="?utf-8"?)?\s*\Z', re.IGNORECASE)


class Named(NamedTuple):
    """The identifiers in a request. `partition` is None if missing, -1 if it can match none."""

    stream: str
    app: str
    partition: int | None


class Commit(NamedTuple):
    """The content of a commit request."""

    named: Named
    sequence_number: str
    metadata: str | None


def read_query(query: str) -> dict[str, str]:
    """The documented parameters of a query; undocumented ones are ignored.

    Raises:
        Refusal: 400 for invalid encoding or a repeated documented parameter, which would make
            the checkpoint ambiguous.
    """
    values: dict[str, str] = {}
    for pair in query.split("&"):
        key, _, value = (_decoded(part) for part in pair.partition("="))
        if key in PARAMETERS and key in values:
            _invalid(f"{key} is repeated.")
        if key in PARAMETERS:
            values[key] = value
    return values


def read_named(values: Mapping[str, Any], *, partition_required: bool) -> Named:
    """The identifiers in a query or body.

    Raises:
        Refusal: 400 DIS.4200, or DIS.4201 for a malformed partition.
    """
    stream, app = _text(values, "stream_name"), _text(values, "app_name")
    if len(app) > APP_NAME_MAXIMUM:
        _invalid(f"app_name has {len(app)} characters, {APP_NAME_MAXIMUM} are allowed.")
    checkpoint_type = _text(values, "checkpoint_type")
    if checkpoint_type != "LAST_READ":
        _invalid(f"checkpoint_type {shown(checkpoint_type)} is not LAST_READ.")
    if "partition_id" not in values and not partition_required:
        return Named(stream, app, None)
    return Named(stream, app, _partition(_text(values, "partition_id")))


def read_commit(request: Request) -> Commit:
    """The parsed body of a commit request.

    Raises:
        Refusal: 400 DIS.4300 if it is not a JSON object, DIS.4200 or DIS.4201 for a member.
    """
    body = _json_object(request)
    named = read_named(body, partition_required=True)
    # Any string: the service keeps no records, so there is no range to check.
    sequence_number = _text(body, "sequence_number", empty=True)
    metadata = body.get("metadata")
    if "metadata" in body and not isinstance(metadata, str):
        _invalid("metadata must be a string.")
    if metadata is not None and len(metadata) > METADATA_MAXIMUM:
        _invalid(f"metadata has {len(metadata)} characters, {METADATA_MAXIMUM} are allowed.")
    return Commit(named, sequence_number, metadata)


def _decoded(part: str) -> str:
    try:
        return unquote_to_bytes(part.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError:
        _invalid("The query is not UTF-8.")


def _text(values: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = values.get(name)
    if name not in values or (value == "" and not empty):
        _invalid(f"{name} is required.")
    if not isinstance(value, str):
        _invalid(f"{name} must be a string.")
    return value


def _partition(value: str) -> int:
    if match := SHARD.match(value) or BARE.match(value):
        return int(match[1])
    if DIGITS.match(value):  # an integer, but not in the format of a partition
        return -1
    raise by_service("DIS.4201", f"Invalid partition_id. {shown(value)}")


def _json_object(request: Request) -> dict[str, Any]:
    # The general page: "application/json" is the default, so the header may be missing.
    types = header_values(request.headers, "Content-Type") or ["application/json"]
    if len(types) > 1 or not JSON_TYPE.match(types[0].strip()):
        raise by_service("DIS.4300", "Request error. The media type must be application/json.")
    if len(request.body) > BODY_MAXIMUM:
        raise by_service("DIS.4300", f"Request error. The body is over {BODY_MAXIMUM} bytes.")
    try:
        value = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # rejects unpaired surrogates
    except (ValueError, RecursionError):
        raise by_service("DIS.4300", "Request error. The body is not JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise by_service("DIS.4300", "Request error. The body must be a JSON object.")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON (RFC 8259, 6)


def _invalid(what: str) -> NoReturn:
    raise by_service("DIS.4200", f"Invalid request. {what}")
