"""The key of a clause as a value; the only module that formats and parses keys.

Keys are public: they stand in reports, facts, waivers, CONTRACT.md and SOURCES.md as

    DELETE /v2/{}/checkpoints query app_name /maxLength
    method path               place          keyword path

Other subjects of findings are no `ClauseKey` and stay strings: the JSON pointer of a lint finding,
the file of a drift. `CallKey` names a callback or a webhook; only `diff` uses it.

The printed form does not escape names. A parameter called `a /type` prints as the keyword `/type`
of a parameter `a` does, and is parsed as that; printing what was parsed always gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from clausebook.openapi import Operation, Parameter

ANY_METHOD = "*"
_TEMPLATE = re.compile(r"\{[^{}]*\}")
# RFC 9110, 5.6.2: a method is a token; a pointer or a file name is none.
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PARAMETERS = ("path", "query", "querystring", "header", "cookie")
_NAMELESS = (
    *("operation", "effect", "methods", "responses"),
    # Only `diff` uses these.
    *("deprecated", "operationId", "servers", "tags"),
)
_NAMED = (*_PARAMETERS, "body", "response", "security", "callback", "openIdConnect")
_PLACE = re.compile(rf"(?:^| )((?:{'|'.join(_NAMELESS)})(?=$| /)|(?:{'|'.join(_NAMED)})(?=$| ))")
_FIRST_KEYWORDS = (
    *("required", "style", "explode", "content", "deprecated", "encoding", "allowReserved"),
    *("type", "enum", "const", "format", "nullable", "default", "title", "description"),
    *("maxLength", "minLength", "pattern", "maximum", "minimum", "multipleOf"),
    *("exclusiveMaximum", "exclusiveMinimum", "maxItems", "minItems", "uniqueItems"),
    *("maxProperties", "minProperties", "propertyNames", "additionalProperties", "properties"),
    *("patternProperties", "dependentSchemas", "dependentRequired", "items", "prefixItems"),
    *("contains", "minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties"),
    *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "discriminator", "xml"),
    *("readOnly", "writeOnly", "example", "examples", "externalDocs"),
    *("contentEncoding", "contentMediaType", "contentSchema", r"\$ref", r"\$defs", "x-[^/]*"),
)
_KEYWORD_PATH = re.compile(rf" (/(?:{'|'.join(_FIRST_KEYWORDS)})(?:/.*)?)\Z", re.DOTALL)
_HEADER = "header "
_NO_CONTENT = "no content"
_SECURITY = "security"


class NotAClauseKey(ValueError):
    """`text` is not the printed key of a clause."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no key of a clause: write a method, a path and a place")
        self.text = text


