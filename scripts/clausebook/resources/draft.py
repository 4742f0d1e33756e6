"""A request before serialization: an operation and its parameter values and body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from clausebook.http.concrete_types import concrete_type, is_json
from clausebook.http.exchange import Request
from clausebook.http.parameter_writing import (
    BOUNDARY,
    MULTIPART,
    header_text_of,
    multipart_of,
    path_text_of,
    query_pairs_of,
    text_of,
)
from clausebook.openapi import Operation
from clausebook.values.nothing import NOTHING

Slot = tuple[str, str]


@dataclass(frozen=True)
class Draft:
    """Values by place and name (`("query", "app_name")`); `body` is NOTHING if none is sent.

    `raw_body` overrides the serialized body, `content_type` its header, `method` the operation's.
    """

    operation: Operation
    values: Mapping[Slot, Any] = field(default_factory=dict)
    body: Any = NOTHING
    media_type: str | None = None
    raw_body: bytes | None = None
    content_type: str | None = None
    method: str | None = None
    # Members of a multipart body that are files, each with the media type of its content.
    files: Mapping[str, str] = field(default_factory=dict)

    def with_value(self, slot: Slot, value: Any) -> Draft:
        """A copy with one value set, or removed by NOTHING."""
        values = {key: old for key, old in self.values.items() if key != slot}
        return replace(self, values=values if value is NOTHING else {**values, slot: value})

    def with_body(self, body: Any) -> Draft:
        """A copy with another body."""
        return replace(self, body=body)

    def request(self, credentials: Mapping[str, str]) -> Request:
        """The serialized request, with the headers of `credentials`."""
        path, pairs, headers, cookies = self.operation.path, [], dict[str, str](), []
        for parameter in self.operation.parameters:
            slot = (parameter.place, parameter.name)
            if slot not in self.values:
                continue
            value = self.values[slot]
            if parameter.place == "path":
                path = path.replace(f"{{{parameter.name}}}", path_text_of(parameter, value))
            elif parameter.place == "query":
                pairs += query_pairs_of(parameter, value)
            elif parameter.place == "header":
                headers[parameter.name] = header_text_of(parameter, value)
            else:
                cookies += query_pairs_of(parameter, value)
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        body = self._serialized_body()
        content_type = self.content_type or concrete_type(self.media_type or "")
        if body and content_type:
            boundary = f"; boundary={BOUNDARY}" if content_type == MULTIPART else ""
            headers["Content-Type"] = content_type + boundary
        target = f"{path}?{'&'.join(pairs)}" if pairs else path
        method = self.method or self.operation.method
        return Request(method, target, (*headers.items(), *credentials.items()), body)

    def _serialized_body(self) -> bytes:
        if self.raw_body is not None:
            return self.raw_body
        if self.body is NOTHING:
            return b""
        kind = concrete_type(self.media_type or "").partition(";")[0]
        if kind == "application/x-www-form-urlencoded" and isinstance(self.body, Mapping):
            pairs = {k: v if isinstance(v, list) else text_of(v) for k, v in self.body.items()}
            return urlencode(pairs, doseq=True).encode()
        if kind == MULTIPART and isinstance(self.body, Mapping):
            return multipart_of(self.body, self.files)
        if is_json(kind):
            return json.dumps(self.body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return text_of(self.body).encode("utf-8", "surrogatepass")


def required_only(draft: Draft) -> Draft:
    """A copy without optional parameters."""
    required = {(p.place, p.name) for p in draft.operation.parameters if p.required}
    return replace(draft, values={s: v for s, v in draft.values.items() if s in required})
