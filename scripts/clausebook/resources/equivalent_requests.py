"""The same request in other words: what means the same, or asks to be taken for another method."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial, reduce
from typing import Any

from clausebook.clauses import ClauseKey
from clausebook.http.exchange import Headers, Request
from clausebook.openapi import Operation
from clausebook.resources.draft import Draft
from clausebook.resources.probe import Expect, Probe

Tamper = Callable[[Request], Request | None]
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def equivalent_probes(operation: Operation, good: Draft) -> Iterator[Probe]:
    """The known-good request spelled otherwise, which must be accepted as it is.

    A signature covers the spelling, so only a request without one is respelled. A header that the
    document describes is no matter of spelling.
    """
    key = str(ClauseKey.of(operation, "operation"))
    plain = good.request({"X-Header": "x"})
    described = {p.name.lower() for p in operation.parameters if p.place == "header"}
    media = _successes_media(operation)
    accepting: dict[str, Tamper] = {f"Accept: {media}": partial(_with_header, "Accept", media)}
    for what, tamper in {**_SPELLINGS, **accepting}.items():
        changed = tamper(plain)
        if changed is not None and not described & _new_headers(plain, changed):
            yield Probe(key, what, Expect.ACCEPTED, good, tamper=tamper, equivalent=True)


def _successes_media(operation: Operation) -> str:
    """The media types that its successes come in; JSON, as clients ask for it, where none is."""
    shown = [r for s, r in operation.responses.items() if s.startswith("2") or s == "default"]
    kinds = dict.fromkeys(kind for response in shown for kind in response.get("content", {}))
    return ", ".join(kinds) or "application/json"


def _new_headers(plain: Request, changed: Request) -> set[str]:
    """The names, in lower case, of headers that say something new."""
    said = {(name.lower(), value) for name, value in plain.headers}
    lines = ((name.lower(), value) for name, value in changed.headers)
    return {name for name, value in lines if (name, value) not in said}


def overrides(method: str) -> Iterator[tuple[str, Tamper]]:
    """The ways in which a request by one method may ask to be taken for another."""
    for header in OVERRIDES:
        yield f"{header}: {method}", partial(_with_header, header, method)
    yield f"_method={method}", partial(_with_pair, f"_method={method}")


def _with_header(name: str, value: str, request: Request) -> Request:
    return request.with_header(name, value)


def _with_pair(pair: str, request: Request) -> Request:
    return replace(request, target=f"{request.target}{'&' if request.query else '?'}{pair}")


def is_signed(request: Request) -> bool:
    """Whether a signature covers the request's spelling."""
    return "signature=" in (request.header("Authorization") or "").lower()


def _other_order(request: Request) -> Request | None:
    """The pairs of the query backwards, those of one key in their order."""
    pairs = request.query.split("&")
    names = [pair.partition("=")[0] for pair in pairs]
    if len(set(names)) < max(len(names), 2) or is_signed(request):
        return None
    return replace(request, target=f"{request.path}?{'&'.join(reversed(pairs))}")


def _encoded_unreserved(request: Request) -> Request | None:
    """A letter of each value of the query percent-encoded (RFC 3986, 2.3: equivalent)."""
    query = re.sub("=([A-Za-z])", lambda found: f"=%{ord(found[1]):02X}", request.query)
    if query == request.query or is_signed(request):
        return None
    return replace(request, target=f"{request.path}?{query}")


def _encoded_names(request: Request) -> Request | None:
    """A character of each name in the query percent-encoded (RFC 3986, 6.2.2.2: equivalent)."""
    pairs = [pair.partition("=") for pair in request.query.split("&")]
    query = "&".join(f"{_encoded_once(name)}{sign}{value}" for name, sign, value in pairs)
    if query == request.query or is_signed(request):
        return None
    return replace(request, target=f"{request.path}?{query}")


def _encoded_once(name: str) -> str:
    found = re.search("[_.~-]", name) or re.match("[A-Za-z]", name)
    if found is None:
        return name
    return f"{name[: found.start()]}%{ord(found[0]):02X}{name[found.end() :]}"


def _lower_case_headers(request: Request) -> Request | None:
    """The names of headers in lower case (RFC 9110, 5.1)."""
    headers = tuple((name.lower(), value) for name, value in request.headers)
    return None if headers == request.headers else replace(request, headers=headers)


def _rewritten(write: Callable[[Any], str], request: Request) -> Request | None:
    """The JSON body written otherwise: what it says stays the same (RFC 8259, 2, 4 and 7)."""
    if "json" not in (request.header("Content-Type") or "") or is_signed(request):
        return None
    try:
        body = write(json.loads(request.body)).encode()
    except ValueError:
        return None
    return None if body == request.body else replace(request, body=body)


def _backwards(value: Any) -> str:
    members = reversed(value.items()) if isinstance(value, dict) else ()
    return json.dumps(dict(members) or value, ensure_ascii=False)


def _escaped(value: Any) -> str:
    """The first letter of each string escaped, those of names too."""
    written = json.dumps(value)
    return re.sub('"([A-Za-z])', lambda found: f'"\\u{ord(found[1]):04x}', written)


def _with_charset(request: Request) -> Request | None:
    """The one encoding that JSON has, named (RFC 8259, 11: the parameter changes nothing)."""
    if (request.header("Content-Type") or "").lower() != "application/json":
        return None
    return request.with_header("Content-Type", "application/json; charset=utf-8")


def _told_of_no_body(headers: Headers, request: Request) -> Request | None:
    """Headers about the body where there is none (RFC 9110, 8.3 and 8.6: they say nothing)."""
    if request.body:
        return None
    return reduce(lambda made, header: made.with_header(*header), headers, request)


_NO_LENGTH: Headers = (("Content-Length", "0"),)
_TYPE_OF_NOTHING: Headers = (("Content-Type", "application/json"),)
_SPELLINGS: dict[str, Tamper] = {
    "the query reordered": _other_order,
    "the query with a letter percent-encoded": _encoded_unreserved,
    "the query with a character of a key percent-encoded": _encoded_names,
    "headers in lower case": _lower_case_headers,
    "Accept-Encoding: gzip, deflate": partial(_with_header, "Accept-Encoding", "gzip, deflate"),
    "an undocumented header": partial(_with_header, "X-Request-Id", "clausebook-1"),
    "Content-Length: 0": partial(_told_of_no_body, _NO_LENGTH),
    "a Content-Type without a body": partial(_told_of_no_body, _TYPE_OF_NOTHING),
    "a Content-Type and Content-Length: 0 without a body": partial(
        _told_of_no_body, _TYPE_OF_NOTHING + _NO_LENGTH
    ),
    "the members reordered": partial(_rewritten, _backwards),
    "the body pretty-printed": partial(_rewritten, partial(json.dumps, indent=2)),
    "the body with escaped letters": partial(_rewritten, _escaped),
    "the body with a charset parameter": _with_charset,
}