@dataclass(frozen=True, slots=True, order=True)
class ClauseKey:
    """What a clause is about. Survives operationIds, reordering and equivalent spellings.

    `method` is `*` for what holds for a whole path or document, `path` has its template names
    erased. `place` is the part of the operation, '' for the operation itself as the beginning of
    its clauses' keys. `keyword_path` is the JSON pointer of a keyword below the place, or ''.
    """

    method: str
    path: str
    place: str = ""
    keyword_path: str = ""

    def __str__(self) -> str:
        """The printed key."""
        text = f"{self.method} {self.path}" if self.path else self.method
        place = f" {self.place}" if self.place else ""
        return f"{text}{place} {self.keyword_path}" if self.keyword_path else f"{text}{place}"

    @classmethod
    def of(cls, operation: Operation, place: str = "", keyword_path: str = "") -> ClauseKey:
        """The key of a clause of `operation`."""
        return cls(operation.method, erased(operation.path), place, keyword_path)

    @classmethod
    def of_path(cls, path: str, place: str = "") -> ClauseKey:
        """What applies to each method of a path, such as its `methods`; the template is erased."""
        return cls(ANY_METHOD, erased(path), place)

    @classmethod
    def of_document(cls, place: str) -> ClauseKey:
        """The key of what applies to the whole document, such as `* servers`."""
        return cls(ANY_METHOD, "", place)

    @classmethod
    def parse(cls, text: str) -> ClauseKey:
        """Parses a printed key. Raises NotAClauseKey for any other text."""
        key = _parsed(text)
        if key is None:
            raise NotAClauseKey(text)
        return key

    @classmethod
    def find(cls, text: str) -> ClauseKey | None:
        """Parses the subject of any finding; None if it is no clause."""
        return _parsed(text)

    def at(self, place: str, keyword_path: str = "") -> ClauseKey:
        """Another place of the same operation."""
        return ClauseKey(self.method, self.path, place, keyword_path)

    def below(self, keyword_path: str) -> ClauseKey:
        """A keyword of the same place."""
        return ClauseKey(self.method, self.path, self.place, keyword_path)

    def member(self, name: str) -> ClauseKey:
        """The key by which facts name a member of a body; no clause has it."""
        return self.at(f"{self.place} {name}")

    @property
    def operation_key(self) -> ClauseKey:
        """The beginning that the keys of all clauses of the operation have in common."""
        return ClauseKey(self.method, self.path)

    @property
    def kind(self) -> str:
        """The first word of the place: `query`, `body`, `response`, `security`, `methods`, ..."""
        return self.place.partition(" ")[0]

    @property
    def is_parameter(self) -> bool:
        """Whether it is about a parameter of a request."""
        return self.kind in _PARAMETERS

    @property
    def is_security(self) -> bool:
        """Whether it is about the credentials of the operation."""
        return self.kind == _SECURITY

    @property
    def is_no_content(self) -> bool:
        """Whether it says that a response has no body."""
        return self.kind == "response" and self._in_response == _NO_CONTENT

    @property
    def name(self) -> str:
        """What follows the kind: a parameter's name (its number in a path), schemes, a media type.

        Not for responses: those have `status`, `header` and `media_type`.
        """
        return place_name(self.place)

    @property
    def status(self) -> str | None:
        """The documented status, range or `default` that it is about, if a response is."""
        return self.name.partition(" ")[0] if self.kind == "response" else None

    @property
    def header(self) -> str | None:
        """The response header that it is about."""
        described = self._in_response
        return described.removeprefix(_HEADER) if described.startswith(_HEADER) else None

    @property
    def media_type(self) -> str | None:
        """The media type of the body that it is about, of either side."""
        if self.kind == "body":
            return self.name or None
        described = self._in_response
        no_body = described in ("", _NO_CONTENT) or described.startswith(_HEADER)
        return None if no_body else described

    @property
    def _in_response(self) -> str:
        return self.name.partition(" ")[2] if self.kind == "response" else ""

    def is_about(self, operation: Operation) -> bool:
        """Whether it is a clause of `operation`, or the operation's own key."""
        return self.method == operation.method and self.path == erased(operation.path)

    def is_about_response(self, status: str | None) -> bool:
        """Whether the judge checks a response of this documented status against it."""
        return self.kind == "responses" or (self.kind == "response" and self.status == status)

    def is_within(self, other: ClauseKey) -> bool:
        """Whether it is `other`, or about a part of it."""
        if (self.method, self.path) != (other.method, other.path):
            return False
        if not other.place:
            return True
        return self.place == other.place and (
            not other.keyword_path
            or self.keyword_path == other.keyword_path
            or self.keyword_path.startswith(f"{other.keyword_path}/")
        )


def is_key_of(text: str, operation: Operation) -> bool:
    """Whether what a finding or check is about is a clause of the operation."""
    key = ClauseKey.find(text)
    return key is not None and key.is_about(operation)


@dataclass(frozen=True, slots=True, order=True)
class CallKey:
    """The key of a callback or webhook, which the provider calls, and a place in it."""

    call: str
    place: str = ""
    keyword_path: str = ""

    def __str__(self) -> str:
        """The printed key."""
        return " ".join(part for part in (self.call, self.place, self.keyword_path) if part)

    @classmethod
    def webhook(cls, name: str, method: str) -> CallKey:
        """A webhook; its name is all the address it has."""
        return cls(f"webhook {name} {method}")

    @classmethod
    def callback(cls, operation_key: ClauseKey, address: str) -> CallKey:
        """A callback of an operation; `address` says by which method it calls which URL."""
        return cls(f"{operation_key} callback {address}")

    def at(self, place: str, keyword_path: str = "") -> CallKey:
        """Another place of the same call."""
        return CallKey(self.call, place, keyword_path)

    def below(self, keyword_path: str) -> CallKey:
        """A keyword of the same place."""
        return CallKey(self.call, self.place, keyword_path)


