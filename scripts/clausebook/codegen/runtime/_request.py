"""Validates the arguments of one operation and serializes them into a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from ._keywords import Faults
from ._schema import Schema, inside
from ._writing import (
    Unwritable,
    cookie_writer,
    header_text,
    json_of,
    path_text,
    plain,
    query_writer,
    text_of,
    utf8,
)
from .errors import InvalidArgument
from .types import File, FileTypes, Part, RequestFiles, Unset


class Written(NamedTuple):
    """A request without host and credentials; `files` are those of a multipart body."""

    target: str
    headers: list[tuple[str, str]]
    content: bytes
    files: RequestFiles | None = None


class _Parameter:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self.argument: str = data["argument"]
        self.name: str = data["name"]
        self.where: str = data["in"]
        self.required: bool = data["required"]
        self.place: str = data["place"]
        self.schema = Schema(data["schema"], data.get("recursive", {}))
        self.style: str = data["style"]
        self.explode: bool = data["explode"]
        self.as_json: bool = data.get("json", False)
        self.lone: bool = data.get("lone", False)
        self.pairs: Callable[[Any], list[str]] = (
            cookie_writer(self.name, self.explode, self.as_json)
            if self.where == "cookie"
            else query_writer(self.name, self.style, self.explode, self.as_json)
        )


class RequestPlan:
    """Serializes requests of one operation, with validators compiled once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._label: str = data["label"]
        self._key: str = data["key"]
        self._path: str = data["path"]
        self._parameters = [_Parameter(entry) for entry in data["parameters"]]
        body = data.get("body")
        self._body_required: bool = bool(body and body["required"])
        self._bodies = [
            (entry["media_type"], Schema(entry["schema"], entry.get("recursive", {})))
            for entry in (body["content"] if body else ())
        ]

    def write(self, arguments: Mapping[str, Any]) -> Written:
        """The request for these arguments. Raises InvalidArgument for the first invalid one."""
        path = self._path
        query: list[str] = []
        headers: list[tuple[str, str]] = []
        cookies: list[str] = []
        for parameter in self._parameters:
            value = arguments[parameter.argument]
            if isinstance(value, Unset):
                if parameter.required:
                    raise self._invalid(parameter, value, "must be given", "/required")
                continue
            value = plain(value)
            faults = parameter.schema.faults(value)
            if faults:
                at, why, actual = faults[0]
                if value is None and parameter.required:
                    at, why = "/required", "must be given"
                raise self._invalid(parameter, actual, why, at)
            if parameter.lone and isinstance(value, dict | list):
                why = "has parts, which its media type cannot hold"
                raise self._invalid(parameter, value, why, "/type")
            try:
                if parameter.where == "path":
                    text = path_text(
                        value, parameter.name, parameter.style, parameter.explode, parameter.as_json
                    )
                    path = path.replace(f"{{{parameter.name}}}", text.replace("{", "%7B"))
                elif parameter.where == "query":
                    pairs = parameter.pairs(value)
                    if not pairs and parameter.required:
                        raise Unwritable("is empty, and nothing would be sent for it")
                    query += pairs
                elif parameter.where == "header":
                    text = header_text(value, parameter.explode, parameter.as_json)
                    headers.append((parameter.name, text))
                else:
                    cookies += parameter.pairs(value)
            except Unwritable as error:
                raise self._invalid(parameter, value, str(error), "/type") from None
        self._reject_dot_segments(path, arguments)
        if cookies:
            headers.append(("Cookie", "; ".join(cookies)))
        target = f"{path}?{'&'.join(query)}" if query else path
        if not self._bodies:
            return Written(target, headers, b"")
        return self._with_body(target, headers, arguments["body"])

    def _invalid(self, parameter: _Parameter, value: Any, why: str, at: str) -> InvalidArgument:
        if at == "/required" and parameter.where == "path":
            at = "/type"  # a path parameter is always required, which is no clause
        clause = f"{self._key} {parameter.place}{' ' + at if at else ''}"
        return InvalidArgument(self._label, parameter.argument + inside(at), value, clause, why)

    def _reject_dot_segments(self, path: str, arguments: Mapping[str, Any]) -> None:
        """Reject dot segments, which are removed from a path (RFC 3986, 5.2.4)."""
        if "/." not in path or not any(part in (".", "..") for part in path.split("/")):
            return
        for parameter in self._parameters:
            if parameter.where == "path":
                value = arguments[parameter.argument]
                if str(value) in (".", "..") or self._path == "":
                    why = "makes a path of dots, which would lead elsewhere"
                    raise self._invalid(parameter, value, why, "/type")

    def _with_body(self, target: str, headers: list[tuple[str, str]], body: Any) -> Written:
        if isinstance(body, Unset):
            if self._body_required:
                raise self._invalid_body(body, "must be given", "body /required")
            return Written(target, headers, b"")
        value = plain(body)
        media_type, faults = self._choose_media_type(body, value)
        if faults:
            at, why, actual = faults[0]
            place = f"body {media_type}{' ' + at if at else ''}"
            raise self._invalid_body(actual, why, place, inside(at))
        kind = media_type.partition(";")[0].strip().lower()
        try:
            if kind == "multipart/form-data":
                return Written(target, headers, b"", _files(body))
            headers.append(("Content-Type", media_type))
            return Written(target, headers, _content(kind, body, value))
        except Unwritable as error:
            raise self._invalid_body(value, str(error), f"body {media_type}") from None

    def _invalid_body(self, value: Any, why: str, place: str, member: str = "") -> InvalidArgument:
        return InvalidArgument(self._label, f"body{member}", value, f"{self._key} {place}", why)

    def _choose_media_type(self, body: Any, value: Any) -> tuple[str, Faults]:
        """The first media type that accepts the body, else the first, and its faults."""
        raw = isinstance(body, File | bytes)
        fitting = [(m, s) for m, s in self._bodies if raw != is_structured(m)] or self._bodies
        results = [(m, [] if raw else s.faults(value)) for m, s in fitting]
        return next(((m, faults) for m, faults in results if not faults), results[0])


