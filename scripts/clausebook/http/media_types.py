"""Media types matched (RFC 9110, 12.5.1) and bodies read by them."""

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

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


# The validator gives up at 255; no promise is that deep.
_DEEPEST = 200

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": zlib.MAX_WBITS}  # as zlib numbers its formats
_MOST_DECODED = 10_000_000


class UnreadableBody(Exception):
    """The bytes are not what their media type says; the argument says why."""


def essence(content_type: str | None) -> str:
    """A media type without its parameters, in lower case."""
    return (content_type or "").partition(";")[0].strip().lower()


def best_match(content_type: str | None, documented: Iterable[str]) -> str | None:
    """The documented media type or range that a Content-Type falls under, the narrowest first."""
    found = essence(content_type)
    by_essence = {essence(name): name for name in documented}
    for candidate in (found, f"{found.partition('/')[0]}/*", "*/*"):
        if found and candidate in by_essence:
            return by_essence[candidate]
    return None


def read_body(body: bytes, content_type: str | None, schema: SchemaValidator) -> Any:
    """The value in a body, for its schema. Raises UnreadableBody."""
    kind = essence(content_type)
    if kind == "application/json" or kind.endswith("+json"):
        return read_json(body)
    if kind == "application/x-www-form-urlencoded":
        return _read_form(body, schema)
    if kind == "multipart/form-data":
        return _read_multipart(body, content_type or "", schema)
    return body.decode("utf-8", "replace") if kind.startswith("text/") else body.decode("latin-1")


def decoded(body: bytes, codings: Sequence[str]) -> bytes:
    """A body without its content codings (RFC 9110, 8.4). Raises UnreadableBody.

    `codings` are the values of Content-Encoding. Only what the standard library reads is read.
    """
    names = [name.strip().lower() for value in codings for name in value.split(",")]
    for name in reversed([name for name in names if name not in ("", "identity")]):
        if name not in _WINDOWS:
            raise UnreadableBody(f"in the content coding {name!r}, which was not asked for")
        try:
            reader = zlib.decompressobj(_WINDOWS[name])
            body = reader.decompress(body, _MOST_DECODED)
        except zlib.error as error:
            raise UnreadableBody(f"not what Content-Encoding {name!r} says: {error}") from None
        if not reader.eof:
            raise UnreadableBody(f"no whole body of the content coding {name!r}")
    return body


def read_json(body: bytes) -> Any:
    """A JSON text (RFC 8259): UTF-8, and no NaN or Infinity. Raises UnreadableBody."""
    try:
        text = body.decode("utf-8")
        value = _JSON.decode(text)
        if text.count("[") + text.count("{") > _DEEPEST and _depth(value) > _DEEPEST:
            raise UnreadableBody(f"nested more than {_DEEPEST} deep")
        return _without_surrogates(value) if _SURROGATE.search(text) else value
    except UnicodeDecodeError as error:
        raise UnreadableBody(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise UnreadableBody(f"not JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise UnreadableBody("nested too deeply") from None


def _depth(value: Any) -> int:
    """How deep arrays and objects are nested in a value."""
    depth, level = 0, [value]
    while level := [v for v in level if isinstance(v, list | dict)]:
        depth += 1
        level = [c for v in level for c in (v.values() if isinstance(v, dict) else v)]
    return depth


def _refuse_constant(name: str) -> Any:
    raise UnreadableBody(f"not JSON: {name}")


# `json.loads` would make one of these each time.
_JSON = json.JSONDecoder(
    parse_constant=_refuse_constant, parse_int=whole_number, parse_float=fraction
)


def _without_surrogates(value: Any) -> Any:
    """The value with U+FFFD for each half of a pair: JSON can spell one, UTF-8 cannot."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(k): _without_surrogates(v) for k, v in value.items()}
    return value


def _read_form(body: bytes, schema: SchemaValidator) -> dict[str, Any]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise UnreadableBody(f"a form is ASCII; byte {error.start} is not") from None
    return _members(pairs, schema)


def _members(pairs: Iterable[tuple[str, str]], schema: SchemaValidator) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in pairs:
        member = schema.below("properties", name)
        if _is_list(member):
            found.setdefault(name, []).append(member.below("items").read(text))
        else:
            found[name] = member.read(text)
    return found


def _is_list(member: SchemaValidator) -> bool:
    return "array" in member.types and member.types != _ANY


_ANY = frozenset({"string", "number", "boolean"})


def _read_multipart(body: bytes, content_type: str, schema: SchemaValidator) -> dict[str, Any]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = message_from_bytes(head + body)
    parts = message.get_payload()
    if not isinstance(parts, list) or message.defects:
        raise UnreadableBody("not a multipart body with the boundary that Content-Type names")
    texts: list[tuple[str, str]] = []
    others: list[tuple[str, Any]] = []
    for part in parts:
        assert isinstance(part, Message)
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(payload, bytes):
            raise UnreadableBody("a part has no name")
        if part.get_content_type() == "application/json":
            others.append((name, read_json(payload)))
        elif part.get_filename() is not None:
            others.append((name, payload.decode("latin-1")))
        else:
            texts.append((name, payload.decode("utf-8", "replace")))
    found = _members(texts, schema)
    for name, value in others:
        if _is_list(schema.below("properties", name)) and not isinstance(value, list):
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def members_of(response: Response) -> dict[str, Any]:
    """The members of an answer that is a JSON object; none of any other."""
    try:
        value = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
