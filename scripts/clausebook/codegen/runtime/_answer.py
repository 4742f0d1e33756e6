"""Validates the responses of one operation and parses them into models."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, NoReturn

import httpx

from ._request import is_json
from ._schema import Schema, inside
from .errors import AnswerError, Broken, Redirected, Refused, Undocumented, shown
from .types import Answer

Parse = Callable[["Received"], Any]
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
# RFC 9110, 15.3.5 and 15.4.5: these never have content, even if documented.
_EMPTY: Final = (204, 304)


class Received:
    """The part of a response that a model is parsed from; `json()` returns the parsed body."""

    def __init__(self, status: int, content: bytes, data: Any) -> None:
        self.status_code = status
        self.content = content
        self.data = data

    def json(self) -> Any:
        """The body as plain JSON values."""
        return self.data

    @property
    def text(self) -> str:
        """The body as text."""
        return self.data if isinstance(self.data, str) else self.content.decode("utf-8", "replace")


class _Status:
    """A documented status code, with its bodies and headers."""

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        self.bodies = {
            essence(entry["media_type"]): (
                entry["media_type"],
                Schema(entry["schema"], entry.get("recursive", {})),
            )
            for entry in data.get("content", ())
        }
        self.headers = [
            (entry["name"], entry["required"], Schema(entry["schema"], {}))
            for entry in data.get("headers", ())
        ]


class AnswerPlan:
    """Validates the responses of one operation, with validators compiled once."""

    def __init__(self, data: Mapping[str, Any], parse: Parse) -> None:
        self._label: str = data["label"]
        self._key: str = data["key"]
        self._head: bool = data["method"] == "HEAD"
        self._known = {name: _Status(name, entry) for name, entry in data["answers"].items()}
        self._parse = parse

    def read(self, response: httpx.Response, content: bytes, surplus: bytes = b"") -> Answer[Any]:
        """The validated response of a documented success; `surplus` are bytes after its end.

        Raises AnswerError for any other response.
        """
        status = response.status_code
        known = self._documented(status)
        if known is None:
            names = ", ".join(self._known)
            kind = Redirected if 300 <= status < 400 else Undocumented
            raise kind(self._label, response, content, names)
        at = f"{self._key} response {known.name}"
        if status in _EMPTY:
            self._check_framing(response, content or surplus, at, known)
        if known.headers:
            self._check_headers(response, content, known, at)
        data, model = self._body(response, content, known, at)
        if 200 <= status < 300:
            return Answer(status, response.headers, model, content)
        raise Refused(self._label, response, content, model, data)

    def broken(self, response: httpx.Response, why: str) -> Broken:
        """The error for a response that cannot be decoded."""
        known = self._documented(response.status_code)
        at = f"{self._key} response {known.name}" if known else f"{self._key} responses"
        if known and known.bodies:
            at = f"{at} {next(iter(known.bodies.values()))[0]}"
        return Broken(self._label, response, b"", at, why)

    def _documented(self, status: int) -> _Status | None:
        known = self._known
        return (
            known.get(str(status))
            or known.get(f"{status // 100}XX")
            or known.get(f"{status // 100}xx")
            or known.get("default")
        )

    def _check_framing(
        self, response: httpx.Response, content: bytes, at: str, known: _Status
    ) -> None:
        """Reject a body, or its headers, in a 204 or 304 (RFC 9110, 8.6; RFC 9112, 6.1)."""
        clause = at if known.bodies else f"{at} no content"
        status = response.status_code
        if content:
            why = f"{len(content)} bytes came with a {status}, which has no body"
            raise Broken(self._label, response, content, clause, why)
        forbidden = ("transfer-encoding", "content-length")[: 2 if status == 204 else 1]
        for name in forbidden:
            if response.headers.get(name, "0") != "0":  # a length of 0 announces no body
                why = f"a {status} announces a body by {name}: {response.headers[name]}"
                raise Broken(self._label, response, content, clause, why)

    def _check_headers(
        self, response: httpx.Response, content: bytes, known: _Status, at: str
    ) -> None:
        for name, required, schema in known.headers:
            place = f"{at} header {name}"
            text = response.headers.get(name)
            if text is None:
                if required:
                    why = f"the header {name} is missing"
                    raise Broken(self._label, response, content, f"{place} /required", why)
                continue
            value = _header_value(schema, text)
            for path, why, actual in schema.faults(value)[:1]:
                clause = f"{place} {path}" if path else place
                why = f"the header {name}={shown(actual)} {why}"
                raise Broken(self._label, response, content, clause, why)

    def _body(
        self, response: httpx.Response, content: bytes, known: _Status, at: str
    ) -> tuple[Any, Any]:
        if self._head or response.status_code in _EMPTY:
            return None, None
        if not known.bodies:
            if content:
                why = f"{len(content)} bytes came where no body is documented"
                raise Broken(self._label, response, content, f"{at} no content", why)
            return None, None
        media_type, schema = self._media_type(response, content, known, at)
        at = f"{at} {media_type}"
        sent = response.headers.get("content-type", "")
        try:
            data = _read(content, sent)
        except ValueError as error:
            raise Broken(self._label, response, content, at, f"the body is {error}") from None
        for path, why, actual in schema.faults(data)[:1]:
            clause = f"{at} {path}" if path else at
            why = f"body{inside(path)}={shown(actual)} {why}"
            raise Broken(self._label, response, content, clause, why)
        return data, self._model(response, content, data, at)

    def _media_type(
        self, response: httpx.Response, content: bytes, known: _Status, at: str
    ) -> tuple[str, Schema]:
        sent = essence(response.headers.get("content-type"))
        for candidate in (sent, f"{sent.partition('/')[0]}/*", "*/*"):
            if sent and candidate in known.bodies:
                return known.bodies[candidate]
        documented = [name for name, _ in known.bodies.values()]
        why = f"the body is {sent or 'of no type'}, not {', '.join(documented)}"
        raise Broken(self._label, response, content, f"{at} {documented[0]}", why)

    def _model(self, response: httpx.Response, content: bytes, data: Any, at: str) -> Any:
        try:
            return self._parse(Received(response.status_code, content, data))
        except AnswerError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            why = f"no model can be made of the body: {type(error).__name__}: {error}"
            raise Broken(self._label, response, content, at, why) from error


def essence(content_type: str | None) -> str:
    """A media type without its parameters, in lower case."""
    return (content_type or "").partition(";")[0].strip().lower()


def _read(content: bytes, content_type: str) -> Any:
    """The parsed body. Raises ValueError, whose message follows `the body is`."""
    kind = essence(content_type)
    if is_json(kind):
        return _json(content)
    if kind == "application/x-www-form-urlencoded":
        from urllib.parse import parse_qsl

        return dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
    if kind.startswith("text/"):
        return content.decode("utf-8", "replace")
    return content.decode("latin-1")


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_reject)
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _reject(name: str) -> NoReturn:
    raise ValueError(f"not JSON: {name}")


def _header_value(schema: Schema, text: str) -> Any:
    """The value of a header, by the types of its schema."""
    types = frozenset(_types(schema.value))
    if {"array", "object"} & types and text[:1] in ("[", "{"):
        with suppress(ValueError, RecursionError):  # frameworks send lists and objects as JSON
            sent = json.loads(text)
            if schema.accepts(sent):
                return sent
    if "array" in types:
        items = Schema(schema.value.get("items", {}), {})
        return [_header_value(items, part.strip()) for part in text.split(",")]
    candidates: list[Any] = []
    if {"integer", "number"} & types and _NUMBER.match(text):
        candidates.append(int(text) if text.lstrip("-").isdecimal() else float(text))
    if "boolean" in types and text in ("true", "false"):
        candidates.append(text == "true")
    if "null" in types and text in ("", "null"):
        candidates.append(None)
    candidates.append(text)
    return next((value for value in candidates if schema.accepts(value)), candidates[0])


def _types(schema: Any) -> Iterator[str]:
    """The types that a header value may have; without any, all primitive types."""
    if not isinstance(schema, dict):
        return
    named = schema.get("type")
    branches = [b for k in ("allOf", "anyOf", "oneOf") for b in schema.get(k, ())]
    if named is not None:
        yield from [named] if isinstance(named, str) else named
    elif branches:
        for branch in branches:
            yield from _types(branch)
    else:
        yield from ("string", "number", "boolean")
