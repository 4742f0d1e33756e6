"""Serializes parameter values by style (OAS 3.1, 4.8.12.3)."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from clausebook.openapi import Parameter

_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}

MULTIPART = "multipart/form-data"
BOUNDARY = "clausebook-boundary"


def text_of(value: Any) -> str:
    """A primitive value as text: `true` for True, empty for None, strings unchanged."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return str(value)


def encoded(value: Any) -> str:
    """A primitive value, all but unreserved characters percent-encoded (RFC 3986, 2.3)."""
    return quote(text_of(value), safe="")


def query_pairs_of(parameter: Parameter, value: Any) -> list[str]:
    """`value` as encoded `key=value` pairs of a query or cookie."""
    name = encoded(parameter.name)
    if parameter.media_type is not None:
        return [f"{name}={quote(json.dumps(value), safe='')}"]
    if isinstance(value, Mapping):
        if parameter.style == "deepObject":
            return [
                f"{name}%5B{encoded(key)}%5D={encoded(member)}" for key, member in value.items()
            ]
        if parameter.explode:
            return [f"{encoded(key)}={encoded(member)}" for key, member in value.items()]
        return [f"{name}={','.join(_alternating(value))}"]
    if isinstance(value, list):
        if parameter.explode:
            return [f"{name}={encoded(item)}" for item in value]
        return [
            f"{name}={_SEPARATORS.get(parameter.style, ',').join(encoded(item) for item in value)}"
        ]
    return [f"{name}={encoded(value)}"]


def path_text_of(parameter: Parameter, value: Any) -> str:
    """`value` as a path segment."""
    if parameter.media_type is not None:
        return quote(json.dumps(value), safe="")
    if parameter.style == "label":
        separator = "." if parameter.explode else ","
        return "." + separator.join(_parts(value, parameter.explode))
    if parameter.style == "matrix":
        if isinstance(value, Mapping) and parameter.explode:
            return "".join(f";{part}" for part in _parts(value, True))
        if isinstance(value, list) and parameter.explode:
            return "".join(f";{parameter.name}={encoded(item)}" for item in value)
        return f";{parameter.name}={','.join(_parts(value, False))}"
    return ",".join(_parts(value, parameter.explode))


def header_text_of(parameter: Parameter, value: Any) -> str:
    """`value` as a header value, which is not percent-encoded."""
    if parameter.media_type is not None:
        return json.dumps(value)
    if isinstance(value, Mapping):
        separator = "=" if parameter.explode else ","
        return ",".join(
            f"{text_of(key)}{separator}{text_of(member)}" for key, member in value.items()
        )
    if isinstance(value, list):
        return ",".join(text_of(item) for item in value)
    return text_of(value)


def multipart_of(members: Mapping[str, Any], files: Mapping[str, str]) -> bytes:
    """The members as parts of a multipart body (RFC 7578); objects are JSON parts.

    `files` are those that are files, with the media type of each: receivers tell a file from a
    text by its filename (RFC 7578, 4.2).
    """
    lines = []
    for name, value in members.items():
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        for item in value if isinstance(value, list) else [value]:
            disposition = f'Content-Disposition: form-data; name="{quoted}"'
            if name in files and not isinstance(item, Mapping):
                filename = f"example{mimetypes.guess_extension(files[name]) or '.bin'}"
                disposition += f'; filename="{filename}"\r\nContent-Type: {files[name]}'
            elif isinstance(item, Mapping):
                disposition += "\r\nContent-Type: application/json"
            lines += [f"--{BOUNDARY}", disposition, "", text_of(item)]
    return "\r\n".join([*lines, f"--{BOUNDARY}--", ""]).encode("utf-8", "surrogatepass")


def _parts(value: Any, explode: bool) -> Iterable[str]:
    if isinstance(value, Mapping):
        return (
            [f"{encoded(key)}={encoded(member)}" for key, member in value.items()]
            if explode
            else _alternating(value)
        )
    return [encoded(item) for item in value] if isinstance(value, list) else [encoded(value)]


def _alternating(value: Mapping[str, Any]) -> list[str]:
    return [encoded(key_or_member) for pair in value.items() for key_or_member in pair]
