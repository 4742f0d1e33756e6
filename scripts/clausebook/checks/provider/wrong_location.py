"""Values and credentials in an undocumented location, or under an undocumented name.

Servers that merge all parameters of a request into one map accept them there, and so do not require
them in the documented location.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import quote

from clausebook.auth import Scheme
from clausebook.http.exchange import Request
from clausebook.http.parameter_writing import encoded, text_of
from clausebook.resources.draft import Draft, Slot
from clausebook.values.nothing import NOTHING

_FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, 5.6.2


def misplaced_values(
    valid: Draft, slot: Slot
) -> Iterator[tuple[str, Callable[[Request], Request]]]:
    """Descriptions and changes that put the missing value of `slot` elsewhere in a request.

    It adds a body only if the operation has none.
    """
    place, name = slot
    text = text_of(valid.values[slot])
    value = encoded(text)
    pair = f"{encoded(name)}={value}"
    if place == "query":
        for other in _other_names(name):
            yield (
                f"the value under the name {other}",
                functools.partial(_with_pair, pair=f"{other}={value}"),
            )
    else:
        yield "the value in the query", lambda r: _with_pair(r, pair)
    if place != "header" and _TOKEN.fullmatch(name) and text.isascii() and text.isprintable():
        yield "the value in a header", lambda r: r.with_header(name, text)
    if valid.body is NOTHING and valid.raw_body is None:
        body = json.dumps({name: valid.values[slot]}).encode()
        yield "the value in a form", lambda r: _with_body(r, _FORM, pair.encode())
        yield "the value in a JSON body", lambda r: _with_body(r, "application/json", body)


def _other_names(name: str) -> Iterator[str]:
    """Encoded names that lenient servers take for the key of a query parameter.

    Parameter names are case-sensitive and have no aliases (OAS 3.1, 4.8.12.2).
    """
    words = re.split("[._-]", name)
    joined = words[0] + "".join(word.capitalize() for word in words[1:])
    yield from {encoded(other): "" for other in (name.swapcase(), joined) if other != name}
    yield f"{encoded(name)}[]"


def misplaced_credentials(scheme: Scheme) -> dict[str, Callable[[Request, str], Request]]:
    """Descriptions and changes that put a credential in an undocumented location."""
    if scheme.kind == "bearer":
        return {
            "without its scheme name": lambda r, value: r.with_header(
                scheme.parameter, value.partition(" ")[2]
            ),
            "in the query": lambda r, value: _in_query(
                r, ["access_token"], value.partition(" ")[2]
            ),
        }
    if scheme.kind != "apiKey" or scheme.made_by_signature:
        return {}
    name = scheme.parameter
    places: dict[str, Callable[[Request, str], Request]] = {
        "query": lambda r, value: _in_query(r, [name, "token", "access_token"], value),
        "cookie": lambda r, value: r.with_header("Cookie", f"{name}={quote(value, safe='')}"),
        "bearer": lambda r, value: r.with_header("Authorization", f"Bearer {value}"),
        "bare": lambda r, value: r.with_header("Authorization", value),
    }
    descriptions = {
        "query": "in the query",
        "cookie": "as a cookie",
        "bearer": "as a bearer token",
        "bare": "as the plain Authorization",
    }
    documented = (scheme.place, "bare" if name.lower() == "authorization" else "")
    return {descriptions[place]: move for place, move in places.items() if place not in documented}


def _in_query(request: Request, names: list[str], value: str) -> Request:
    return _with_pair(request, "&".join(f"{name}={quote(value, safe='')}" for name in names))


def _with_pair(request: Request, pair: str) -> Request:
    return replace(request, target=f"{request.target}{'&' if request.query else '?'}{pair}")


def _with_body(request: Request, content_type: str, body: bytes) -> Request:
    return replace(request.with_header("Content-Type", content_type), body=body)
