"""Parses parameter values from a request by style (OAS 3.1, 4.8.12.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

from clausebook.http.media_types import read_body
from clausebook.openapi import Parameter
from clausebook.schema.validation import SchemaValidator

Pairs = tuple[tuple[str, str], ...]
_SEPARATORS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|", "simple": ","}


class ParameterMissing(Exception):
    """The parameter is not in the request."""


class ParameterMalformed(Exception):
    """The parameter is sent, but not in its style; the argument says how."""


@dataclass(frozen=True, slots=True)
class RawParameters:
    """The raw parameters of one request, as sent, by location."""

    query: Pairs
    path: Mapping[str, str]
    headers: Mapping[str, list[str]]
    cookies: Pairs


def query_pairs(query: str) -> Pairs:
    """The query's pairs in order: keys decoded, values still encoded."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return tuple((unquote_plus(key), value) for key, _, value in pairs)


def cookie_pairs(headers: Iterable[str]) -> Pairs:
    """The pairs of all `Cookie` headers (RFC 6265, 4.2.1)."""
    pairs = (pair.strip().partition("=") for header in headers for pair in header.split(";"))
    return tuple((name, value) for name, _, value in pairs if name)


class ParameterReader:
    """Parses one parameter of a request by its style and `schema`."""

    def __init__(self, parameter: Parameter, schema: SchemaValidator) -> None:
        self._parameter = parameter
        self._schema = schema
        types = schema.types
        self.composite_type = (
            "array" if "array" in types else "object" if "object" in types else None
        )
        self._item = schema.below("items")
        properties = schema.value.get("properties", {})
        self._properties = {name: schema.below("properties", name) for name in properties}
        self._allows_any_name = schema.value.get("additionalProperties", False) is not False
        self._deep_key = re.compile(re.escape(self._parameter.name) + r"\[([^\]]*)\]")
        self._media_type = self._parameter.media_type
        self.is_plain_query = self._parameter.place == "query" and (
            self.composite_type is None or self._media_type is not None
        )

    def owns(self, key: str) -> bool:
        """Whether a query key belongs to this parameter."""
        parameter = self._parameter
        if self._media_type is not None or self.composite_type != "object":
            return key == parameter.name
        if parameter.style == "deepObject":
            return self._deep_key.fullmatch(key) is not None
        if parameter.explode:
            return key in self._properties or self._allows_any_name
        return key == parameter.name

    def read(self, raw: RawParameters) -> tuple[Any, list[str]]:
        """The value, and the raw texts it was parsed from.

        Raises ParameterMissing if it is absent, ParameterMalformed if it breaks its style, and
        UnreadableBody if it does not parse as its media type.
        """
        place = self._parameter.place
        if place in ("query", "cookie"):
            pairs = raw.query if place == "query" else raw.cookies
            return self._from_pairs(pairs, unquote_plus if place == "query" else unquote)
        if place == "header":
            texts = raw.headers.get(self._parameter.name.lower(), [])
            if not texts:
                raise ParameterMissing
            return self._from_text(", ".join(texts), lambda text: text.strip()), texts
        text = raw.path[self._parameter.name]
        return self._from_text(self._without_prefix(text), unquote), [text]

    def _from_pairs(self, pairs: Pairs, decode: Any) -> tuple[Any, list[str]]:
        parameter = self._parameter
        one_key_each = parameter.style == "deepObject" or parameter.explode
        if self.composite_type == "object" and one_key_each and self._media_type is None:
            return self._object_of_several_keys(pairs, decode)
        texts = [value for key, value in pairs if key == parameter.name]
        if not texts:
            raise ParameterMissing
        exploded = parameter.explode and parameter.style == "form"
        if self.composite_type == "array" and exploded and self._media_type is None:
            return self._list([decode(text) for text in texts]), texts
        return self._from_text(texts[0], decode), texts

    def _object_of_several_keys(self, pairs: Pairs, decode: Any) -> tuple[Any, list[str]]:
        members: dict[str, Any] = {}
        texts = []
        for key, text in pairs:
            match = self._deep_key.fullmatch(key)
            is_deep = self._parameter.style == "deepObject"
            name = match[1] if match and is_deep else None if is_deep else key
            if name is None or (not is_deep and name not in self._properties):
                continue
            texts.append(text)
            members[name] = self._member(name, decode(text))
        if not members:
            raise ParameterMissing
        return members, texts

    def _from_text(self, text: str, decode: Any) -> Any:
        if self._media_type is not None:
            return read_body(
                decode(text).encode("utf-8", "replace"), self._media_type, self._schema
            )
        if self.composite_type is None:
            return self._schema.read(decode(text))
        style = self._parameter.style
        separator = {"label": ".", "matrix": ","}.get(style, _SEPARATORS.get(style, ","))
        if style == "label" and not self._parameter.explode:
            separator = ","
        if style == "matrix" and self._parameter.explode:
            separator = ";"
        if style in ("spaceDelimited", "pipeDelimited"):
            text = (
                re.sub(r"\+|%20", "%20", text)
                if style == "spaceDelimited"
                else re.sub("%7[Cc]", "|", text)
            )
        parts = [decode(part) for part in text.split(separator)] if text else []
        if self.composite_type == "array":
            prefix = f"{self._parameter.name}="
            if style == "matrix" and self._parameter.explode:
                if not all(part.startswith(prefix) for part in parts):
                    raise ParameterMalformed(f"each item of a matrix value starts with {prefix!r}")
                parts = [part.removeprefix(prefix) for part in parts]
            return self._list(parts)
        return self._object(parts)

    def _without_prefix(self, text: str) -> str:
        style, name = self._parameter.style, self._parameter.name
        if style == "label":
            if not text.startswith("."):
                raise ParameterMalformed("a label value starts with a full stop")
            return text[1:]
        if style == "matrix":
            exploded_object = self.composite_type == "object" and self._parameter.explode
            prefix = ";" if exploded_object else f";{name}="
            if not text.startswith(prefix):
                raise ParameterMalformed(f"a matrix value starts with {prefix!r}")
            keep_name = self.composite_type == "array" and self._parameter.explode
            return text[1:] if keep_name else text[len(prefix) :]
        return text

    def _list(self, texts: list[str]) -> list[Any]:
        return [self._item.read(text) for text in texts]

    def _object(self, parts: list[str]) -> dict[str, Any]:
        if self._parameter.explode:
            pairs = [part.partition("=")[::2] for part in parts]
        elif len(parts) % 2:
            raise ParameterMalformed("names and values do not pair up")
        else:
            pairs = list(zip(parts[::2], parts[1::2], strict=True))
        return {name: self._member(name, text) for name, text in pairs}

    def _member(self, name: str, text: str) -> Any:
        return self._properties[name].read(text) if name in self._properties else text