def is_json(media_type: str) -> bool:
    """Whether bodies of this type are JSON (RFC 8259, RFC 6839)."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def is_structured(media_type: str) -> bool:
    """Whether bodies of this type have members."""
    kind = media_type.partition(";")[0].strip().lower()
    return is_json(kind) or kind in ("application/x-www-form-urlencoded", "multipart/form-data")


def _content(kind: str, body: Any, value: Any) -> bytes:
    if isinstance(body, File):
        content = body.payload.read()
        return content if isinstance(content, bytes) else utf8(content)
    if isinstance(body, bytes):
        return body
    if is_json(kind):
        return utf8(json_of(value))
    if kind == "application/x-www-form-urlencoded" and isinstance(value, dict):
        pairs = {
            name: list(map(text_of, member)) if isinstance(member, list) else text_of(member)
            for name, member in value.items()
        }
        return urlencode(pairs, doseq=True).encode()
    return utf8(text_of(value))


def _files(body: Any) -> RequestFiles:
    members = body.to_dict() if hasattr(body, "to_dict") else body
    if not isinstance(members, Mapping):
        raise Unwritable("has no members to make parts of")
    return [
        (name, _part(item))
        for name, member in members.items()
        for item in (member if isinstance(member, list) else [member])
        if not isinstance(item, Unset)
    ]


def _part(item: Any) -> FileTypes:
    if isinstance(item, Part):
        return item
    if isinstance(item, File):
        return item.to_tuple()
    if isinstance(item, bytes):
        return None, item, "application/octet-stream"
    value = plain(item)
    kind = "application/json" if isinstance(value, dict) else "text/plain"
    return None, utf8(text_of(value)), kind