@lru_cache(maxsize=1 << 16)
def _parsed(text: str) -> ClauseKey | None:
    method, _, rest = text.partition(" ")
    if not _METHOD.fullmatch(method) or method == "webhook":
        return None
    place_match = _PLACE.search(rest)
    path, place = (
        (rest[: place_match.start()], rest[place_match.start(1) :]) if place_match else (rest, "")
    )
    # A request may ask for any target; `*` is the one of `OPTIONS *` (RFC 9110, 7.1).
    if not path.startswith("/") and method != ANY_METHOD:
        return None
    keyword_match = _KEYWORD_PATH.search(place)
    if keyword_match is None:
        key = ClauseKey(method, path, place)
    else:
        key = ClauseKey(method, path, place[: keyword_match.start()], keyword_match.group(1))
    # The text may have more blanks than the printed key.
    return key if str(key) == text else None


def erased(path: str) -> str:
    """The path template without the names in it: `/v2/{project_id}/x` is `/v2/{}/x` on the wire."""
    return _TEMPLATE.sub("{}", path)


def template_names(path: str) -> list[str]:
    """The names in a path template, in order."""
    return [name[1:-1] for name in _TEMPLATE.findall(path)]


def place_name(place: str) -> str:
    """What follows the kind in a place: `app_name` of `query app_name`, the schemes of security."""
    return place.partition(" ")[2]


def parameter_place(operation: Operation, parameter: Parameter) -> str:
    """`query app_name`; a path parameter goes by its position: its name is not on the wire."""
    if parameter.place != "path":
        return f"{parameter.place} {parameter.name}"
    names = template_names(operation.path)
    position = names.index(parameter.name) + 1 if parameter.name in names else parameter.name
    return f"path {position}"


def body_place(media_type: str | None = None) -> str:
    """`body application/json`, or `body` for a request's body of any type."""
    return "body" if media_type is None else f"body {media_type}"


def response_place(status: str, media_type: str | None = None) -> str:
    """`response 200`, or its body of one type: `response 200 application/json`."""
    return f"response {status}" if media_type is None else f"response {status} {media_type}"


def response_header_place(status: str, name: str) -> str:
    """`response 429 header Retry-After`."""
    return f"response {status} {_HEADER}{name}"


def no_content_place(status: str) -> str:
    """`response 204 no content`."""
    return f"response {status} {_NO_CONTENT}"


def scheme_name(scheme: Mapping[str, Any]) -> str:
    """The name of a security scheme by what is on the wire, not by its name in the document."""
    if scheme["type"] == "apiKey":
        return f"apiKey {scheme['in']} {scheme['name']}"
    if scheme["type"] == "http":
        return f"http {scheme['scheme']}"
    return str(scheme["type"])


def security_place(schemes: Iterable[Mapping[str, Any]]) -> str:
    """The place of one security alternative: all of its schemes together, or none."""
    return f"{_SECURITY} " + (schemes_text(schemes) or "none")


def schemes_text(schemes: Iterable[Mapping[str, Any]]) -> str:
    """The schemes of one security alternative as they print: `apiKey header X + http bearer`."""
    return " + ".join(sorted(scheme_name(scheme) for scheme in schemes))


def named_in_facts(text: str) -> str:
    """The name of the parameter or member that facts name, bare or with operation and place.

    `app_name` and `DELETE /v2/{}/checkpoints query app_name` both name `app_name`; a member of a
    body is named after the media type: `POST /x body application/json app_name`.
    """
    key = ClauseKey.find(text)
    if key is None:
        return text
    return key.name if key.is_parameter else key.place.rpartition(" ")[2]
