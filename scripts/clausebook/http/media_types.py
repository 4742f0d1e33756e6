"""Matches media types (RFC 9110, 12.5.1) and parses bodies by media type."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Sequence
from email import message_from_bytes
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from clausebook.http.exchange import Response
from clausebook.schema.validation import SchemaValidator, fraction, whole_number

_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_MAX_DEPTH = 200  # the validator's limit is 255
_ZLIB_WBITS = {"gzip": 31, "x-gzip": 31, "deflate": zlib.MAX_WBITS}
_MAX_DECODED_BYTES = 10_000_000
_UNTYPED = frozenset({"string", "number", "boolean"})  # the types of a schema without `type`


class UnreadableBody(Exception):
    """The body does not parse as its media type; the argument says why."""


def essence(content_type: str | None) -> str:
    """A media type without its parameters, in lower case."""
    return (content_type or "").partition(";")[0].strip().lower()


def best_match(content_type: str | None, documented: Iterable[str]) -> str | None:
    """The narrowest documented media type or range that matches a Content-Type."""
    sent = essence(content_type)
    by_essence = {essence(name): name for name in documented}
    for candidate in (sent, f"{sent.partition('/')[0]}/*", "*/*"):
        if sent and candidate in by_essence:
            return by_essence[candidate]
    return None


def read_body(body: bytes, content_type: str | None, schema: SchemaValidator) -> Any:
    """The value of a body; a form is parsed by its schema. Raises UnreadableBody."""
    kind = essence(content_type)
    if kind == "application/json" or kind.endswith("+json"):
        return read_json(body)
    if kind == "application/x-www-form-urlencoded":
        return _read_form(body, schema)
    if kind == "multipart/form-data":
        return _read_multipart(body, content_type or "", schema)
    return body.decode("utf-8", "replace") if kind.startswith("text/") else body.decode("latin-1")


def decoded(body: bytes, codings: Sequence[str]) -> bytes:
    """The decoded body (content codings, RFC 9110, 8.4). Raises UnreadableBody.

    `codings` are the values of Content-Encoding: gzip, x-gzip, deflate and identity are known.
    """
    names = [name.strip().lower() for value in codings for name in value.split(",")]
    for name in reversed([name for name in names if name not in ("", "identity")]):
        if name not in _ZLIB_WBITS:
            raise UnreadableBody(
                f"in the content coding {name!r}, which the request did not accept"
            )
        try:
            decompressor = zlib.decompressobj(_ZLIB_WBITS[name])
            body = decompressor.decompress(body, _MAX_DECODED_BYTES)
        except zlib.error as error:
            raise UnreadableBody(f"not decodable as Content-Encoding {name!r}: {error}") from None
        if not decompressor.eof:
            raise UnreadableBody(f"no whole body of the content coding {name!r}")
    return body


def read_json(body: bytes) -> Any:
    """Parse a JSON text (RFC 8259): UTF-8, no NaN or Infinity. Raises UnreadableBody."""
    try:
        text = body.decode("utf-8")
        value = _JSON.decode(text)
        if text.count("[") + text.count("{") > _MAX_DEPTH and _depth(value) > _MAX_DEPTH:
            raise UnreadableBody(f"nested more than {_MAX_DEPTH} deep")
        return _without_surrogates(value) if _ESCAPED_SURROGATE.search(text) else value
    except UnicodeDecodeError as error:
        raise UnreadableBody(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise UnreadableBody(f"not JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise UnreadableBody("nested too deeply") from None


def _depth(value: Any) -> int:
    """The nesting depth of arrays and objects."""
    depth, level = 0, [value]
    while containers := [item for item in level if isinstance(item, list | dict)]:
        depth += 1
        level = [
            child
            for container in containers
            for child in (container.values() if isinstance(container, dict) else container)
        ]
    return depth


def _reject_constant(name: str) -> Any:
    raise UnreadableBody(f"not JSON: {name}")


# One decoder; `json.loads` with these options makes one for each call.
_JSON = json.JSONDecoder(
    parse_constant=_reject_constant, parse_int=whole_number, parse_float=fraction
)


def _without_surrogates(value: Any) -> Any:
    """The value with unpaired surrogates, which UTF-8 cannot encode, as U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {
            _without_surrogates(key): _without_surrogates(member) for key, member in value.items()
        }
    return value


def _read_form(body: bytes, schema: SchemaValidator) -> dict[str, Any]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise UnreadableBody(f"a form is ASCII; byte {error.start} is not") from None
    return _members(pairs, schema)


def _members(pairs: Iterable[tuple[str, str]], schema: SchemaValidator) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, text in pairs:
        member = schema.below("properties", name)
        if _is_list(member):
            members.setdefault(name, []).append(member.below("items").read(text))
        else:
            members[name] = member.read(text)
    return members


def _is_list(member: SchemaValidator) -> bool:
    return "array" in member.types and member.types != _UNTYPED


def _read_multipart(body: bytes, content_type: str, schema: SchemaValidator) -> dict[str, Any]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = message_from_bytes(head + body)
    parts = message.get_payload()
    if not isinstance(parts, list) or message.defects:
        raise UnreadableBody("not a multipart body with the boundary that Content-Type names")
    texts: list[tuple[str, str]] = []
    non_text_parts: list[tuple[str, Any]] = []
    for part in parts:
        assert isinstance(part, Message)
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(payload, bytes):
            raise UnreadableBody("a part has no name")
        if part.get_content_type() == "application/json":
            non_text_parts.append((name, read_json(payload)))
        elif part.get_filename() is not None:
            non_text_parts.append((name, payload.decode("latin-1")))
        else:
            texts.append((name, payload.decode("utf-8", "replace")))
    members = _members(texts, schema)
    for name, value in non_text_parts:
        if _is_list(schema.below("properties", name)) and not isinstance(value, list):
            members.setdefault(name, []).append(value)
        else:
            members[name] = value
    return members


def members_of(response: Response) -> dict[str, Any]:
    """The members of a JSON object response; empty for any other."""
    try:
        value = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
