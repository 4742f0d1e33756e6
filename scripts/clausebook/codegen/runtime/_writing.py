"""Serializes values into a request by style (OAS 3.1, 4.8.12.3)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from .types import File, Part, Unset

_JOINED = {"form": ",", "simple": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
# Allowed in a cookie (RFC 6265, 4.1.1), except the percent sign, which begins an escape.
_COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_PLAIN = frozenset({str, int, float, bool, type(None)})


class Unwritable(ValueError):
    """HTTP cannot transport this value in its place; the message follows the parameter's name."""


def plain(value: Any) -> Any:
    """The value as plain JSON: models as objects, dates and UUIDs as strings."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list | tuple):
        # A file is validated as a string, without its bytes.
        return "" if isinstance(value, Part) else [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(v) for name, v in value.items() if not isinstance(v, Unset)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    return "" if isinstance(value, File | bytes) else value


def text_of(value: Any) -> str:
    """A primitive value as text: `true` for True, empty for None, strings unchanged."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return json_of(value) if isinstance(value, dict | list) else str(value)


def json_of(value: Any) -> str:
    """Compact JSON. Raises Unwritable for NaN and other values that JSON lacks."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise Unwritable(f"is not JSON: {error}") from None


def utf8(text: str) -> bytes:
    """The text in UTF-8. Raises Unwritable for an unpaired surrogate."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Unwritable("holds an unpaired surrogate, which UTF-8 cannot encode") from None


def encoded(value: Any) -> str:
    """A primitive value, all but unreserved characters percent-encoded (RFC 3986, 2.3)."""
    return quote(utf8(text_of(value)), safe="")


def query_writer(name: str, style: str, explode: bool, as_json: bool) -> Callable[[Any], list[str]]:
    """A function that makes the `name=value` pairs of a query parameter."""
    head = encoded(name)

    def write(value: Any) -> list[str]:
        if isinstance(value, str):
            return [f"{head}={encoded(json_of(value) if as_json else value)}"]
        if as_json:
            return [f"{head}={encoded(json_of(value))}"]
        if isinstance(value, Mapping):
            if style == "deepObject":
                return [f"{head}%5B{encoded(k)}%5D={encoded(v)}" for k, v in value.items()]
            if explode:
                return [f"{encoded(k)}={encoded(v)}" for k, v in value.items()]
            return [f"{head}={','.join(_flat(value))}"]
        if isinstance(value, list):
            if explode:
                return [f"{head}={encoded(item)}" for item in value]
            glue = _JOINED.get(style, ",")
            parts = [encoded(item) for item in value]
            if parts == [""] or any(glue in part for part in parts):
                raise Unwritable("holds the delimiter of its style, or a single empty item")
            return [f"{head}={glue.join(parts)}"] if parts else []
        return [f"{head}={encoded(value)}"]

    return write


def cookie_writer(name: str, explode: bool, as_json: bool) -> Callable[[Any], list[str]]:
    """A function that makes the `name=value` pairs of a cookie parameter."""

    def pair(key: str, parts: Iterable[Any]) -> str:
        return f"{key}={','.join(quote(utf8(text_of(part)), safe=_COOKIE) for part in parts)}"

    def write(value: Any) -> list[str]:
        if as_json:
            return [pair(name, [json_of(value)])]
        if isinstance(value, Mapping):
            if explode:
                return [pair(key, [member]) for key, member in value.items()]
            return [pair(name, [part for both in value.items() for part in both])]
        if isinstance(value, list):
            if explode:
                return [pair(name, [item]) for item in value]
            if value == [""]:
                raise Unwritable("holds a single empty item, which would be read as none")
            return [pair(name, value)]
        return [pair(name, [value])]

    return write


def header_text(value: Any, explode: bool, as_json: bool) -> str:
    """The value as a header, not percent-encoded.

    Raises Unwritable for characters that not every header can transport (RFC 9110, 5.5).
    """
    if as_json:
        text = json_of(value)
    elif isinstance(value, Mapping):
        glue = "=" if explode else ","
        text = ",".join(f"{text_of(k)}{glue}{text_of(v)}" for k, v in value.items())
    elif isinstance(value, list):
        text = ",".join(map(text_of, value))
    else:
        text = text_of(value)
    if not text or text != text.strip() or not (text.isascii() and text.isprintable()):
        raise Unwritable(
            "cannot be written in a header, which takes printable ASCII without blanks around it"
        )
    return text


def path_text(value: Any, name: str, style: str, explode: bool, as_json: bool) -> str:
    """The value as a path segment. Raises Unwritable for an empty segment."""
    text = encoded(json_of(value)) if as_json else _path_text(value, name, style, explode)
    if not text:
        raise Unwritable("is empty, which a path cannot hold")
    return text


def _path_text(value: Any, name: str, style: str, explode: bool) -> str:
    if style == "label":
        return "." + ("." if explode else ",").join(_parts(value, explode))
    if style == "matrix":
        if isinstance(value, Mapping) and explode:
            return "".join(f";{part}" for part in _parts(value, True))
        if isinstance(value, list) and explode:
            return "".join(f";{name}={encoded(item)}" for item in value)
        return f";{name}={','.join(_parts(value, False))}"
    return ",".join(_parts(value, explode))


def _parts(value: Any, explode: bool) -> Iterable[str]:
    if isinstance(value, Mapping):
        return [f"{encoded(k)}={encoded(v)}" for k, v in value.items()] if explode else _flat(value)
    return map(encoded, value) if isinstance(value, list) else [encoded(value)]


def _flat(value: Mapping[str, Any]) -> list[str]:
    return [encoded(part) for pair in value.items() for part in pair]
